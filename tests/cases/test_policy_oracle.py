"""Do the evaluators of policies agree with others? Topic policies with brute force (oracle/access.py), filter policies of
subscriptions with moto's, which others wrote. Random, from a seed: EARSHOT_ORACLE_SEED, EARSHOT_ORACLE as in test_oracle.py.

One account asks many questions: each topic of its alarm has a policy, or a subscription with a filter policy, and the reply lists
what became of each path.
"""

import copy
import itertools
import json
import os
import random
import subprocess

import pytest
from moto.sns.utils import FilterPolicyMatcher

from e2e.emulators import BUILD, REPO
from oracle import access

COUNT = int(os.environ.get("EARSHOT_ORACLE", "1000"))
SEED = int(os.environ.get("EARSHOT_ORACLE_SEED", "1"))
AT_ONCE = 90  # a reply lists 100 paths
BASE = json.loads((REPO / "tests/cases/accounts/ok-benchmark.json").read_text("utf-8"))["facts"]


def topic_arn(number):
    return f"arn:aws:sns:eu-west-1:111122223333:topic-{number}"


def allow(arn):
    return {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": arn}]}


def ask(rows, tmp_path):
    """rows: (topic policy, filter policy) each; what became of each path: "MONITORED" or the reason."""
    facts = copy.deepcopy(BASE)
    arns = [topic_arn(number) for number in range(len(rows))]
    about = ("GetTopicAttributes", "ListSubscriptionsByTopic", "GetSubscriptionAttributes")
    facts["facts"] = [fact for fact in facts["facts"] if fact["operation"] not in about]
    for arn, (policy, filter_policy) in zip(arns, rows):
        subscription = {"FilterPolicy": json.dumps(filter_policy), "FilterPolicyScope": "MessageBody"} if filter_policy else {}
        values = ({"Attributes": {"Policy": json.dumps(policy)}}, {"Subscriptions": [{"SubscriptionArn": arn + ":1", "Protocol": "sqs"}]},
                  {"Attributes": subscription})
        for operation, resource, value in zip(about, (arn, arn, arn + ":1"), values):
            facts["facts"].append({"operation": operation, "accountId": "111122223333", "region": "eu-west-1", "resource": resource,
                                   "state": "read", "value": value})
    alarm = next(fact for fact in facts["facts"] if fact["operation"] == "DescribeAlarms")["value"]["MetricAlarms"][0]
    alarm["AlarmActions"], alarm["AlarmDescription"] = arns, "Calls that AWS refused"
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(facts), "utf-8")
    done = subprocess.run([str(BUILD / "earshot"), "replay", str(path), "--format", "json"], capture_output=True, timeout=60)
    paths = json.loads(done.stdout)["paths"]
    found = {row["topic"]["arn"]: "MONITORED" if row["complete"] else row["reason"] for row in paths}
    return [found[arn] for arn in arns]


def ask_all(rows, tmp_path):
    return [answer for first in range(0, len(rows), AT_ONCE) for answer in ask(rows[first:first + AT_ONCE], tmp_path)]


def test_topic_policies_agree_with_brute_force(tmp_path):
    rng = random.Random(SEED)
    policies = [access.random_policy(rng, topic_arn(number % AT_ONCE)) for number in range(COUNT)]
    answers = ask_all([(policy, None) for policy in policies], tmp_path)
    expected = [access.allows(policy, topic_arn(number % AT_ONCE)) for number, policy in enumerate(policies)]
    certain = {"MONITORED": {True}, "TOPIC_POLICY_BLOCKS_CLOUDWATCH": {False}}
    wrong = [(policy, answer) for policy, answer, worlds in zip(policies, answers, expected)
             if certain.get(answer, worlds) != worlds]
    assert wrong == []
    assert set(answers) == {*certain, "TOPIC_UNDECIDED"}
    timid = [policy for policy, answer, worlds in zip(policies, answers, expected) if answer not in certain and len(worlds) == 1]
    assert len(timid) <= COUNT // 20, timid[:3]


