"""Accounts with the verdict that the specification gives them: does our account of the same kind get it?

The list lies beside the project and is never copied into it; here is only which of our accounts is of which kind.
"""

import csv
import json

import pytest

from e2e.emulators import REPO

TABLE = REPO.parent / "shared/data/accounts.tsv"
if not TABLE.is_file():
    pytest.skip(f"no reference data at {TABLE}", allow_module_level=True)

# kind -> file of accounts/, where the name differs
OURS = {
    "ok-cis2": "ok-benchmark", "ok-cis12": "ok-security-hub", "ok-shell": "ok-without-quotes",
    "ok-shell-cis12": "ok-security-hub-without-quotes", "ok-heredoc": "ok-lines", "ok-no-parens": "ok-without-parentheses",
    "ok-many-parens": "ok-many-parentheses", "ok-two-alarms": "ok-two-halves", "ok-two-trails": "ok-second-trail",
    "ok-shadow-same-name": "ok-other-region", "filter-no-stars": "filter-no-wildcards", "filter-anded": "filter-both-at-once",
    "filter-only-a": "filter-only-ec2", "filter-match-all-13": "filter-everything", "filter-unbalanced": "filter-unreadable",
    "filter-management": "ok-management-only", "filter-other-group": "filter-on-another-group",
    "trail-single-region": "trail-one-region", "trail-reads": "trail-reads-only",
    "trail-advanced-halves-narrow": "trail-advanced-narrow-half", "trail-halves": "trail-basic-halves",
    "trail-advanced": "trail-advanced-all", "group-missing": "group-deleted", "group-delivery": "group-delivery-fails",
    "alarm-less-than": "alarm-below", "alarm-threshold-5": "alarm-five", "alarm-insufficient-actions": "alarm-other-actions",
    "alarm-greater-0": "alarm-above-zero", "alarm-average-1": "alarm-average", "alarm-2-of-3-missing": "alarm-two-of-three-missing",
    "alarm-value-10": "alarm-value-ten", "alarm-default-sum-ok": "alarm-sum-defaults-below", "topic-missing": "topic-deleted",
    "topic-own-key-id": "topic-own-key", "topic-org-guard": "topic-organization-guard", "topic-org-only": "topic-organization-only",
    "topic-cloudwatch": "topic-alarm-condition", "topic-default-policy": "ok-benchmark",
    "topic-org-guard-services": "topic-organization-guard-services", "sub-none": "subscription-none",
    "sub-pending": "subscription-pending", "sub-pending-and-confirmed": "subscription-pending-and-confirmed",
    "sub-filtered": "subscription-filtered", "sub-filtered-empty": "subscription-filter-empty",
    "denied-DescribeTrails": "trail-denied", "denied-ListSubscriptionsByTopic": "subscription-denied",
    "param-cis12": "filter-requirement-12", "param-literal-missed": "filter-requirement-literal-missed",
    "param-slow-minutes": "alarm-wall-clock-day", "param-slow-sliding": "alarm-sliding-day", "param-events-0": "alarm-five-unlimited",
    "param-unknown": "parameter-unknown", "org-member": "trail-organization", "org-central-broken": "central-pending",
    "siem": "siem-everything", "denied-moot-siem": "siem-not-named-denied",
}
# What no saved account can show: e2e/test_refusals.py does.
END_TO_END = {"throttled-once"}


def read_rows():
    with open(TABLE, encoding="utf-8", newline="") as file:
        return {row["account"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


ROWS = read_rows()


def path_of(kind):
    return REPO / "tests/cases/accounts" / f"{OURS.get(kind, kind)}.json"


def test_every_kind_has_an_account_of_ours():
    assert {kind for kind in ROWS if not path_of(kind).exists()} - END_TO_END == set()


@pytest.mark.parametrize("kind", [kind for kind in ROWS if path_of(kind).exists()])
def test_our_account_expects_what_the_list_says(kind):
    row, case = ROWS[kind], json.loads(path_of(kind).read_text("utf-8"))
    verdict = row["verdict"].split(" ")[0]  # a remark on the command line may follow
    assert (case["expect"]["verdict"], case["expect"]["reason"]) == (verdict, row["reason"] or None)
    assert set(case["facts"]["parameters"]) == set(json.loads(row["parameters"] or "{}"))
