"""Does the prover agree with brute force, on mutations of real filters? See oracle/README.md.

EARSHOT_ORACLE=20000 asks that many questions, EARSHOT_ORACLE_SEED=7 other ones.
"""

import collections
import json
import os
import random
import subprocess

import pytest

from e2e.emulators import BUILD
from oracle import questions, records
from oracle.judge import Question
from oracle.meaning import NumberText
from oracle.patterns import And, Atom, Bare, Escaped, Glob, Node, Or, Regex, Terms, text, with_double_parentheses

COUNT = int(os.environ.get("EARSHOT_ORACLE", "2000"))
SEED = int(os.environ.get("EARSHOT_ORACLE_SEED", "1"))

def explain(rows):
    """rows: (requirement, [filter ...]) as texts; the objects of `explain --jsonl`."""
    lines = "".join(json.dumps({"id": number, "require": require, "patterns": filters}) + "\n"
                    for number, (require, filters) in enumerate(rows))
    result = subprocess.run([str(BUILD / "earshot"), "explain", "--jsonl"], input=lines.encode(), capture_output=True, timeout=600)
    assert result.returncode == 0, result.stderr
    answers = [json.loads(line, parse_float=NumberText, parse_int=NumberText) for line in result.stdout.splitlines()]
    assert len(answers) == len(rows) and not any("error" in answer for answer in answers)
    return answers


def generate(count, families=()):
    rng = random.Random(f"{SEED} {families}")
    source = questions.Source(rng, families)
    return [source.question() for _ in range(count)], rng


def check_event(question, event, wanted, unwanted, what):
    """It must be a record that matches `wanted` and none of `unwanted`, under every reading."""
    assert records.fault(event) is None, (what, records.fault(event), event)
    truths = question.truths(event)
    assert truths[wanted] == question.all, (what, "is not matched under every reading", event)
    assert not any(truths[number] for number in unwanted), (what, "is matched under some reading", event)


def check_filter(question, number, row, seen):
    """`seen`: what brute force found; the class must not contradict it."""
    for key, wanted, unwanted in (("misses", 0, number), ("noise", number, 0)):
        if row[key] is not None:
            check_event(question, row[key], wanted, [unwanted], key)
    kind = row["class"]
    if kind == "matches-everything":
        return
    never = {"equivalent": ("misses", "noise"), "wider": ("misses",), "narrower": ("noise",), "disjoint": ("both",),
             "never-matches": ("alone",)}.get(kind, ())
    assert not any(seen[key] for key in never), (kind, seen)
    always = {"wider": ("noise",), "narrower": ("misses",), "overlapping": ("misses", "noise"), "disjoint": ("misses", "noise")}
    assert all(row[key] is not None for key in always.get(kind, ())), (kind, row)


def compare(question, answer, count):
    coverage, filters = question.judge()
    told = answer["coverage"]
    if told == "UNCOVERED":
        check_event(question, answer["witness"], 0, range(1, len(question.trees)), "witness")
        count["weak brute force"] += coverage != told
    elif told == "COVERED":
        assert coverage == told, "a false COVERED"
    else:
        assert told == "UNDECIDED"
        count[f"UNDECIDED, {BEHIND_UNDECIDED[coverage]}"] += 1
    for number, (row, seen) in enumerate(zip(answer["filters"], filters), 1):
        check_filter(question, number, row, seen)
    count[told] += 1


# What brute force says where the prover says UNDECIDED: the readings do differ; they do not, and an event shows it; no
# event is missed under any reading, as far as the alphabet goes.
BEHIND_UNDECIDED = {"UNDECIDED": "confirmed", "UNCOVERED": "avoidable", "COVERED": "perhaps avoidable"}

# families, share of the questions, share of them that may be UNDECIDED although one answer holds under every reading:
# conclusions between wildcard selectors (10.5), terms that occur for other reasons than a condition on the field
KINDS = [((), 0.5, 0), (("regex", "single"), 0.12, 0.01), (("escape",), 0.1, 0), (("wildcard",), 0.12, 0.1),
         (("terms",), 0.12, 0.1), (("whole",), 0.04, 0)]


