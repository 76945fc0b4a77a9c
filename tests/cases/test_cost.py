"""Questions that are hard on purpose end, in bounded memory, and an answer that was given up says which part was too large.

Work is counted, not timed (function/prover/README.md, "Cost"). `make bench` shows times; `bench/worst_case.py search` looks for worse questions.
"""

import json
import re

import pytest

from bench.adversary import FAMILIES
from bench.worst_case import count, measure
from e2e.emulators import BUILD

MEGABYTES = 64
WORK = 96_000_000  # BUDGET_PROOF

# the largest question of each family: its answer, and what that names if it is UNDECIDED
ANSWERS = {
    "parentheses": ("UNCOVERED", ""),
    "literals": ("UNCOVERED", ""),
    "globs": ("UNCOVERED", ""),
    "repeats": ("UNCOVERED", ""),
    "classes": ("UNCOVERED", ""),
    "regexes": ("UNDECIDED", "errorCode: too much work"),
    "wildcards": ("UNDECIDED", "$.own[*] = a: too much work"),
    "terms": ("UNDECIDED", "these terms together may mean several things"),
    "numbers": ("UNDECIDED", "own: too much work"),
    "fields": ("UNCOVERED", ""),
    "open points": ("UNCOVERED", ""),
    "trails": ("UNCOVERED", ""),
    "terms and fields": ("UNDECIDED", "own0: too much work"),
    "indices": ("UNDECIDED", "$.own[999] = *: too much work"),
    "indices, wildcard": ("UNDECIDED", "$.own[*] = a: too much work"),
    "generic": ("UNCOVERED", ""),
}


def largest(name):
    make, sizes = FAMILIES[name]
    return make(sizes[-1]).row()


@pytest.fixture(scope="module")
def costs():
    """Each family's, counted twice."""
    rows = [largest(name) for name in FAMILIES]
    counted = count(rows + rows)
    return dict(zip(FAMILIES, zip(counted, counted[len(rows):])))


@pytest.mark.parametrize("name", FAMILIES)
def test_a_hard_question_is_answered_or_given_up_by_name(name, costs):
    coverage, words = ANSWERS[name]
    cost, _ = costs[name]
    assert (cost["coverage"], words in (cost["reason"] or "")) == (coverage, True), cost


@pytest.mark.parametrize("name", FAMILIES)
def test_its_work_is_counted_and_capped(name, costs):
    first, second = costs[name]
    assert first == second and 0 < first["work"] <= WORK


@pytest.mark.parametrize("name", FAMILIES)
def test_its_memory_is_bounded(name):
    if "sanitize" in str(BUILD):
        pytest.skip("AddressSanitizer needs memory of its own")
    assert measure(largest(name))["megabytes"] <= MEGABYTES


def test_checking_a_long_event_is_counted():
    """The same conditions, on elements at the end of an array of 1,000 and of one of 40."""
    long = FAMILIES["indices"][0](1).row()
    short = json.loads(re.sub(r"\[9(\d\d)\]", lambda index: f"[{int(index[1]) - 60}]", json.dumps(long)))
    costs = count([long, short])
    assert costs[0]["work"] > 5 * costs[1]["work"]