# --- Filter policies ---

MESSAGE = {"AlarmName": "unauthorized", "AlarmDescription": "Calls that AWS refused", "AWSAccountId": "111122223333", "NewStateValue": "ALARM",
           "AlarmArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:unauthorized",
           "Trigger": {"MetricName": "UnauthorizedCalls", "Namespace": "Security", "Period": 300, "Threshold": 1.0,
                       "ComparisonOperator": "GreaterThanOrEqualToThreshold"}}
TEXTS = ["ALARM", "OK", "INSUFFICIENT_DATA", "unauthorized", "Security", "UnauthorizedCalls", "111122223333", "x"]


def messages():
    """Every message that may come: both states before, both ways to write the statistic."""
    for state, statistic in itertools.product(("OK", "INSUFFICIENT_DATA"), ("Sum", "SUM")):
        yield json.dumps({**MESSAGE, "OldStateValue": state, "Trigger": {**MESSAGE["Trigger"], "Statistic": statistic}})


def random_rule(rng, value):
    if isinstance(value, (int, float)):
        number = rng.choice((value, value + 1, 60))
        return rng.choice((number, {"numeric": ["=", number]}, {"numeric": [rng.choice((">", ">=")), number]},
                           {"numeric": [">", 0, rng.choice(("<", "<=")), number]}, {"anything-but": [number]}, {"exists": rng.random() < 0.7}))
    text = rng.choice((value, value, rng.choice(TEXTS)))
    cut = rng.randint(1, len(text))
    return rng.choice((text, text, {"prefix": text[:cut]}, {"suffix": text[-cut:]}, {"equals-ignore-case": text.lower()},  # moto lowers the message's text only
                       {"anything-but": [text, "y"]}, {"anything-but": text}, {"anything-but": {"prefix": text[:cut]}},
                       {"exists": rng.random() < 0.7}))


def random_filter_policy(rng, depth=2):
    policy, trigger = {}, {**MESSAGE["Trigger"], "Statistic": "Sum"}
    known = {**MESSAGE, "OldStateValue": "OK"}
    for name in rng.sample(list(known), rng.randint(1, 2)):
        if name == "Trigger":
            policy[name] = {inner: [random_rule(rng, trigger[inner]) for _ in range(rng.randint(1, 2))]
                            for inner in rng.sample(list(trigger), rng.randint(1, 2))}
        else:
            policy[name] = [random_rule(rng, known[name]) for _ in range(rng.randint(1, 3))]
    if depth and rng.random() < 0.3:
        policy["$or"] = [random_filter_policy(rng, depth - 1) for _ in range(2)]
    return policy


def alternatives(policy):
    """moto does not know "$or": the policies without it of which one has to pass, as (name, rules) pairs."""
    plain = [(name, rules) for name, rules in policy.items() if name != "$or"]
    return [plain + more for choice in policy.get("$or", [{}]) for more in (alternatives(choice) if choice else [[]])]


def moto_passes(policy, message):
    return any(all(FilterPolicyMatcher({name: rules}, "MessageBody").matches(None, message) for name, rules in pairs)
               for pairs in alternatives(policy))


def test_filter_policies_agree_with_moto(tmp_path):
    rng = random.Random(SEED)
    policies = [random_filter_policy(rng) for _ in range(COUNT)]
    answers = ask_all([(allow(topic_arn(number % AT_ONCE)), policy) for number, policy in enumerate(policies)], tmp_path)
    certain = {"MONITORED": True, "SUBSCRIPTION_FILTERED": False}
    expected = [all(moto_passes(policy, message) for message in messages()) for policy in policies]
    wrong = [(policy, answer) for policy, answer, passes in zip(policies, answers, expected) if certain.get(answer, passes) != passes]
    assert wrong == []
    assert set(answers) == {*certain, "SUBSCRIPTION_UNDECIDED"}
    assert sum(answer in certain for answer in answers) > COUNT * 0.8
