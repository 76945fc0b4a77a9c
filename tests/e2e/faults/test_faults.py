"""A call fails: what is posted, what is the runtime told, what is logged? The rows are in faults.toml."""

import json
import tomllib
import unicodedata

import pytest

from .. import emulators
from . import kinds, rig

TABLE = tomllib.loads((emulators.REPO / "tests/e2e/faults/faults.toml").read_text("utf-8"))
POSTED_AS = {"MONITORED": "COMPLIANT", "CANNOT_VERIFY": "NON_COMPLIANT"}
PEAK_LIMIT_KB = 64 * 1024
MANY = 1000
SANITIZED = "sanitize" in emulators.BUILD.name  # its shadow memory is not ours


def product():
    """Name and row of every fault on every call."""
    for fault in TABLE["fault"]:
        for call in TABLE["call"]:
            for when, times in (("once", 1), ("always", -1)):
                ends = fault.get(when)
                if ends is None or (when == "always" and not call.get("always")):
                    continue
                kind = call.get("kind", "read")
                if isinstance(ends, dict):
                    ends = ends.get(call["operation"]) or ends[kind]
                row = {**fault, **call, "kind": fault["kind"], "times": times, "ends": ends}
                yield f"{row['operation']}: {row['kind']} {when}", row


ROWS = dict(product()) | {row["about"]: row for row in TABLE["case"]}
each = pytest.mark.parametrize("name, row", ROWS.items(), ids=ROWS)


def evaluations(outcome):
    return [request.json for request in outcome.calls("PutEvaluations")]


def test_without_a_fault_all_services_are_asked_and_the_verdict_is_monitored(without_fault):
    assert {request.service for request in without_fault.requests if request.service} == {
        "cloudtrail", "logs", "monitoring", "sns", "kms", "sts", "config"}
    assert (without_fault.body["verdict"], without_fault.body["stats"]["retries"]) == ("MONITORED", 0), without_fault.body
    assert len(evaluations(without_fault)) == 1


def test_every_service_meets_every_kind_of_fault():
    met = {(row["operation"], row["kind"]) for row in ROWS.values()}
    everywhere = {fault["kind"] for fault in TABLE["fault"] if "once" in fault}
    assert {(call["operation"], kind) for call in TABLE["call"] for kind in everywhere} <= met
    then = {kind for row in ROWS.values() for kind, _times in row.get("then", [])}
    assert {row["kind"] for row in ROWS.values()} | then == set(kinds.KINDS)


@each
def test_the_invocation_ends_as_the_table_says(name, row, outcome, without_fault):
    ends = row["ends"]
    if ends.startswith("Function."):
        assert outcome.error_type == ends, outcome.body
        assert outcome.seconds_left > 0
        assert row["operation"] in outcome.body["errorMessage"]
        assert len(outcome.calls(row["operation"])) <= row.get("at_most", MANY)
        return
    assert outcome.error_type is None, outcome.body
    if ends in POSTED_AS:
        assert outcome.body["verdict"] == ends, outcome.body
        return
    same = ("verdict", "reason", "annotation", "remediation", "delivered")
    assert {member: outcome.body[member] for member in same} == {member: without_fault.body[member] for member in same}
    more = {"as ever": 0, "retried": row.get("retries", 1)}[ends]
    assert len(outcome.calls(row["operation"])) == len(without_fault.calls(row["operation"])) + more


@each
def test_the_verdict_is_posted_once_or_never(name, row, outcome, without_fault):
    posted = evaluations(outcome)
    is_write = row["operation"] == "PutEvaluations"
    if row["ends"].startswith("Function."):
        assert is_write or posted == []  # of a write every answer was the fault: nothing was stored
    elif row["ends"] in POSTED_AS:
        (only,) = posted
        assert [evaluation["ComplianceType"] for evaluation in only["Evaluations"]] == [POSTED_AS[row["ends"]]]
    else:
        again = 2 if is_write and row["ends"] == "retried" else 1
        assert posted == evaluations(without_fault) * again


@each
def test_what_must_never_be(name, row, outcome):
    """No write but ours, no secret and no payload told, no word of a service that steers a reader of the log or of AWS Config,
    no line of its own in the log, no memory without bound."""
    operations = {request.operation for request in outcome.requests if request.service}
    assert {name for name in operations if not name.startswith(("Describe", "Get", "List"))} <= {"AssumeRole", "PutEvaluations"}
    said = outcome.log + json.dumps(outcome.body)
    assert [secret for secret in rig.SECRETS if secret in said] == []
    annotations = "".join(row["Annotation"] for posted in evaluations(outcome) for row in posted["Evaluations"])
    odd = {c for c in outcome.log.replace("\n", "") + annotations if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert odd == set()
    assert [line for line in outcome.log.splitlines() if line.startswith('{"level"')] == []
    assert SANITIZED or outcome.peak_kb < PEAK_LIMIT_KB
