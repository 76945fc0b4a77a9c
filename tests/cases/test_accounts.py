"""Golden accounts: does the judge give each saved account its verdict, and does each reason have its accounts?

One file a case in accounts/: {"about": sentence, "near": the reason that it must not get though it comes close, or absent,
"facts": what `check --facts` would have saved, "expect": {"verdict", "reason", "hop"}}.
"""

import collections
import json
import re

import pytest

from e2e.emulators import REPO, earshot

CASES = sorted((REPO / "tests/cases/accounts").glob("*.json"))
CASES_WANTED = 3  # the plain one, a near miss that passes, two faults at once


def load(path):
    return json.loads(path.read_text("utf-8"))


def reason_codes():
    """The codes of the table of reasons, without the one that says that all is well."""
    text = (REPO / "function/model/reason.c").read_text("utf-8")
    return [code for code in re.findall(r'\{"([A-Z_]+)",\s*HOP_', text) if code != "NONE"]


def remedies():
    """Code -> what a person can do by command: "NONE", "WHOLE_CHAIN", ..."""
    text = (REPO / "function/model/reason.c").read_text("utf-8")
    return dict(re.findall(r'\{"([A-Z_]+)",\s*HOP_\w+,[^}]*?REMEDY_(\w+)\}', text))


REMEDIES = remedies()


def test_there_are_cases():
    assert CASES


def test_every_reason_has_three_accounts():
    cases = [load(path) for path in CASES]
    counts = collections.Counter(case["expect"]["reason"] for case in cases)
    counts.update(case["near"] for case in cases if "near" in case)
    codes = reason_codes()
    assert len(codes) > 30
    print("\n".join(f"{counts[code]:4} {code}" for code in codes))
    assert {code for code in codes if counts[code] < CASES_WANTED} == set()


def test_a_near_miss_is_near_a_reason_that_exists_and_does_not_get_it():
    nears = {path.stem: load(path) for path in CASES if "near" in load(path)}
    assert nears
    assert [name for name, case in nears.items()
            if case["near"] not in reason_codes() or case["near"] == case["expect"]["reason"]] == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_an_account_gets_its_verdict(path, tmp_path):
    case = load(path)
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps(case["facts"]), "utf-8")
    result = earshot("replay", facts, "--format", "json")
    assert result.stdout, result.stderr
    reply = json.loads(result.stdout)
    assert {name: reply[name] for name in case["expect"]} == case["expect"], reply["annotation"]
    assert bool(reply["remediation"]) is (REMEDIES.get(reply["reason"], "NONE") != "NONE")


def test_the_table_of_alarms_names_every_account_about_alarms():
    table = (REPO / "tests/cases/README.md").read_text("utf-8").partition("## What is said of alarms")[2]
    named = {f"alarm-{name}" for name in re.findall(r"`([a-z-]+)`", table)}
    known = {path.stem for path in CASES if path.stem.startswith("alarm-")}
    # These are about alarms in general: reads that failed, and several alarms side by side.
    assert known - named <= {"alarm-denied", "alarm-refused", "alarm-second", "alarm-undecided-beside-broken", "alarm-none-shared-metric"}
    assert named <= known
