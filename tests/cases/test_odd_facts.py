"""Facts that no account should have: named and unverifiable, never a crash, never MONITORED by luck."""

import copy
import json
import subprocess

import pytest

from e2e.emulators import BUILD, REPO

BASE = json.loads((REPO / "tests/cases/accounts/topic-own-key.json").read_text("utf-8"))["facts"]
TOPIC = "arn:aws:sns:eu-west-1:111122223333:alerts"
ALLOW = {"Effect": "Allow", "Principal": {"Service": "cloudwatch.amazonaws.com"}, "Action": "sns:Publish", "Resource": TOPIC}
SECONDS = 10


def value_of(facts, operation):
    return next(fact["value"] for fact in facts["facts"] if fact["operation"] == operation)


def judge(facts, tmp_path):
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(facts), "utf-8")
    done = subprocess.run([str(BUILD / "earshot"), "replay", str(path), "--format", "json"], capture_output=True, timeout=SECONDS)
    assert done.returncode in (0, 1, 2, 3), (done.returncode, done.stderr)
    return json.loads(done.stdout)


def changed(operation, *path_and_value):
    facts = copy.deepcopy(BASE)
    place, (*path, last, value) = value_of(facts, operation), path_and_value
    for name in path:
        place = place[name]
    place[last] = value
    return facts


def topic_policy(text):
    return changed("GetTopicAttributes", "Attributes", "Policy", text if isinstance(text, str) else json.dumps(text))


def key_policy(text):
    return changed("GetKeyPolicy", "Policy", text if isinstance(text, str) else json.dumps(text))


def filter_policy(policy, scope="MessageBody"):
    facts = changed("GetSubscriptionAttributes", "Attributes", "FilterPolicy", policy if isinstance(policy, str) else json.dumps(policy))
    value_of(facts, "GetSubscriptionAttributes")["Attributes"]["FilterPolicyScope"] = scope
    return facts


def deep(levels, core, member="x"):
    return '{"%s":' % member * levels + json.dumps(core) + "}" * levels


def test_the_account_that_is_changed_is_well(tmp_path):
    assert judge(BASE, tmp_path)["verdict"] == "MONITORED"


MANY_ALLOWS = {"Statement": [{**ALLOW, "Sid": f"s{number}", "Resource": TOPIC + "-other"} for number in range(2000)] + [ALLOW]}

