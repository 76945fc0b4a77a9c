"""Does the judge give random small accounts the verdict that counting gives? See oracle/README.md.

EARSHOT_ORACLE=20000 judges three times as many accounts, EARSHOT_ORACLE_SEED=7 other ones.
"""

import collections
import json
import os
import random
import subprocess

from e2e.emulators import BUILD
from oracle import accounts

COUNT = int(os.environ.get("EARSHOT_ORACLE", "1000")) * 3
SEED = int(os.environ.get("EARSHOT_ORACLE_SEED", "1"))


def judged(cases):
    """What the program finds, account by account."""
    lines = "".join(json.dumps(accounts.facts(case)) + "\n" for case in cases)
    result = subprocess.run([str(BUILD / "tests/judge")], input=lines, capture_output=True, encoding="utf-8", timeout=600)
    assert result.returncode == 0, result.stderr
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(found) == len(cases)
    return found


def test_the_judge_agrees_with_counting():
    rng = random.Random(SEED)
    cases = [accounts.random_account(rng) for _ in range(COUNT)]
    seen = collections.Counter()
    for case, found in zip(cases, judged(cases)):
        verdict, reasons = accounts.judge(case)
        assert (found["verdict"], found["reason"] in reasons) == (verdict, True), (reasons, found, case)
        assert found["lacks"] == [], case
        assert found["byRounds"]["verdict"] == verdict, (found, case)
        # who else publishes is not asked of an alarm whose way breaks behind it
        assert found["byRounds"]["reason"] == found["reason"] or "standing" in case.publishers.values(), (found, case)
        seen[verdict] += 1
        seen[found["reason"]] += 1
    print(dict(seen))
    assert min(seen["MONITORED"], seen["NOT_MONITORED"], seen["CANNOT_VERIFY"]) > COUNT / 50, seen
    assert set(accounts.REASONS) <= set(seen), set(accounts.REASONS) - set(seen)
