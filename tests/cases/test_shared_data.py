"""Patterns of public repositories, judged by `explain`; the data lies beside the project and is never copied into it."""

import csv
import json

import pytest

from e2e.emulators import REPO, earshot

DATA = REPO.parent / "shared/data"
if not DATA.is_dir():
    pytest.skip(f"no reference data at {DATA}", allow_module_level=True)

MALFORMED_LINES = {65, 72, 73, 81, 227, 231, 232, 256, 258, 279, 280, 281, 282, 292, 293, 296}
CORPUS = [json.loads(line)["pattern"] for line in (DATA / "pattern-corpus.jsonl").read_text("utf-8").splitlines()]


def unescape(text):
    return text.replace("\\\\", "\0").replace("\\n", "\n").replace("\0", "\\")


def peers():
    with open(DATA / "peer-patterns.tsv", encoding="utf-8", newline="") as file:
        return [(row["semantic"], unescape(row["pattern"]))
                for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def explain(pattern):
    result = earshot("explain", "--format", "json", "--", pattern)
    assert result.returncode in (0, 1, 2), result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize("number", range(1, len(CORPUS) + 1))
def test_a_published_pattern_is_readable_unless_it_was_published_malformed(number):
    (row,) = explain(CORPUS[number - 1])["filters"]
    assert (row["class"] == "unreadable") is (number in MALFORMED_LINES), row


@pytest.mark.parametrize("number", sorted(MALFORMED_LINES))
def test_the_column_of_a_malformed_pattern_lies_in_it(number):
    pattern = CORPUS[number - 1]
    (row,) = explain(pattern)["filters"]
    assert 1 <= row["error"]["column"] <= len(pattern) + 1


# What the samples showed limits what a proof may say: a filter that misses a sampled denial cannot be covered.
ALLOWED = {
    "ADEQUATE": {"COVERED", "UNCOVERED", "UNDECIDED"},
    "INCOMPLETE": {"UNCOVERED", "UNDECIDED"},
    "MATCHES_NONE": {"UNCOVERED", "UNDECIDED"},
    "OVERMATCH": {"COVERED", "UNCOVERED", "UNDECIDED"},
    "UNPARSABLE": {"UNREADABLE"},
}


@pytest.mark.parametrize("semantic, pattern", peers())
def test_the_proof_does_not_contradict_the_samples(semantic, pattern):
    assert explain(pattern)["coverage"] in ALLOWED[semantic.partition("(")[0]]
