"""Who may name a filter or an alarm must not thereby steer a terminal, a log, a JSON reader or a shell, nor change a verdict.

The golden accounts are replayed with hostile texts in their strings: every member of the facts once, and all names of an
account at once, changed alike wherever they occur, so that the chain holds and every hop is judged.
"""

import json
import random
import re
import subprocess
import unicodedata

import pytest

from e2e.emulators import BUILD, REPO, earshot

SEED, RENAMED_ACCOUNTS = 1, 30
CASES = [json.loads(path.read_text("utf-8")) for path in sorted((REPO / "tests/cases/accounts").glob("*.json"))]
RAW = "@raw@"  # becomes bytes that are no UTF-8
HOSTILE = ["'\"`$(aws pwned)`aws pwned`;aws pwned&&", "\n\naws pwned\r\n#", "\x1b[2J\x1b]0;title\x07\x9b31m\x00\x7f\x08",
           "\u202egnp\u2066\u200f\u061c\u2028\u2029", "\ud800", "\\\\$IFS{}*?!%s%n<!--", RAW, "--flag file://x", "é" * 300]
NAMES = ("Name", "filterName", "logGroupName", "metricName", "metricNamespace", "MetricName", "Namespace", "AlarmName")
FORMATS = ("text", "json", "sh")
STEERING = "\ufffd\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029"


def strings(value, member=None):
    """(member's name, text) of every string below."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from strings(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, member)
    elif isinstance(value, str):
        yield member, value


def changed(value, change, member=None):
    """The same value with every string changed."""
    if isinstance(value, dict):
        return {name: changed(inner, change, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [changed(inner, change, member) for inner in value]
    return change(member, value) if isinstance(value, str) else value


def one_member():
    """Name, case, its facts with a hostile text in every member of one name, behind its own text or instead of it."""
    members = sorted({member for case in CASES for member, _ in strings(case["facts"])})
    choice = random.Random(SEED)
    for member in members:
        holders = [case for case in CASES if any(name == member for name, _ in strings(case["facts"]))]
        case, hostile, keep = choice.choice(holders), "".join(choice.sample(HOSTILE, 4)), choice.random() < 0.5
        yield f"{member} {'longer' if keep else 'replaced'}", case, changed(
            case["facts"], lambda name, text: (text * keep + hostile) if name == member else text)


def all_names():
    """Name, case, its facts with every name of the account made hostile, alike wherever it occurs."""
    choice = random.Random(SEED)
    by_name = [case for case in CASES if "AlarmRule" not in json.dumps(case)]  # a name with a quote ends there
    for case in choice.sample(by_name, RENAMED_ACCOUNTS):
        hostile = choice.choice(HOSTILE[:4]).replace("\x00", "")
        names = sorted({text for name, text in strings(case["facts"]) if name in NAMES and len(text) > 3},  # "a" is everywhere
                       key=len, reverse=True)
        pattern = re.compile("|".join(map(re.escape, names)) or "(?!)")
        yield f"names of: {case['about']}", case, changed(
            case["facts"], lambda _member, text: pattern.sub(lambda found: found[0] + hostile, text))


EVERY = 3 if "sanitize" in BUILD.name else 1  # ten times slower there
MEMBERS, NAMES_OF = list(one_member())[::EVERY], list(all_names())[::EVERY]


@pytest.fixture
def replayed(facts, tmp_path):
    path = tmp_path / "facts.json"
    path.write_bytes(json.dumps(facts).encode().replace(RAW.encode(), b"\xff\xc0\x80"))
    return {name: earshot("replay", path, "--format", name) for name in FORMATS}


def odd(text):
    """Characters that steer whoever shows them; bytes that are no UTF-8 have become U+FFFD by now."""
    return {c for c in text if c != "\n" and (unicodedata.category(c) in ("Cc", "Cs") or c in STEERING)}


def of(rows):
    return pytest.mark.parametrize("case, facts", [row[1:] for row in rows], ids=[row[0] for row in rows])


@of(MEMBERS + NAMES_OF)
def test_no_output_steers_its_reader_or_runs_a_command(case, facts, replayed, tmp_path):
    for result in replayed.values():
        assert result.returncode in (0, 1, 2, 3, 64), result.stderr
        assert odd(result.stdout) | odd(result.stderr) == set()
    assert replayed["json"].returncode == 64 or json.loads(replayed["json"].stdout)["verdict"]
    assert called_by(replayed["sh"].stdout, tmp_path) <= {"logs", "cloudwatch", "sns", "kms"}


@of(NAMES_OF)
def test_a_name_proves_nothing(case, facts, tmp_path):
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(facts))
    reply = json.loads(earshot("replay", path, "--format", "json").stdout)
    assert (reply["verdict"] == "MONITORED") is (case["expect"]["verdict"] == "MONITORED"), reply["annotation"]


def called_by(script, folder):
    """What the script would run, by its first word: there is no program but `aws`, and that is ours."""
    log, tool = folder / "calls", folder / "aws"
    tool.write_text(f'#!/bin/sh\necho "$1" >>{log}\necho 1\n')
    tool.chmod(0o755)
    log.touch()
    parsed = subprocess.run(["/bin/sh", "-n"], input=script.encode(), capture_output=True, timeout=10)
    assert parsed.returncode == 0, parsed.stderr
    subprocess.run(["/bin/sh"], input=script.encode(), capture_output=True, timeout=10, cwd=folder,
                   env={"PATH": str(folder), "EARSHOT_EMAIL": "security@example.com"})
    return set(log.read_text().split())
