"""Streams: one JSON object a line in, one out, in order; a bad line is answered and never ends the stream."""

import json
import subprocess

import pytest

from e2e.emulators import BUILD, earshot

CIS_12 = '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }'
GOOD = {"match": {"id": "last", "pattern": "{ $.a = 1 }", "event": '{"a":1}'}, "explain": {"id": "last", "patterns": [CIS_12]}}


def stream(verb, *lines):
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    result = earshot(verb, "--jsonl", stdin=text)
    assert (result.returncode, result.stderr) == (0, "")
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("identity", [1, "x", None, [1, {"a": 2}], 1.5, "\u2028"], ids=repr)
def test_the_id_comes_back_whatever_it_is(identity):
    for verb, good in GOOD.items():
        assert stream(verb, {**good, "id": identity})[0]["id"] == identity


def test_a_match_is_answered_by_exactly_these_members():
    event = {"pattern": "{ $.a = 1 }", "event": '{"a":2}'}
    assert stream("match", {**event, "id": 1}, event) == [{"id": 1, "match": False}, {"id": None, "match": False}]


def test_an_event_may_hold_what_json_texts_hold():
    row = {"id": 1, "pattern": '{ $.a = "x" }', "event": '{"a":"x\\u0000y"}'}
    assert stream("match", row) == [{"id": 1, "match": False}]


def test_a_proof_is_the_object_of_explain_with_the_id():
    for require in ("cis", "cis-1.2", "{ $.errorCode = * }"):
        alone = json.loads(earshot("explain", "--format", "json", "--require", require, CIS_12).stdout)
        assert stream("explain", {"id": 7, "patterns": [CIS_12], "require": require}) == [{"id": 7, **alone}]


def test_the_requirement_is_cis_unless_the_line_or_an_option_says_otherwise():
    line = json.dumps({"patterns": [CIS_12]}) + "\n"
    assert json.loads(earshot("explain", "--jsonl", stdin=line).stdout)["filters"][0]["class"] == "wider"
    result = earshot("explain", "--jsonl", "--require", "cis-1.2", stdin=line)
    assert json.loads(result.stdout)["filters"][0]["class"] == "equivalent"


def test_an_error_names_message_and_column():
    (answer,) = stream("match", {"id": 1, "pattern": "{ $.a == 1 }", "event": "{}"})
    assert answer == {"id": 1, "error": {"message": answer["error"]["message"], "column": 8}}


# verb, a line that is no question, the id that it is answered under
BAD = [
    ("match", "nonsense", None), ("match", "", None), ("match", "[]", None), ("match", "{} {}", None),
    ("match", '{"id":1', None), ("match", '{"id":1,"pattern":"a","event":"\ud83d"}', None),
    ("match", '{"id":1}', 1), ("match", '{"id":1,"pattern":"a"}', 1), ("match", '{"id":1,"pattern":5,"event":"a"}', 1),
    ("match", '{"id":1,"pattern":"a\\u0000","event":"a"}', 1), ("match", "x" * (5 << 20), None),
    ("match", '{"id":1,"pattern":"%s","event":"a"}' % ("a" * 1025), 1),
    ("explain", "nonsense", None), ("explain", '{"id":1}', 1), ("explain", '{"id":1,"patterns":"a"}', 1),
    ("explain", '{"id":1,"patterns":[1]}', 1), ("explain", '{"id":1,"patterns":[],"require":null}', 1),
    ("explain", '{"id":1,"patterns":[%s]}' % ",".join(['"a"'] * 1001), 1),
    ("explain", "[" * 100, None),
]


@pytest.mark.parametrize("verb, line, identity", BAD, ids=[f"{verb} {line[:40]!a}" for verb, line, _ in BAD])
def test_a_bad_line_is_answered_and_the_next_one_too(verb, line, identity):
    data = line.encode("utf-8", "surrogatepass") + b"\n" + json.dumps(GOOD[verb]).encode() + b"\n"
    result = subprocess.run([str(BUILD / "earshot"), verb, "--jsonl"], input=data, capture_output=True, timeout=60)
    first, last = [json.loads(text) for text in result.stdout.splitlines()]
    assert (result.returncode, result.stderr) == (0, b"")
    assert (set(first), first["id"]) == ({"id", "error"}, identity) and first["error"]["message"]
    assert last["id"] == "last" and "error" not in last


@pytest.mark.parametrize("verb", GOOD)
def test_each_answer_is_there_before_the_next_question(verb):
    with subprocess.Popen([str(BUILD / "earshot"), verb, "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        for number in range(3):
            child.stdin.write(json.dumps({**GOOD[verb], "id": number}).encode() + b"\n")
            child.stdin.flush()
            assert json.loads(child.stdout.readline())["id"] == number
        child.stdin.close()
        assert child.wait(10) == 0


@pytest.mark.parametrize("verb", GOOD)
def test_memory_does_not_grow_with_the_stream(verb):
    if "sanitize" in str(BUILD):
        pytest.skip("AddressSanitizer reserves memory")
    lines = "".join(json.dumps({**GOOD[verb], "id": number}) + "\n" for number in range(2000))
    command = f'ulimit -v 40000; exec "$0" {verb} --jsonl'
    result = subprocess.run(["/bin/sh", "-c", command, str(BUILD / "earshot")], input=lines.encode(), capture_output=True, timeout=60)
    assert (result.returncode, result.stdout.count(b"\n")) == (0, 2000), result.stderr


@pytest.mark.parametrize("arguments", [["match", "--jsonl", "x"], ["explain", "--jsonl", "x"], ["explain", "--jsonl", "--format", "json"],
                                       ["explain", "--jsonl", "--output", "x"], ["check", "--jsonl"]], ids=" ".join)
def test_what_a_stream_does_not_take_is_wrong_usage(arguments):
    result = earshot(*arguments)
    assert (result.returncode, result.stdout) == (64, "") and len(result.stderr.splitlines()) == 1