# what is odd, facts, reason (None: what is odd does not matter)
ODD = [
    ("a policy that is empty", topic_policy(""), "TOPIC_UNDECIDED"),
    ("a policy that is no JSON", topic_policy("Allow everybody"), "TOPIC_UNDECIDED"),
    ("a policy that is cut", topic_policy(json.dumps({"Statement": [ALLOW]})[:-2]), "TOPIC_UNDECIDED"),
    ("a policy with trailing text", topic_policy(json.dumps({"Statement": [ALLOW]}) + "x"), "TOPIC_UNDECIDED"),
    ("a policy that is a list", topic_policy([ALLOW]), "TOPIC_UNDECIDED"),
    ("a policy that is a string", topic_policy('"Allow"'), "TOPIC_UNDECIDED"),
    ("a policy with Statement a number", topic_policy({"Statement": 1}), "TOPIC_UNDECIDED"),
    ("a policy of 300 KB that allows it", topic_policy(MANY_ALLOWS), None),
    ("a policy of 300 KB of text", topic_policy("x" * 300_000), "TOPIC_UNDECIDED"),
    ("a policy of 300 KB of brackets", topic_policy("[" * 300_000), "TOPIC_UNDECIDED"),
    ("a policy with a condition of 100,000 values", topic_policy({"Statement": {**ALLOW, "Condition": {"StringEquals": {
        "aws:SourceAccount": ["1"] * 100_000 + ["111122223333"]}}}}), None),
    ("a policy 60 levels deep", topic_policy('{"Statement":{"Effect":"Allow","Action":%s}}' % deep(58, 1)), "TOPIC_UNDECIDED"),
    ("a policy 100,000 levels deep", topic_policy(deep(100_000, 1)), "TOPIC_UNDECIDED"),
    ("a glob of 10,000 stars", topic_policy({"Statement": {**ALLOW, "Resource": "*a" * 10_000}}), "TOPIC_POLICY_BLOCKS_CLOUDWATCH"),
    ("Statement twice, the second denies", topic_policy('{"Statement":[%s],"Statement":[%s]}' % (
        json.dumps(ALLOW), json.dumps({**ALLOW, "Effect": "Deny"}))), "TOPIC_UNDECIDED"),
    ("an Allow that is also a Deny", topic_policy('{"Statement":{"Effect":"Allow",%s}}' % json.dumps({**ALLOW, "Effect": "Deny"})[1:-1]),
     "TOPIC_UNDECIDED"),
    ("FifoTopic neither true nor false", changed("GetTopicAttributes", "Attributes", "FifoTopic", "perhaps"), "TOPIC_UNDECIDED"),
    ("a key policy that is no JSON", key_policy("{"), "TOPIC_UNDECIDED"),
    ("a key policy without statements", key_policy({"Statement": []}), "TOPIC_KEY_BLOCKS_CLOUDWATCH"),
    ("a key of an unknown manager", changed("DescribeKey", "KeyMetadata", "KeyManager", "NOBODY"), "TOPIC_UNDECIDED"),
    ("a key of an unknown state", changed("DescribeKey", "KeyMetadata", "KeyState", "Sleeping"), "TOPIC_KEY_BLOCKS_CLOUDWATCH"),
    ("a key without an ARN", changed("DescribeKey", "KeyMetadata", "Arn", ""), "TOPIC_UNDECIDED"),
    ("an unknown protocol", changed("ListSubscriptionsByTopic", "Subscriptions", 0, "Protocol", "pigeon"), None),
    ("no protocol", changed("ListSubscriptionsByTopic", "Subscriptions", 0, "Protocol", ""), None),
    ("a subscription that is called neither", changed("ListSubscriptionsByTopic", "Subscriptions", 0, "SubscriptionArn", "Confirmed"),
     "NO_SUBSCRIPTION"),
    ("a confirmed subscription that is pending", changed("GetSubscriptionAttributes", "Attributes", "PendingConfirmation", "true"),
     "ONLY_PENDING_SUBSCRIPTIONS"),
    ("PendingConfirmation neither", changed("GetSubscriptionAttributes", "Attributes", "PendingConfirmation", "TRUE"),
     "SUBSCRIPTION_UNDECIDED"),
    ("an unknown FilterPolicyScope", filter_policy({"NewStateValue": ["ALARM"]}, "MessageSoul"), "SUBSCRIPTION_UNDECIDED"),
    ("a filter policy that is no JSON", filter_policy("ALARM"), "SUBSCRIPTION_UNDECIDED"),
    ("a filter policy that is a list", filter_policy(["ALARM"]), "SUBSCRIPTION_UNDECIDED"),
    ("a filter policy of 256 KB", filter_policy({"AlarmName": [f"alarm-{number}" for number in range(15_000)]}), "SUBSCRIPTION_FILTERED"),
    ("a filter policy 50 levels deep", filter_policy(deep(50, ["ALARM"])), "SUBSCRIPTION_UNDECIDED"),
    ("a filter policy 100,000 levels deep", filter_policy(deep(100_000, ["ALARM"])), "SUBSCRIPTION_UNDECIDED"),
    ("a filter policy of nested $or", filter_policy('{"$or":[{"NewStateValue":["ALARM"]},' * 30 + '{"AlarmName":["x"]}' + "]}" * 30), None),
    ("a filter policy of 1,000 members", filter_policy({f"m{number}": [1] for number in range(1000)}), "SUBSCRIPTION_UNDECIDED"),
    ("a filter policy with a member twice", filter_policy('{"NewStateValue":["ALARM"],"NewStateValue":["ALARM"]}'), "SUBSCRIPTION_UNDECIDED"),
    ("a filter policy with NUL in a name", filter_policy('{"AlarmName\\u0000":["x"]}'), "SUBSCRIPTION_UNDECIDED"),
]


@pytest.mark.parametrize("facts, reason", [row[1:] for row in ODD], ids=[row[0] for row in ODD])
def test_odd_facts_are_named(facts, reason, tmp_path):
    reply = judge(facts, tmp_path)
    assert reply["reason"] == reason, reply["annotation"]
    assert (reply["verdict"] == "MONITORED") is (reason is None)
    assert len(reply["annotation"].encode("utf-16-le")) <= 512


def test_beyond_five_hundred_subscriptions_it_is_undecided_and_up_to_there_it_is_not(tmp_path):
    facts = filter_policy({"severity": ["high"]}, "MessageAttributes")
    attributes = next(fact for fact in facts["facts"] if fact["operation"] == "GetSubscriptionAttributes")
    rows = value_of(facts, "ListSubscriptionsByTopic")["Subscriptions"]
    arns = [f"{TOPIC}:00000000-0000-4000-8000-{number:012d}" for number in range(600)]
    for arn in arns:
        if arn != attributes["resource"]:
            facts["facts"].append({**attributes, "resource": arn})
    rows[:] = [{"SubscriptionArn": arn, "Protocol": "sqs"} for arn in arns[:500]]
    assert judge(facts, tmp_path)["reason"] == "SUBSCRIPTION_FILTERED"
    rows[:] = [{"SubscriptionArn": arn, "Protocol": "sqs"} for arn in arns]
    reply = judge({**facts, "facts": [fact for fact in facts["facts"] if fact["resource"] not in arns[500:]]}, tmp_path)
    assert reply["reason"] == "SUBSCRIPTION_UNDECIDED" and "500" in reply["annotation"]