@pytest.mark.parametrize("families, share, avoidable", KINDS, ids=[" ".join(kind[0]) or "globs" for kind in KINDS])
def test_the_prover_agrees_with_brute_force(families, share, avoidable):
    asked, rng = generate(int(COUNT * share), families)
    answers = explain([(text(require), list(map(text, filters))) for require, filters in asked])
    count = collections.Counter()
    for (require, filters), answer in zip(asked, answers):
        try:
            compare(Question(require, filters, rng), answer, count)
        except AssertionError as fault:
            raise AssertionError(f"{fault}\nrequire {text(require)}\n" + "\n".join(f"filter  {text(one)}" for one in filters)
                                 + f"\n{json.dumps(answer)}") from fault
    print(" ".join(families) or "globs", len(asked), dict(count))
    assert count["COVERED"] > len(asked) / 20 and count["UNCOVERED"] > len(asked) / 20
    assert count["weak brute force"] <= len(asked) / 20, count
    assert count["UNDECIDED, avoidable"] <= len(asked) * avoidable, count


# --- Metamorphic: two questions whose answers hang on each other, whatever they are ---


def reordered(tree, rng):
    if isinstance(tree, Terms) and not tree.is_open():  # what has no single reading is the same only as a text
        return Terms(tuple(rng.sample(tree.parts, len(tree.parts))))
    if not isinstance(tree, Node):
        return tree
    parts = [reordered(part, rng) for part in tree.parts]
    return Node(tree.op, tuple(rng.sample(parts, len(parts))))


def distributed(tree):
    """A && (B || C)  ->  A && B || A && C."""
    if not isinstance(tree, Node) or tree.op != "&&":
        return tree
    at = next((number for number, part in enumerate(tree.parts) if isinstance(part, Node) and part.op == "||"), None)
    if at is None:
        return tree
    before, after = tree.parts[:at], tree.parts[at + 1:]
    return Or(*(And(*before, part, *after) for part in tree.parts[at].parts))


def verdicts(answer):
    return answer["coverage"], [row["class"] for row in answer["filters"]], answer["open"]


REWRITINGS = {
    "order": lambda tree, rng: text(reordered(tree, rng)),
    "double parentheses": lambda tree, rng: with_double_parentheses(tree),
    "distribution": lambda tree, rng: text(distributed(tree)),
    "said twice": lambda tree, rng: text(Or(tree, tree)),
    "blanks": lambda tree, rng: text(tree).replace(" && ", "\n\t&&").replace(" || ", "||  "),
}


