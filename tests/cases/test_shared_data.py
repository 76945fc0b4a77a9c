"""Patterns of public repositories and facts about matching; the data lie beside the project and are never copied into it."""

import csv
import json

import pytest

from e2e.emulators import REPO, earshot

DATA = REPO.parent / "shared/data"
if not DATA.is_dir():
    pytest.skip(f"no reference data at {DATA}", allow_module_level=True)

# line of the corpus -> column of the first character that cannot continue a well-formed pattern
MALFORMED_LINES = {65: 78, 72: 63, 73: 347, 81: 83, 227: 162, 231: 154, 232: 60, 256: 59, 258: 28, 279: 45, 280: 18, 281: 19,
                   282: 22, 292: 253, 293: 85, 296: 253}
CORPUS = [json.loads(line)["pattern"] for line in (DATA / "pattern-corpus.jsonl").read_text("utf-8").splitlines()]


def unescape(text):
    return text.replace("\\\\", "\0").replace("\\n", "\n").replace("\0", "\\")


def peers():
    with open(DATA / "peer-patterns.tsv", encoding="utf-8", newline="") as file:
        return [(row["semantic"], unescape(row["pattern"]))
                for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def stream(verb, rows):
    """The answers of `earshot VERB --jsonl`, in order."""
    lines = "".join(json.dumps({"id": number, **row}) + "\n" for number, row in enumerate(rows))
    result = earshot(verb, "--jsonl", stdin=lines)
    assert (result.returncode, result.stderr) == (0, "")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == list(range(len(rows)))
    return answers


# --- Matching ---

# Parts of the language that the matcher refuses by name so far: words of its message. Nothing may be wrong.
UNANSWERED_FAMILIES = []


def test_every_vector_is_matched_as_it_is_written():
    rows = [json.loads(line) for line in (DATA / "pattern-vectors.jsonl").read_text("utf-8").splitlines()]
    answers = stream("match", [{"pattern": row["pattern"], "event": row["event"]} for row in rows])
    assert len(rows) == 394
    wrong = [(row, answer) for row, answer in zip(rows, answers) if "match" in answer and answer["match"] != row["match"]]
    unanswered = [(row["pattern"], answer["error"]["message"]) for row, answer in zip(rows, answers) if "error" in answer]
    unexpected = [row for row in unanswered if not any(words in row[1] for words in UNANSWERED_FAMILIES)]
    assert (wrong, unexpected) == ([], [])


# --- Reading and proving ---


@pytest.fixture(scope="module")
def corpus():
    """Line -> what `explain` says of that one filter."""
    answers = stream("explain", [{"patterns": [pattern]} for pattern in CORPUS])
    return {number: answer["filters"][0] for number, answer in enumerate(answers, 1)}


def test_a_published_pattern_is_readable_unless_it_was_published_malformed(corpus):
    assert len(corpus) == 296
    assert {number for number, row in corpus.items() if row["class"] == "unreadable"} == set(MALFORMED_LINES)
    assert all((row["error"] is not None) is (number in MALFORMED_LINES) for number, row in corpus.items())


@pytest.mark.parametrize("number", MALFORMED_LINES)
def test_a_malformed_pattern_is_refused_at_its_column(number, corpus):
    assert corpus[number]["error"]["column"] == MALFORMED_LINES[number]


def test_no_published_pattern_is_more_than_the_prover_can_tell(corpus):
    assert {number for number, row in corpus.items() if row["class"] == "undecided"} == set()


# What the samples showed limits what a proof may say: a filter that misses a sampled denial cannot be covered.
ALLOWED = {
    "ADEQUATE": {"COVERED", "UNCOVERED", "UNDECIDED"},
    "INCOMPLETE": {"UNCOVERED", "UNDECIDED"},
    "MATCHES_NONE": {"UNCOVERED", "UNDECIDED"},
    "OVERMATCH": {"COVERED", "UNCOVERED", "UNDECIDED"},
    "UNPARSABLE": {"UNREADABLE"},
}


@pytest.fixture(scope="module")
def verdicts():
    return [answer["coverage"] for answer in stream("explain", [{"patterns": [pattern]} for _, pattern in peers()])]


@pytest.mark.parametrize("number", range(len(peers())))
def test_the_proof_does_not_contradict_the_samples(number, verdicts):
    assert verdicts[number] in ALLOWED[peers()[number][0].partition("(")[0]]


# --- Real records ---


@pytest.mark.parametrize("pattern", ['{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
                                     "?AccessDenied ?UnauthorizedOperation"])
def test_of_the_refused_calls_one_record_is_of_another_kind(pattern):
    rows = [json.loads(line)["event"] for line in (DATA / "cloudtrail-denied.jsonl").read_text("utf-8").splitlines()]
    answers = stream("match", [{"pattern": pattern, "event": json.dumps(row)} for row in rows])
    missed = [row["errorCode"] for row, answer in zip(rows, answers) if not answer["match"]]
    assert missed == ([] if pattern.startswith("?") else ["VpceAccessDenied"])
