"""Do solvers that are not ours agree? `explain --format smt2` is `unsat` exactly when the proof says COVERED.

A solver gets a part of a second for a question; one without an answer is counted, a disagreement fails.
EARSHOT_SMT2_SECONDS is the time for each solver and test.
"""

import collections
import json
import os
import pathlib
import random
import time

import pytest

from e2e.emulators import earshot
from oracle import questions
from oracle.patterns import text

z3 = pytest.importorskip("z3", reason="z3-solver of requirements.txt is not installed")
cvc5 = pytest.importorskip("cvc5", reason="cvc5 of requirements.txt is not installed")

SECONDS = float(os.environ.get("EARSHOT_SMT2_SECONDS", "7"))
LIMIT_MS = {"z3": 700, "cvc5": 300}  # z3 is slow where there is a record to be found


def ask_z3(problem):
    solver = z3.Solver()
    solver.set("timeout", LIMIT_MS["z3"])
    solver.from_string(problem)
    return str(solver.check())


def ask_cvc5(problem):
    terms = cvc5.TermManager()
    solver = cvc5.Solver(terms)
    solver.setOption("tlimit-per", str(LIMIT_MS["cvc5"]))
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, problem, "question")
    said = ""
    while True:
        command = parser.nextCommand()
        if command.isNull():
            return said.split()[0]
        said += command.invoke(solver, parser.getSymbolManager())


SOLVERS = {"z3": ask_z3, "cvc5": ask_cvc5}


def problem(require, filters):
    """(the text or None when the theory cannot say it, what our prover says)"""
    arguments = ["--require", require, "--", *filters]
    written = earshot("explain", "--format", "smt2", *arguments)
    coverage = json.loads(earshot("explain", "--format", "json", *arguments).stdout)["coverage"]
    if written.returncode == 2 and not written.stdout:
        assert len(written.stderr.splitlines()) == 1 and "smt2" in written.stderr
        return None, coverage
    assert written.stderr == ""
    return written.stdout, coverage


def compare(asked, solver):
    count, end = collections.Counter(), time.monotonic() + SECONDS
    for require, filters in asked:
        if time.monotonic() > end:
            count["not asked: out of time"] += 1
            continue
        written, coverage = problem(require, filters)
        if written is None:
            count["refused by name"] += 1
            continue
        said = SOLVERS[solver](written)
        count[coverage, said] += 1
        assert said in ("sat", "unsat", "unknown"), (said, written)
        assert said == "unknown" or (said == "unsat") == (coverage == "COVERED"), (solver, said, coverage, require, filters)
    print(solver, dict(count))
    return count


def deployed():
    """The questions of prover/deployed.txt and requirements.txt that have no axioms beyond a record's own."""
    clauses = {"<A>": '$.errorCode = "*UnauthorizedOperation"', "<B>": '$.errorCode = "AccessDenied*"',
               "<C>": '$.sourceIPAddress != "delivery.logs.amazonaws.com"', "<D>": '$.eventName != "HeadBucket"'}
    asked = []
    for name in ("deployed", "requirements"):
        whole = (pathlib.Path(__file__).parent / f"prover/{name}.txt").read_text("utf-8")
        for short, long in clauses.items():
            whole = whole.replace(short, long)
        for block in whole.split("\n\n"):
            rows = [line.split(None, 1) for line in block.splitlines() if line and not line.startswith("#")]
            values = {key: [row[1] for row in rows if row[0] == key] for key in ("require", "filter", "assume")}
            if values["require"] and not values["assume"]:
                asked.append((values["require"][0], values["filter"]))
    return asked


@pytest.mark.parametrize("solver", SOLVERS)
def test_solvers_agree_on_what_is_deployed(solver):
    asked = deployed()
    count = compare(asked, solver)
    assert count["COVERED", "unsat"] >= 3 and count["UNCOVERED", "sat"] >= 1, count


@pytest.mark.parametrize("solver", SOLVERS)
def test_solvers_agree_on_mutations(solver):
    source = questions.Source(random.Random("smt2"), ("regex", "single"))
    asked = [source.question() for _ in range(300)]
    count = compare([(text(require), list(map(text, filters))) for require, filters in asked], solver)
    assert count["COVERED", "unsat"] >= 3 and count["UNCOVERED", "sat"] >= 1, count


# pattern, a word of the reason
REFUSED = [
    ("{ $.a = 5 }", "U4"), ("{ $.a > 5 && $.a = 4* }", "U4"), ("{ $.a[*] = x }", "wildcard"), ("AccessDenied", "terms"),
    ("[a, b]", "space-delimited"), ("{ $.a == x }", "column 8"), ("{}", "U10"), ("{ $.readOnly = x && $.n > 1e999 }", "exponent"),
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
            written, coverage = problem(f'{{ $.errorMessage = "{value}" }}', [f'{{ $.errorMessage = "{filter_value}" }}'])
            assert (coverage, SOLVERS[solver](written)) == (told, said)