@pytest.mark.parametrize("name", REWRITINGS)
def test_another_spelling_of_the_same_patterns_gives_the_same_verdicts(name):
    # two regexes and three wildcards are all that a pattern may hold, so these are not said twice
    every = ("regex", "wildcard", "single", "escape", "whole")
    asked, rng = generate(COUNT // 4, ("single", "escape") if name in ("said twice", "distribution") else every)
    rewrite = REWRITINGS[name]
    before = explain([(text(require), list(map(text, filters))) for require, filters in asked])
    after = explain([(rewrite(require, rng), [rewrite(one, rng) for one in filters]) for require, filters in asked])
    assert [verdicts(answer) for answer in before] == [verdicts(answer) for answer in after]


def test_terms_in_another_order_are_covered_all_the_same():
    """Witnesses beside terms are tried, a few of them: whether one is found may hang on the order."""
    asked, rng = generate(COUNT // 4, ("regex", "terms"))
    before = explain([(text(require), list(map(text, filters))) for require, filters in asked])
    after = explain([(text(reordered(require, rng)), [text(reordered(one, rng)) for one in filters]) for require, filters in asked])
    pairs = [(old["coverage"], new["coverage"]) for old, new in zip(before, after)]
    assert [old == "COVERED" for old, _ in pairs] == [new == "COVERED" for _, new in pairs]
    assert sum(old != new for old, new in pairs) <= len(pairs) / 50


def test_the_order_of_the_filters_does_not_matter():
    asked, rng = generate(COUNT // 4, ("escape", "whole"))
    before = explain([(text(require), list(map(text, filters))) for require, filters in asked])
    after = explain([(text(require), list(map(text, reversed(filters)))) for require, filters in asked])
    turned = [{**answer, "filters": answer["filters"][::-1]} for answer in after]
    assert [verdicts(answer) for answer in before] == [verdicts(answer) for answer in turned]


def test_a_pattern_covers_itself():
    asked, rng = generate(COUNT // 4, ("regex", "wildcard", "single", "escape", "terms", "whole"))
    answers = explain([(text(require), [text(require)]) for require, _ in asked])
    assert {answer["coverage"] for answer in answers} == {"COVERED"}


def test_another_filter_never_uncovers():
    asked, rng = generate(COUNT // 4, ("regex", "wildcard", "escape", "terms", "whole"))
    others = [text(rng.choice(filters)) for _, filters in asked]
    rank = {"COVERED": 2, "UNDECIDED": 1, "UNCOVERED": 0}
    before = explain([(text(require), list(map(text, filters))) for require, filters in asked])
    after = explain([(text(require), [*map(text, filters), other]) for (require, filters), other in zip(asked, others)])
    fallen = [(old["filters"], new["reason"]) for old, new in zip(before, after) if rank[new["coverage"]] < rank[old["coverage"]]]
    assert fallen == []


def test_filters_together_are_their_disjunction():
    asked, rng = generate(COUNT // 4)
    apart = explain([(text(require), list(map(text, filters))) for require, filters in asked])
    # U1 kills a whole pattern, so the two differ where a container may stand
    whole = explain([(text(require), [text(Or(*filters)) if len(filters) > 1 else text(filters[0])]) for require, filters in asked])
    assert [one["coverage"] for one, other in zip(apart, whole) if other["coverage"] == "COVERED" and one["coverage"] != "COVERED"] == []


@pytest.mark.parametrize("value", ["AccessDenied*", "*Operation", "A*d*n", "x"])
@pytest.mark.parametrize("field", ["errorCode", "eventName"])
def test_a_value_and_its_negation_are_the_field_itself(field, value):
    """De Morgan: both fields are texts that are never empty."""
    path = (field,)
    is_, is_not, present = Atom(path, "=", Glob(value)), Atom(path, "!=", Glob(value)), Atom(path, "=", Glob("*"))
    either, both, exists = explain([(text(present), [text(Or(is_, is_not))]), (text(present), [text(And(is_, is_not))]),
                                    (text(Or(present, Atom(path, "NOT EXISTS"))), [text(Or(is_, is_not, Atom(path, "NOT EXISTS")))])])
    assert (either["coverage"], exists["coverage"]) == ("COVERED", "COVERED")
    assert either["filters"][0]["class"] in ("equivalent", "matches-everything")
    assert both["filters"][0]["class"] == "never-matches"


NEVER = Atom(("eventName",), "IS NULL")
VALUES = [Glob("AccessDenied*"), Glob("*Operation"), Bare("x"), Glob("A*d*n"), Escaped(r"\*x"), Regex("^Access")]


@pytest.mark.parametrize("field", ["errorCode", "eventName", "sourceIPAddress"])
def test_none_of_several_values_is_each_of_them_denied(field):
    """De Morgan: not (v or w) is not v and not w. These fields are texts that are never empty."""
    path, rows, rng = (field,), [], random.Random(SEED)
    present = Atom(path, "=", Glob("*"))
    for _ in range(20):
        some = rng.sample(VALUES, 2)
        equal, unequal = ([Atom(path, op, value) for value in some] for op in ("=", "!="))
        for one, other in ((Or(*equal), And(*unequal)), (And(*equal), Or(*unequal))):
            rows += [(text(present), [text(one), text(other)]), (text(one), [text(NEVER)]), (text(And(one, other)), [text(NEVER)])]
    answers = [answer["coverage"] for answer in explain(rows)]
    assert set(answers[0::3]) == {"COVERED"} and set(answers[2::3]) == {"COVERED"}
    assert "UNCOVERED" in answers[1::3]
