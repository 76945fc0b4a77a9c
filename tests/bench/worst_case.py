"""How long may a proof take, and how much memory, at worst?

    python -m bench.worst_case                 the curve of each family: work counted, time, memory
    python -m bench.worst_case search SECONDS [SEED]
                                               then hill climbing from the families; the worst questions found, their curves,
                                               and the questions themselves in build/worst-*.json

Work is what the prover counts (prover_budget.h), for coverage alone: the same on every machine. Time and memory (VmHWM) are those of a
process of its own, `earshot explain --jsonl`, with the classes of all filters.
"""

import dataclasses
import json
import pathlib
import random
import subprocess
import sys
import threading
import time

from e2e.emulators import BUILD

from .adversary import FAMILIES, FILTERS, Adversary

HANGS_SECONDS = 60  # generous: no figure, a hang
OBJECTIVES = ("seconds", "megabytes")


def high_water_megabytes(process):
    """Since exec: ru_maxrss would count the parent's pages too."""
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def measure(row):
    """A process of its own answers one question. Seconds are of its processor, memory is read while it waits for more."""
    program = ["tests/prover_cost"] if "recorded" in row else ["earshot", "explain", "--jsonl"]  # explain knows no trails
    with subprocess.Popen([str(BUILD / program[0]), *program[1:]], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        hang = threading.Timer(HANGS_SECONDS, process.kill)
        hang.start()
        process.stdin.write(json.dumps(row).encode() + b"\n")
        process.stdin.flush()
        line = process.stdout.readline()
        assert line, f"no answer in {HANGS_SECONDS} s"
        megabytes = high_water_megabytes(process)
        on_cpu_ns = pathlib.Path(f"/proc/{process.pid}/schedstat").read_text().split()[0]
        process.stdin.close()
        hang.cancel()
    return {"answer": json.loads(line), "seconds": int(on_cpu_ns) / 1e9, "megabytes": megabytes}


def count(rows):
    """What the prover counted, of each."""
    lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
    result = subprocess.run([str(BUILD / "tests/prover_cost")], input=lines, stdout=subprocess.PIPE, check=True)
    return list(map(json.loads, result.stdout.splitlines()))


# --- The curve ---

HEAD = f"{'':<24}{'characters':>11}{'fields':>8}{'cells':>8}{'readings':>9}{'work':>12}{'seconds':>9}{'MB':>7}  answer"


def print_row(name, question):
    row = question.row()
    (cost,), taken = count([row]), measure(row)
    reason = (taken["answer"]["reason"] or "").replace("\n", " ")
    print(f"{name:<24}{question.size():>11}{cost['fields']:>8}{cost['cells']:>8}{cost['readings']:>9}{cost['work']:>12.0f}{taken['seconds']:>9.2f}"
          f"{taken['megabytes']:>7.1f}  {taken['answer']['coverage']} {reason[:60]}", flush=True)


def print_families():
    print(HEAD)
    for name, (make, sizes) in FAMILIES.items():
        for size in sizes:
            print_row(f"{name} {size}", make(size))


def print_curve(question):
    """The same question with its first filters only."""
    print(HEAD)
    for size in (1, 3, 10, 30, FILTERS):
        if size <= len(question.filters) or size == FILTERS:
            cut = dataclasses.replace(question, filters=question.filters[:size])
            print_row(f"{len(cut.filters)} filters", cut)


# --- The search ---


def seeds():
    return [make(sizes[-1]) for make, sizes in FAMILIES.values()]


def search(seconds, seed):
    """The worst question by each objective. Half of the steps begin at the worst known one, the others at one of the best few."""
    rng = random.Random(seed)
    adversary = Adversary(rng)
    known = {objective: [] for objective in OBJECTIVES}
    end, tried = time.monotonic() + seconds, 0

    def judge(question):
        taken = measure(question.row())
        for objective, worst in known.items():
            worst.append((taken[objective], question))
            worst.sort(key=lambda row: -row[0])
            del worst[8:]

    for question in seeds():
        judge(question)
    while time.monotonic() < end:
        worst = known[rng.choice(OBJECTIVES)]
        _, question = worst[0] if rng.random() < 0.5 else rng.choice(worst)
        for _ in range(rng.choice([1, 1, 2, 5])):
            question = adversary.mutated(question)
        judge(question)
        tried += 1
    print(f"{tried} questions in {seconds} s, seed {seed}")
    return {objective: worst[0] for objective, worst in known.items()}


def main(mode="families", seconds="600", seed="1"):
    if mode == "families":
        print_families()
        return 0
    for objective, (value, question) in search(int(seconds), int(seed)).items():
        path = BUILD / f"worst-{objective}.json"
        path.write_text(json.dumps(question.row()) + "\n")
        print(f"\nthe worst by {objective}: {value:.2f}, {path}")
        print_curve(question)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
