"""Golden accounts: does the judge give each saved account its verdict?

One file a case in accounts/: {"about": sentence, "facts": what `check --facts` would have saved,
"expect": {"verdict", "reason", "hop"}}.
"""

import json
import re

import pytest

from e2e.emulators import REPO, earshot

CASES = sorted((REPO / "tests/cases/accounts").glob("*.json"))


def test_there_are_cases():
    assert CASES


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_an_account_gets_its_verdict(path, tmp_path):
    case = json.loads(path.read_text("utf-8"))
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps(case["facts"]), "utf-8")
    result = earshot("replay", facts, "--format", "json")
    assert result.stdout, result.stderr
    reply = json.loads(result.stdout)
    assert {name: reply[name] for name in case["expect"]} == case["expect"], reply["annotation"]


def test_the_table_of_alarms_names_every_account_about_alarms():
    table = (REPO / "tests/cases/README.md").read_text("utf-8").partition("## What is said of alarms")[2]
    named = {f"alarm-{name}" for name in re.findall(r"`([a-z-]+)`", table)}
    known = {path.stem for path in CASES if path.stem.startswith("alarm-")}
    # Two are about alarms in general: a denied read, and several alarms side by side.
    assert known - named <= {"alarm-denied", "alarm-second", "alarm-undecided-beside-broken", "alarm-none-shared-metric"}
    assert named <= known
