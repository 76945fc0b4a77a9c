"""Do solvers that are not ours agree? `explain --format smt2` is `unsat` exactly when the proof says COVERED.

Where it says UNCOVERED, the solver is shown the witness, and has to find that it is a record, is asked for and gets away.
Work is limited for each question, so that slow machines give the same answers; one without an answer is counted, a
disagreement fails. EARSHOT_SMT2_SECONDS is the time for each solver.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import random
import re
import time

import pytest

from cases.test_oracle import explain
from e2e.emulators import earshot
from oracle import questions
from oracle.meaning import NumberText
from oracle.patterns import text

z3 = pytest.importorskip("z3", reason="z3-solver of requirements.txt is not installed")
cvc5 = pytest.importorskip("cvc5", reason="cvc5 of requirements.txt is not installed")

SECONDS = float(os.environ.get("EARSHOT_SMT2_SECONDS", "8"))
WORK = {"z3": 1_000_000, "cvc5": 60_000}  # about 0.4 s of a question


def ask_z3(problem):
    solver = z3.Solver()
    solver.set("rlimit", WORK["z3"])
    solver.set("timeout", 2000)  # the work is not counted everywhere
    solver.from_string(problem)
    return str(solver.check())


def ask_cvc5(problem):
    terms = cvc5.TermManager()
    solver = cvc5.Solver(terms)
    solver.setOption("rlimit-per", str(WORK["cvc5"]))
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, problem, "question")
    said = ""
    while True:
        command = parser.nextCommand()
        if command.isNull():
            return said.split()[0]
        said += command.invoke(solver, parser.getSymbolManager())


SOLVERS = {"z3": ask_z3, "cvc5": ask_cvc5}


# --- A witness as values of the question's constants ---


def literal(value):
    return '"' + "".join(c if " " <= c <= "~" and c not in '"\\' else f"\\u{{{ord(c):x}}}" for c in value) + '"'


ABSENT = object()
KINDS = [(lambda value: value is ABSENT, 0), (lambda value: value is None, 1), (lambda value: value is True, 2),
         (lambda value: value is False, 3), (lambda value: isinstance(value, NumberText), 4),
         (lambda value: isinstance(value, str), 5), (lambda value: isinstance(value, dict), 6), (lambda value: True, 7)]


def resolve(event, path):
    for step in path:
        if isinstance(step, int):
            event = event[step] if isinstance(event, list) and step < len(event) else ABSENT
        else:
            event = event.get(step, ABSENT) if isinstance(event, dict) else ABSENT
    return event


def as_json(event):
    """Numbers as they were written."""
    if isinstance(event, NumberText):
        return str(event)
    if isinstance(event, dict):
        return "{" + ",".join(json.dumps(key) + ":" + as_json(value) for key, value in event.items()) + "}"
    return "[" + ",".join(map(as_json, event)) + "]" if isinstance(event, list) else json.dumps(event)


def shown(written, event):
    """The question of this one event. Values that have no name in it stay open."""
    said = []
    for field, selector in re.findall(r"^\(declare-const (f\d+)\.kind Int\) ; \$(.*)$", written, re.M):
        steps = re.findall(r'\."((?:[^"]|"")*)"|\[(\d+)\]|(\.\(another)', selector)
        if any(other for _, _, other in steps):
            continue
        value = resolve(event, [int(index) if index else key.replace('""', '"') for key, index, _ in steps])
        said.append(f"(assert (= {field}.kind {next(kind for fits, kind in KINDS if fits(value))}))")
        if isinstance(value, str):
            said.append(f"(assert (= {field}.text {literal(value)}))")
    if "(declare-const raw String)" in written:
        said.append(f"(assert (= raw {literal(as_json(event))}))")
    return written.replace("(check-sat)", "\n".join([*said, "(check-sat)"]))


# --- Questions ---

CLAUSES = {"<A>": '$.errorCode = "*UnauthorizedOperation"', "<B>": '$.errorCode = "AccessDenied*"',
           "<C>": '$.sourceIPAddress != "delivery.logs.amazonaws.com"', "<D>": '$.eventName != "HeadBucket"'}
NOTHING = "{ $.eventName IS NULL }"  # a filter that never matches: the command line wants one
PRESETS = ["cis", "cis-1.2", "cis-4.10-1.2", *(f"cis-4.{number}" for number in range(1, 16))]
# families, how many random questions, may the solver know more than the prover?
# conclusions between wildcard selectors (section 10.5), and what makes a term occur beside a condition on its field
RANDOM = [((), 120, False), (("regex", "single"), 60, False), (("escape",), 60, False), (("wildcard",), 50, True),
          (("terms",), 70, True), (("whole",), 40, False)]


def written_down(*files):
    """The questions of prover/*.txt that have no axioms beyond a record's own."""
    asked = []
    for name in files:
        whole = (pathlib.Path(__file__).parent / f"prover/{name}.txt").read_text("utf-8")
        for short, long in CLAUSES.items():
            whole = whole.replace(short, long)
        for block in whole.split("\n\n"):
            rows = [line.split(None, 1) for line in block.splitlines() if line and not line.startswith("#")]
            values = {key: [row[1] for row in rows if row[0] == key] for key in ("require", "filter", "assume")}
            if values["require"] and not values["assume"]:
                asked.append((values["require"][0], values["filter"] or [NOTHING]))
    return asked


def mutations(pattern):
    """Filters that somebody might have deployed for it."""
    changed = [pattern.replace(" = ", " != ", 1), pattern.replace(" != ", " = ", 1), pattern.replace(" && ", " || ", 1),
               pattern.replace(" || ", " && ", 1), re.sub(r'(= "?)(\w{4})\w*', r"\1\2*", pattern, count=1),
               pattern.rpartition(" || ")[0] + " }"]
    return [[pattern]] + [[one] for one in changed if one != pattern and one.count("(") == one.count(")") and one != " }"]


def spelled(name):
    """The requirement of that name, as the question itself quotes it."""
    return re.search(r'^; "(.*)"\n(?:\(define-fun p0)', problem(name, ["[]"]), re.M)[1].replace('""', '"')


def presets():
    return [(name, filters) for name in PRESETS for filters in mutations(spelled(name))]


def random_questions(families, count):
    source = questions.Source(random.Random(f"smt2 {families}"), families)
    asked = [source.question() for _ in range(count)]
    return [(text(require), list(map(text, filters))) for require, filters in asked]


def problem(require, filters):
    """The text, or None when the theory cannot say it."""
    written = earshot("explain", "--format", "smt2", "--require", require, "--", *filters)
    if written.returncode == 2 and not written.stdout:
        assert len(written.stderr.splitlines()) == 1 and "smt2" in written.stderr
        return None
    assert written.stderr == ""
    return written.stdout


@pytest.fixture(scope="module")
def asked():
    """(kind, require, filters, more, answer, text): section 11 first, then mixed, so that a slow machine asks some of each
    kind. `more`: the solver may know more than the prover."""
    kinds = [("section 11", written_down("deployed"), False), ("presets", presets(), False),
             ("written down", written_down("requirements", "logic"), True)]
    kinds += [(" ".join(families) or "globs", random_questions(families, count), more) for families, count, more in RANDOM]
    rows = [(kind, *question, more) for kind, some, more in kinds for question in some]
    answers = explain([(require, filters) for _, require, filters, _ in rows])
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        problems = list(pool.map(lambda row: problem(row[1], row[2]), rows))
    rows = [(*row, answer, written) for row, answer, written in zip(rows, answers, problems)]
    random.Random("smt2").shuffle(rows)
    return sorted(rows, key=lambda row: row[0] != "section 11")


def ask(solver, written, answer):
    if answer["coverage"] == "UNCOVERED":
        written = shown(written, answer["witness"])
    return SOLVERS[solver](written)


EXPECTED = {("COVERED", "unsat"), ("UNCOVERED", "sat"), ("UNDECIDED", "sat")}


@pytest.mark.parametrize("solver", SOLVERS)
def test_solvers_agree(solver, asked):
    count, end = collections.defaultdict(collections.Counter), time.monotonic() + SECONDS
    disagree = []
    for kind, require, filters, more, answer, written in asked:
        if written is None:
            count[kind]["refused by name"] += 1
        elif time.monotonic() > end:
            count[kind]["not asked: out of time"] += 1
        else:
            said = ask(solver, written, answer)
            count[kind][f'{answer["coverage"]} {said}'] += 1
            expected = EXPECTED | {("UNDECIDED", "unsat")} if more else EXPECTED
            if said != "unknown" and (answer["coverage"], said) not in expected:
                disagree.append((kind, said, answer["coverage"], require, filters))
    for kind, counts in sorted(count.items()):
        print(solver, kind, dict(counts))
    total = sum(count.values(), collections.Counter())
    print(solver, "all", dict(total), "disagreements", len(disagree))
    assert disagree == []
    assert total["COVERED unsat"] >= 3 and total["UNCOVERED sat"] >= 3, total


# --- One by one ---

# pattern, a word of the reason
REFUSED = [
    ("{ $.a = 5 && $.a = 4* }", "U4"), ("{ $.a > 5 && $.a = 4* }", "U4"), ("{ $.a == x }", "column 8"),
    ("{ $.readOnly = x && $.n > 1e999 }", "exponent"), ("{ $.a[9] = x && $.a[*] = x }", "index"), ("%x{2000}%", "too large"),
]


@pytest.mark.parametrize("pattern, word", REFUSED)
def test_what_the_theory_cannot_say_is_refused_by_name(pattern, word):
    result = earshot("explain", "--format", "smt2", "--", pattern)
    assert (result.returncode, result.stdout) == (2, "")
    assert word in result.stderr and len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("solver", SOLVERS)
def test_characters_arrive_as_they_are(solver):
    for value in ('say \\"x\\"', "back\\\\slash", "\\\\u{41}", "é 😀", "a|b;c"):
        for filter_value, told, said in ((f"{value}*", "COVERED", "unsat"), (f"x{value}", "UNCOVERED", "sat")):
            require, filters = f'{{ $.errorMessage = "{value}" }}', [f'{{ $.errorMessage = "{filter_value}" }}']
            (answer,) = explain([(require, filters)])
            assert (answer["coverage"], SOLVERS[solver](problem(require, filters))) == (told, said)


# require, filter, what solvers say
SINGLE = [
    # T1: no Insight record is asked about
    ('{ $.eventType = "AwsCloudTrailInsight" }', "{ $.eventName = x }", "unsat"),
    ('{ $.eventType = "AwsCloudTrailInsight*" }', "{ $.eventName = x }", "sat"),
    # T6, a key, a key of every record, a longer term
    ('{ $.errorCode = "AccessDenied*" }', "AccessDenied", "unsat"),
    ('{ $.errorCode = "Access*" }', "AccessDenied", "sat"),
    ("{ $.errorCode = * }", "errorCode", "unsat"),
    ("{ $.errorMessage = x }", "eventName", "unsat"),
    ("AccessDenied", "Denied", "unsat"),
    ("Denied", "AccessDenied", "sat"),
    ('{ $.userAgent = "*a/b*" }', '"a/b"', "sat"),
    ("?a1 ?b1", "a1", "sat"),
    ("?a1 b1", "b1", "unsat"),
    # the same text means the same
    ("{}", "{}", "unsat"), ("{}", "{ }", "sat"), ("-zzz", "-zzz", "unsat"), ("[a, b]", "[...]", "unsat"), ("-zzz", "-yyy", "sat"),
    # different elements serve different conditions
    ("{ $.a[*] = x && $.a[*] = y }", "{ $.b = x }", "sat"),
    ("{ $.a[3] = x }", "{ $.a[*] = x }", "unsat"),
    ("{ $.a[*] = x }", "{ $.a[0] = x }", "sat"),
    ("{ $.b.c = x }", "{ $.b.* = x }", "unsat"),
    ("{ $.eventName = x }", "{ $.* = x }", "unsat"),
    # U4: a text is a number by the readings
    ("{ $.errorCode = 5 }", "{ $.errorCode = 5.0 }", "unsat"),
    ("{ $.errorCode = 5 && $.errorCode = 6 }", "{ $.eventName = x }", "unsat"),
    ("{ $.errorCode = 5 && $.errorCode = x }", "{ $.eventName = x }", "unsat"),
    ('{ $.errorCode = "5" }', "{ $.errorCode = 5 }", "sat"),
]


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("require, filter_, said", SINGLE)
def test_one_rule_at_a_time(solver, require, filter_, said):
    assert SOLVERS[solver](problem(require, [filter_])) == said