# the same need answered twice is no facts file
def test_two_answers_to_one_need_are_refused(tmp_path):
    facts = copy.deepcopy(BASE)
    facts["facts"].append(facts["facts"][0])
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(facts), "utf-8")
    done = subprocess.run([str(BUILD / "earshot"), "replay", str(path)], capture_output=True, timeout=SECONDS)
    assert done.returncode == 64 and b"same need" in done.stderr


# a fact that speaks against another one: the one nearer to the person decides, and never for the better
CONTRADICTIONS = [
    ("a topic that is missing has attributes of subscriptions", "GetTopicAttributes", "notFound", "TOPIC_MISSING"),
    ("a topic that is there has no list", "ListSubscriptionsByTopic", "notFound", "CALL_REFUSED"),
    ("a listed subscription is gone", "GetSubscriptionAttributes", "notFound", "NO_SUBSCRIPTION"),
    ("a key that the topic uses is gone", "DescribeKey", "notFound", "TOPIC_KEY_BLOCKS_CLOUDWATCH"),
    ("a key without a policy", "GetKeyPolicy", "notFound", "CALL_REFUSED"),
    ("an alarm without mute rules to list", "ListAlarmMuteRules", "notFound", "CALL_REFUSED"),
    ("a trail that is listed and not found", "GetTrailStatus", "notFound", "CALL_REFUSED"),
]


@pytest.mark.parametrize("operation, state, reason", [row[1:] for row in CONTRADICTIONS], ids=[row[0] for row in CONTRADICTIONS])
def test_contradictions_are_named(operation, state, reason, tmp_path):
    facts = copy.deepcopy(BASE)
    fact = next(fact for fact in facts["facts"] if fact["operation"] == operation)
    del fact["value"]
    fact.update(state=state, code="NotFound", message="")
    reply = judge(facts, tmp_path)
    assert (reply["reason"], reply["verdict"] == "MONITORED") == (reason, False), reply["annotation"]


# Members that may be anything: names, what is only remarked on, and (Threshold) what rings at once when it is lower.
HARMLESS = {("DescribeTrails", "Name"), ("DescribeTrails", "IsOrganizationTrail"), ("GetTrailStatus", "LatestCloudWatchLogsDeliveryTime"),
            ("GetTrailStatus", "StartLoggingTime"), ("DescribeMetricFilters", "filterName"), ("DescribeMetricFilters", "logGroupName"),
            ("DescribeAlarms", "StateValue"), ("DescribeAlarms", "Threshold"), ("ListSubscriptionsByTopic", "Protocol")}
# It repeats what DescribeMetricFilters says of the one filter that there is.
REPEATS = "DescribeMetricFilters(metric)"
# Members that may be missing, which is what "" means too.
OPTIONAL = {("DescribeTrails", "HomeRegion"), ("DescribeAlarms", "TreatMissingData"), ("GetTopicAttributes", "KmsMasterKeyId")}


def leaves(value, path=()):
    if isinstance(value, dict):
        value = list(value.items())
    elif isinstance(value, list):
        value = list(enumerate(value))
    else:
        yield path, value
        return
    for name, inner in value:
        yield from leaves(inner, (*path, name))


def replacements(value):
    if isinstance(value, bool):
        return [not value]
    return ["x", "", value + "x"] if isinstance(value, str) else [-1, 0, 1e300]


def test_whatever_member_is_replaced_by_nonsense_the_account_is_no_longer_well(tmp_path):
    lucky = set()
    for fact in [fact for fact in BASE["facts"] if fact["operation"] != REPEATS]:
        for path, value in leaves(fact["value"]):
            for nonsense in replacements(value):
                well = judge(changed(fact["operation"], *path, nonsense), tmp_path)["verdict"] == "MONITORED"
                key = (fact["operation"], path[-1])
                if well and nonsense != value and key not in HARMLESS and not (nonsense == "" and key in OPTIONAL):
                    lucky.add((key, nonsense))
    # The ARN of an alarm is only compared; its name may be longer.
    assert {row for row in lucky if row[0] != ("DescribeAlarms", "AlarmArn")} == set()
