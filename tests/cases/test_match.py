"""`match` prints the events that a pattern counts, as grep does, from whatever CloudTrail leaves behind."""

import gzip
import json
import subprocess

import pytest

from e2e.emulators import BUILD, earshot

DENIED = "{ $.errorCode = AccessDenied* }"
EVENTS = [{"id": 1, "errorCode": "AccessDenied"}, {"id": 2, "text": 'x,]}" \\ {['}, {"id": 3, "errorCode": "AccessDeniedException"}]
LINES = "".join(json.dumps(event) + "\n" for event in EVENTS)


def printed(result):
    return [json.loads(line)["id"] for line in result.stdout.splitlines()]


def compact(value):
    return json.dumps(value, separators=(",", ":"))


# what a file may hold: always the same three events
FILES = {
    "lines": LINES.encode(),
    "lines, the last one open": LINES.rstrip("\n").encode(),
    "lines of another system": LINES.replace("\n", "\r\n").encode(),
    "empty lines between": LINES.replace("\n", "\n\n").encode(),
    "CloudTrail": compact({"Records": EVENTS}).encode(),
    "CloudTrail, laid out": json.dumps({"Records": EVENTS}, indent=2).encode(),
    "CloudTrail with another member": compact({"Records": EVENTS, "more": {"x": ["]}"]}}).encode(),
    "CloudTrail, two files in a row": (compact({"Records": EVENTS[:2]}) + "\n" + compact({"Records": EVENTS[2:]})).encode(),
    "CloudTrail, an empty file first": (compact({"Records": []}) + compact({"Records": EVENTS})).encode(),
    "lines, gzip": gzip.compress(LINES.encode()),
    "CloudTrail, gzip": gzip.compress(compact({"Records": EVENTS}).encode()),
    "gzip of two members": gzip.compress(LINES[:40].encode()) + gzip.compress(LINES[40:].encode()),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("pattern, ids", [(DENIED, [1, 3]), ("{ $.errorCode NOT EXISTS }", [2]), ("", [1, 2, 3]),
                                          ("AccessDeniedException", [3]), ("{ $.id = 9 }", [])])
def test_every_kind_of_file_gives_the_same_events(name, pattern, ids, tmp_path):
    path = tmp_path / "events"
    path.write_bytes(FILES[name])
    result = earshot("match", "--", pattern, path)
    assert (printed(result), result.returncode, result.stderr) == (ids, 0 if ids else 1, "")


@pytest.mark.parametrize("operands", [[], ["-"]])
def test_standard_input_is_read_without_a_file_or_for_a_hyphen(operands):
    assert printed(earshot("match", DENIED, *operands, stdin=LINES)) == [1, 3]


def test_a_line_is_printed_as_it_came():
    line = '{ "n" : 404.0 , "errorCode":"Access\\u0044enied" }'
    assert earshot("match", DENIED, stdin=line).stdout == line + "\n"


def test_a_record_is_printed_on_one_line(tmp_path):
    path = tmp_path / "file.json"
    path.write_text('{"Records": [ { "a b" : "c  d",\n "n": [1, 2] } ]}')
    assert earshot("match", "{ $.n[1] = 2 }", path).stdout == '{"a b":"c  d","n":[1,2]}\n'


def test_text_that_is_not_json_is_text():
    assert earshot("match", "AccessDenied", stdin="an AccessDenied in words\n").stdout == "an AccessDenied in words\n"
    assert earshot("match", DENIED, stdin="an AccessDenied in words\n").returncode == 1


# what a damaged file holds, and a word of the complaint
DAMAGED = {
    "gzip cut": (gzip.compress(LINES.encode())[:-12], "too early"),
    "gzip damaged": (gzip.compress(LINES.encode())[:20] + b"\xff" * 30, "gzip"),
    "CloudTrail cut": (compact({"Records": EVENTS}).encode()[:60], "too early"),
    "CloudTrail with two commas": (b'{"Records":[{"id":1},,{"id":2}]}', "CloudTrail"),
    "CloudTrail with a comma at the end": (b'{"Records":[{"id":1},]}', "CloudTrail"),
    "CloudTrail with the wrong bracket": (b'{"Records":[{"id":1}}', "CloudTrail"),
    "CloudTrail with nonsense": (b'{"Records":[{"id":01}]}', "CloudTrail"),
    "text behind CloudTrail": (b'{"Records":[{"id":1}]} x', "behind"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_input_is_exit_2_and_named(name, tmp_path):
    path = tmp_path / "events"
    path.write_bytes(DAMAGED[name][0])
    result = earshot("match", "{ $.id = 99 }", path)
    assert result.returncode == 2 and len(result.stderr.splitlines()) == 1
    assert DAMAGED[name][1] in result.stderr and str(path) in result.stderr


def test_the_other_files_are_searched_all_the_same(tmp_path):
    (tmp_path / "good").write_text(LINES)
    result = earshot("match", DENIED, tmp_path / "missing", tmp_path / "good")
    assert (printed(result), result.returncode) == ([1, 3], 2)
    assert "missing" in result.stderr


def test_an_unreadable_pattern_is_exit_2_with_its_column():
    result = earshot("match", "{ $.a == 1 }", stdin=LINES)
    assert (result.returncode, result.stdout) == (2, "")
    assert "column 8" in result.stderr


def test_a_line_beyond_the_limit_is_named_and_the_next_one_is_read():
    result = earshot("match", DENIED, stdin="x" * (5 << 20) + "\n" + LINES)
    assert (printed(result), result.returncode) == ([1, 3], 2)
    assert "longer" in result.stderr


def test_memory_does_not_grow_with_the_input(tmp_path):
    path = tmp_path / "many.json"
    path.write_text(compact({"Records": EVENTS * 200000}))
    command = f'ulimit -v 40000; exec "$0" match "{{ $.id = 2 }}" "$1"'
    if "sanitize" in str(BUILD):
        pytest.skip("AddressSanitizer reserves memory")
    result = subprocess.run(["/bin/sh", "-c", command, str(BUILD / "earshot"), str(path)], capture_output=True, timeout=60)
    assert (result.returncode, result.stdout.count(b"\n")) == (0, 200000), result.stderr


def test_events_are_printed_while_the_input_stays_open():
    with subprocess.Popen([str(BUILD / "earshot"), "match", DENIED], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        for event in (EVENTS[0], EVENTS[2]):
            child.stdin.write(json.dumps(event).encode() + b"\n")
            child.stdin.flush()
            assert json.loads(child.stdout.readline()) == event
        child.stdin.close()
        assert child.wait(10) == 0
