"""Golden cases with every stage stored: what each stage of the pipeline makes of the file before it.

    events/NAME.json ─► requests/NAME.json                                   event ─► request
    stages/CASE/replies.json ─► needs.json, facts.json ─► report.json, report.txt
                 replies of AWS      needs of each round, facts      findings, as JSON and as text

A new case is a folder with a replies.json. UPDATE_GOLDEN=1 writes what is expected; read it before you commit it.
"""

import json
import os
import pathlib
import subprocess

import pytest

from e2e.emulators import BUILD, REPO, earshot

HERE = pathlib.Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("stages/*/replies.json"))
EVENTS = sorted(REPO.glob("events/*.json"))
SECONDS = 30


def stage(*arguments):
    done = subprocess.run([str(BUILD / "tests/stages"), *map(str, arguments)], capture_output=True, encoding="utf-8",
                          env={"PATH": os.defpath}, timeout=SECONDS)
    return done.stdout if done.returncode == 0 else done.stderr


def golden(path, text):
    """The stored text, which UPDATE_GOLDEN=1 replaces by this one."""
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert path.exists(), f"{path} is missing: UPDATE_GOLDEN=1 writes it"
    return path.read_text("utf-8")


@pytest.mark.parametrize("event", EVENTS, ids=[path.stem for path in EVENTS])
def test_an_event_becomes_its_request(event):
    actual = stage("request", event)
    assert actual == golden(HERE / "requests" / event.name, actual)


@pytest.mark.parametrize("case", CASES, ids=[path.name for path in CASES])
class TestStage:
    def collected(self, case):
        text = stage("collect", case / "replies.json")
        assert text.startswith("{"), text
        return json.loads(text)

    def test_needs_of_each_round(self, case):
        actual = json.dumps(self.collected(case)["rounds"], indent=2) + "\n"
        assert actual == golden(case / "needs.json", actual)

    def test_replies_become_facts(self, case):
        actual = json.dumps(self.collected(case)["facts"], indent=2) + "\n"
        assert actual == golden(case / "facts.json", actual)

    @pytest.mark.parametrize("form, name", [("json", "report.json"), ("text", "report.txt"), ("sh", "repair.sh")])
    def test_facts_become_the_report(self, case, form, name):
        result = earshot("replay", case / "facts.json", "--format", form)
        assert result.returncode in (0, 1, 2, 3), result.stderr
        assert result.stdout == golden(case / name, result.stdout)
