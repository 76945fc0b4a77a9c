"""What is no filter pattern is refused at its column, with what was found and what was expected, and never covers anything."""

import json
import pathlib
import subprocess

import pytest

from e2e.emulators import BUILD, earshot

LINES = (pathlib.Path(__file__).parent / "patterns/unreadable.jsonl").read_text("utf-8").splitlines()
CASES = {case["about"]: case for case in map(json.loads, LINES)}
ARGUMENT_BYTES = 100_000  # of one argument of a process


def pattern(about):
    pieces = CASES[about]["pattern"]
    return pieces if isinstance(pieces, str) else "".join(text * times for text, times in pieces)


def stream(verb, rows):
    result = earshot(verb, "--jsonl", stdin="".join(json.dumps(row) + "\n" for row in rows))
    assert (result.returncode, result.stderr) == (0, "")
    return dict(zip(CASES, map(json.loads, result.stdout.splitlines()), strict=True))


@pytest.fixture(scope="module")
def as_filter():
    return stream("explain", [{"patterns": [pattern(about)]} for about in CASES])


@pytest.fixture(scope="module")
def as_requirement():
    return stream("explain", [{"require": pattern(about), "patterns": ["{ $.errorCode = * }"]} for about in CASES])


@pytest.fixture(scope="module")
def matched():
    return stream("match", [{"pattern": pattern(about), "event": "{}"} for about in CASES])


def check(about, error):
    assert error["column"] == CASES[about]["column"]
    assert [words for words in CASES[about]["says"] if words not in error["message"]] == [], error["message"]


def test_the_cases_have_names_of_their_own():
    assert len(CASES) == len(LINES)


@pytest.mark.parametrize("about", CASES)
def test_a_filter_is_refused_at_its_column(about, as_filter):
    (row,) = as_filter[about]["filters"]
    assert (as_filter[about]["coverage"], row["class"], row["misses"], row["noise"]) == ("UNREADABLE", "unreadable", None, None)
    check(about, row["error"])


@pytest.mark.parametrize("about", CASES)
def test_a_requirement_is_refused_by_its_column(about, as_requirement):
    assert as_requirement[about]["coverage"] == "UNREADABLE"
    assert f"column {CASES[about]['column']}" in as_requirement[about]["reason"]


@pytest.mark.parametrize("about", CASES)
def test_match_refuses_it_at_the_same_column(about, matched):
    assert set(matched[about]) == {"id", "error"}
    check(about, matched[about]["error"])


@pytest.mark.parametrize("about", [about for about in CASES if "\0" not in pattern(about) and len(pattern(about)) < ARGUMENT_BYTES])
def test_as_an_argument_it_is_refused_too(about):
    result = earshot("explain", "--format", "json", "--", pattern(about))
    assert result.returncode == 2
    check(about, json.loads(result.stdout)["filters"][0]["error"])


# bytes that are no text, and the column of the first bad one
NO_TEXT = [(b"\xff", 1), (b'{ $.a = "\xc3" }', 10), (b'{ $.a = "\xc3\xa4\xed\xa0\x80" }', 11), (b"{ $.a == \xff }", 8),
           (b'{ $.a = "' + b"x" * 100_000 + b"\xff", 1025)]


@pytest.mark.parametrize("verb", ["explain", "match"])
@pytest.mark.parametrize("data, column", NO_TEXT, ids=[repr(data[:20]) for data, _ in NO_TEXT])
def test_bytes_that_are_no_text_are_refused_at_their_column(verb, data, column):
    result = subprocess.run([str(BUILD / "earshot"), verb, data], stdin=subprocess.DEVNULL, capture_output=True, timeout=10)
    assert result.returncode == 2 and f"column {column}:".encode() in result.stdout + result.stderr


@pytest.mark.parametrize("text", ["{$.a=1" + "||$.a=1" * 500_000 + "}", "{" + "(" * 4_000_000, "[" + "," * 4_000_000,
                                  "a " * 2_000_000, "{$.a=%" + "a" * 4_000_000 + "%}"], ids=lambda text: text[:9])
def test_a_pattern_as_long_as_a_line_costs_no_memory(text):
    rows = "".join(json.dumps({"patterns": [row]}) + "\n" for row in (text, "{ $.a = 1 }"))
    result = earshot("explain", "--jsonl", stdin=rows)
    first, last = map(json.loads, result.stdout.splitlines())
    assert (result.returncode, first["filters"][0]["error"]["column"]) == (0, 1025)
    assert last["filters"][0]["error"] is None
