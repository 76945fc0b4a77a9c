"""10,000 questions a person might ask: how many a second does `earshot explain --jsonl` answer on one core?

    python -m bench.questions [COUNT [SEED]]

Filters as they are deployed (filter-pattern.md section 11, the presets), changed as people change them: reordered,
unquoted, other codes, lost wildcards, lost clauses, moved parentheses, split over two filters. The baseline of the same
run: `match --jsonl` reads the same number of lines, with the same filter and one event, and proves nothing.
"""

import json
import os
import random
import re
import resource
import statistics
import subprocess
import sys

from e2e.emulators import BUILD
from oracle.patterns import And, Atom, Bare, Glob, Node, Or, text
from oracle.questions import A, B, C, D, DEPLOYED, Source, atom

RUNS = 5
CODES = ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "Client.UnauthorizedOperation", "*AccessDenied*",
         "*Unauthorized*", "AccessDenied*", "AuthFailure", "VpceAccessDenied", "*"]
EVENT = json.dumps({"eventVersion": "1.08", "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::012345678912:user/x"},
                    "eventSource": "ec2.amazonaws.com", "eventName": "DescribeInstances", "awsRegion": "us-east-1",
                    "sourceIPAddress": "192.0.2.1", "errorCode": "Client.UnauthorizedOperation", "requestParameters": None})


def stream(verb, rows):
    """Answers, and seconds of one core: what else runs on the machine is not counted."""
    lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
    begin = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = subprocess.run([str(BUILD / "earshot"), verb, "--jsonl"], input=lines, stdout=subprocess.PIPE, check=True,
                            preexec_fn=lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}))
    end = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = end.ru_utime + end.ru_stime - begin.ru_utime - begin.ru_stime
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(answers) == len(rows) and not any("error" in answer for answer in answers)
    return answers, seconds


# --- What is asked ---


def presets():
    """Name -> a filter that is the preset: the requirement's own text, read for its calls."""
    names = ["cis-4.4", "cis-4.5", *(f"cis-4.{number}" for number in range(7, 16))]
    answers, _ = stream("explain", [{"patterns": [], "require": name} for name in names])
    trees = {}
    for name, answer in zip(names, answers):
        union = Or(*(atom("eventName", "=", Glob(call)) for call in re.findall(r"eventName = (\w+)", answer["require"])))
        source = re.search(r"eventSource = ([\w.]+)", answer["require"])
        trees[name] = And(atom("eventSource", "=", Glob(source[1])), union) if source else union
    root, mfa, _, failure = DEPLOYED[9:13]
    return {**trees, "cis-4.2": mfa, "cis-4.3": root, "cis-4.6": failure}


def of_refused_calls():
    """The deployed variants of section 11."""
    unlike = atom("userIdentity.invokedBy", "!=", Glob("cloudformation.amazonaws.com"))
    macie = atom("eventSource", "!=", Glob("macie2.amazonaws.com"))
    elsewhere = atom("sourceIPAddress", "!=", Glob("AWS Internal"))
    return [*DEPLOYED[:9], Or(A, And(B, macie)), And(Or(A, B), unlike), Or(A, B, elsewhere), And(A, B),
            And(B, C, D), atom("errorCode", "=", Glob("*")), atom("errorCode", "!=", Glob("x"))]


class People:
    """Changes to a tree, each returns another one."""

    def __init__(self, rng):
        self.rng, self.source = rng, Source(rng)

    def reordered(self, tree):
        if isinstance(tree, Atom):
            return tree
        return Node(tree.op, tuple(self.rng.sample([self.reordered(part) for part in tree.parts], len(tree.parts))))

    def unquoted(self, tree):
        if isinstance(tree, Node):
            return Node(tree.op, tuple(map(self.unquoted, tree.parts)))
        bare = isinstance(tree.value, Glob) and re.fullmatch(r"[\w.*]+", tree.value.text)
        return Atom(tree.path, tree.op, Bare(tree.value.text)) if bare else tree

    def with_another_code(self, tree):
        if isinstance(tree, Node):
            return self.somewhere(self.with_another_code, tree)
        compares = tree.path == ("errorCode",) and tree.op in ("=", "!=")
        return Atom(tree.path, tree.op, Glob(self.rng.choice(CODES))) if compares else tree

    def somewhere(self, change, tree):
        parts = list(tree.parts)
        at = self.rng.randrange(len(parts))
        parts[at] = change(parts[at])
        return Node(tree.op, tuple(parts))

    def changed(self, tree):
        changes = [self.reordered, self.unquoted, self.with_another_code, self.source.mutate]
        for change in self.rng.sample(changes, self.rng.choice([0, 1, 2, 3])):
            tree = change(tree)
        return tree

    def filters(self, tree):
        parts = self.source.split(tree) if self.rng.random() < 0.3 else [tree]
        return [text(self.changed(part)) for part in parts]


def questions(count, seed):
    people = People(random.Random(seed))
    named, refused = presets(), of_refused_calls()
    for number in range(count):
        if people.rng.random() < 0.5:
            name, tree = people.rng.choice(list(named.items()))
        else:
            name, tree = people.rng.choice(["cis", "cis-1.2"]), people.rng.choice(refused)
        yield {"id": number, "require": name, "patterns": people.filters(tree)}


# --- What is measured ---


def main(count=10000, seed=1):
    rows = list(questions(count, seed))
    lines = [{"id": row["id"], "pattern": row["patterns"][0], "event": EVENT} for row in rows]
    seconds = {"explain": [], "match": []}
    for _ in range(RUNS):  # in turn: what disturbs the machine disturbs both
        answers, taken = stream("explain", rows)
        seconds["explain"].append(taken)
        seconds["match"].append(stream("match", lines)[1])
    proof, match = (statistics.median(seconds[verb]) for verb in ("explain", "match"))
    counts = {answer: sum(row["coverage"] == answer for row in answers) for answer in ("COVERED", "UNCOVERED", "UNDECIDED")}
    distinct = len({json.dumps([row["require"], row["patterns"]]) for row in rows})
    print(f"{count} questions ({distinct} distinct), seed {seed}, one core, median of {RUNS} (best): {counts}")
    print(f"  explain --jsonl           {count / proof:8.0f} ({count / min(seconds['explain']):.0f}) questions a second, "
          f"{proof / count * 1e6:.0f} us each")
    print(f"  match --jsonl (baseline)  {count / match:8.0f} ({count / min(seconds['match']):.0f}) events a second; "
          f"a proof takes x {proof / match:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
