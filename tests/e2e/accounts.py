"""Builds AWS accounts in moto, hop by hop, with botocore.

    build(url)                                    a complete chain with the benchmark's filter
    build(url, **VARIANTS["filter-no-stars"])     one thing changed; None leaves a hop out
    build(url, account="222222222222")            in another account, if moto keeps them apart
"""

import functools
import json

import botocore.config
import botocore.session

from .emulators import ACCOUNT, KEYS, REGION

CIS = ('{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") && '
       '($.sourceIPAddress != "delivery.logs.amazonaws.com") && ($.eventName != "HeadBucket") }')
CIS_12 = '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }'
NO_STARS = '{ ($.errorCode = "UnauthorizedOperation") || ($.errorCode = "AccessDenied") }'
ONLY_B = '{ $.errorCode = "AccessDenied*" }'
EVERYTHING = '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode != "AccessDenied*") || ($.eventName = *) }'
ONLY_A = '{ $.errorCode = "*UnauthorizedOperation" }'

LOG_GROUP_ARN = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:trail:*"
TOPIC_ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}:alerts"

TRAIL = {"IsMultiRegionTrail": True, "CloudWatchLogsLogGroupArn": LOG_GROUP_ARN,
         "CloudWatchLogsRoleArn": f"arn:aws:iam::{ACCOUNT}:role/trail-logs"}
ALARM = {"Statistic": "Sum", "Period": 300, "EvaluationPeriods": 1, "Threshold": 1.0,
         "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching",
         "AlarmActions": [TOPIC_ARN], "ActionsEnabled": True}


def basic(*kinds):
    """Event selectors of management events, one for each of "All", "ReadOnly", "WriteOnly"."""
    return {"EventSelectors": [{"ReadWriteType": kind, "IncludeManagementEvents": True} for kind in kinds]}


def advanced(*selectors):
    """Advanced event selectors of management events, each with these fields equal to these values."""
    return [{"FieldSelectors": [{"Field": field, "Equals": [value]}
                                for field, value in {"eventCategory": "Management", **fields}.items()]}
            for fields in selectors]


SIEM_ARN = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/siem"
OWN_TOPIC_POLICY = {"Sid": "own", "Effect": "Allow", "Principal": {"Service": "cloudwatch.amazonaws.com"}, "Action": "sns:Publish",
                    "Resource": TOPIC_ARN}


def topic_attribute(name, value):
    """A step of build(): sets an attribute of the topic."""
    return lambda url: client(url, "sns").set_topic_attributes(TopicArn=TOPIC_ARN, AttributeName=name, AttributeValue=value)


def topic_policy(**changes):
    return topic_attribute("Policy", json.dumps({"Version": "2012-10-17", "Statement": [{**OWN_TOPIC_POLICY, **changes}]}))


def filter_policy(scope, policy):
    """A step of build(): sets the filter policy of the subscription."""
    def step(url):
        sns = client(url, "sns")
        (row,) = sns.list_subscriptions_by_topic(TopicArn=TOPIC_ARN)["Subscriptions"]
        for name, value in (("FilterPolicyScope", scope), ("FilterPolicy", json.dumps(policy))):
            sns.set_subscription_attributes(SubscriptionArn=row["SubscriptionArn"], AttributeName=name, AttributeValue=value)
    return step


def in_alarm(url):
    client(url, "cloudwatch").set_alarm_state(AlarmName="unauthorized", StateValue="ALARM", StateReason="a call was refused")


def second_trail(**changes):
    """A step of build(): a trail that writes to a log group of its own, with the same filter for another metric, or without."""
    def step(url):
        pattern, read_write, first = (changes.get(name) for name in ("pattern", "read_write", "first"))
        client(url, "logs").create_log_group(logGroupName="second")
        _build_trail(url, ACCOUNT, {**TRAIL, "CloudWatchLogsLogGroupArn": LOG_GROUP_ARN.replace("trail", "second")}, True,
                     basic(read_write or "All"), "second")
        if first:
            client(url, "cloudtrail").put_event_selectors(TrailName="audit", **basic(first))
        if pattern:
            _build_filter(url, ACCOUNT, "second", pattern, "SecondCalls", "1")
    return step


# What each account lacks, by the reason that the rule gives for it.
VARIANTS = {
    "ok": {},
    "ok-cis12": {"pattern": CIS_12},
    "filter-no-stars": {"pattern": NO_STARS},
    "filter-only-a": {"pattern": ONLY_A},
    "filter-none": {"pattern": None},
    "alarm-none": {"alarm": None},
    "alarm-disabled": {"alarm": {**ALARM, "ActionsEnabled": False}},
    "alarm-no-action": {"alarm": {**ALARM, "AlarmActions": []}},
    "alarm-threshold-5": {"alarm": {**ALARM, "Threshold": 5.0}},
    "sub-none": {"subscription": None},
    "filter-only-a-no-alarm": {"pattern": ONLY_A, "alarm": None},
    "filter-only-a-no-subscription": {"pattern": ONLY_A, "subscription": None},
    "filter-unbalanced": {"pattern": CIS.replace(") }", " }")},
    "filter-value-of-event": {"metric_value": "$.count"},
    "filter-value-zero": {"metric_value": "0"},
    "filter-match-all": {"pattern": EVERYTHING},
    "alarm-less-than": {"alarm": {**ALARM, "ComparisonOperator": "LessThanThreshold"}},
    "alarm-three-periods": {"alarm": {**ALARM, "EvaluationPeriods": 3}},
    "alarm-tells-once": {"alarm": {**ALARM, "TreatMissingData": "ignore"}, "steps": [in_alarm]},
    "alarm-dimensions": {"alarm": {**ALARM, "Dimensions": [{"Name": "Trail", "Value": "audit"}]}},
    "alarm-percentile": {"alarm": {key: ALARM[key] for key in ALARM if key != "Statistic"} | {
        "ExtendedStatistic": "p99", "EvaluateLowSampleCountPercentile": "ignore"}},
    "alarm-function": {"alarm": {**ALARM, "AlarmActions": [f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:page"]}},
    "topic-missing": {"alarm": {**ALARM, "AlarmActions": [TOPIC_ARN + "-gone"]}},
    "topic-foreign": {"alarm": {**ALARM, "AlarmActions": [TOPIC_ARN.replace(ACCOUNT, "111122223333")]}},
    "topic-aws-key": {"steps": [topic_attribute("KmsMasterKeyId", "alias/aws/sns")]},
    "topic-deny": {"steps": [topic_policy(Effect="Deny")]},
    "topic-undecided": {"steps": [topic_policy(Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})]},
    "sub-filtered": {"steps": [filter_policy("MessageAttributes", {"severity": ["high"]})]},
    "sub-undecided": {"steps": [filter_policy("MessageBody", {"Region": ["US East (N. Virginia)"]})]},
    "two-trails-no-filter": {"pattern": None, "steps": [second_trail()]},
    "two-trails-no-alarm": {"alarm": None, "steps": [second_trail(pattern=CIS)]},
    "reads-and-writes-no-filter": {"pattern": None, "steps": [second_trail(first="ReadOnly", read_write="WriteOnly")]},
    "trail-none": {"trail": None},
    "trail-stopped": {"logging": False},
    "trail-single-region": {"trail": {**TRAIL, "IsMultiRegionTrail": False}},
    "trail-reads": {"read_write": "ReadOnly"},
    "trail-halves": {"selectors": basic("ReadOnly", "WriteOnly")},
    "trail-advanced": {"selectors": {"AdvancedEventSelectors": advanced({})}},
    "trail-advanced-halves": {"selectors": {"AdvancedEventSelectors": advanced(
        {"readOnly": "true"}, {"readOnly": "false"})}},
    "trail-advanced-writes": {"selectors": {"AdvancedEventSelectors": advanced({"readOnly": "false"})}},
    "trail-advanced-halves-narrow": {"selectors": {"AdvancedEventSelectors": advanced(
        {"readOnly": "true"}, {"readOnly": "false", "eventSource": "ec2.amazonaws.com"})}},
    "group-none": {"trail": {"IsMultiRegionTrail": True}},
    "group-missing": {"log_group": False, "pattern": None},
    "siem": {"pattern": None, "siem": ""},
    "siem-pattern": {"pattern": None, "siem": CIS},
    "siem-half": {"pattern": None, "siem": ONLY_A},
    "siem-half-and-metric-half": {"pattern": ONLY_B, "siem": ONLY_A},
}


# The machine's profile, config file and proxies are none of our business.
SESSION = botocore.session.Session(session_vars={"profile": (None, None, None, None),
                                                 "config_file": (None, None, "/dev/null", None)})
CONFIG = botocore.config.Config(proxies={}, connect_timeout=5, read_timeout=30, retries={"max_attempts": 1},
                                s3={"addressing_style": "path"})  # loopback has no names for buckets


@functools.cache  # making one reads the service's model: 0.1 s
def client(url, service, account=ACCOUNT):
    """A botocore client of the account."""
    made = SESSION.create_client(service, region_name=REGION, endpoint_url=url, config=CONFIG,
                                 aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
                                 aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"])
    made.meta.events.register("before-sign", lambda request, **_: request.headers.add_header(
        "x-moto-account-id", account))
    return made


def build(url, *, account=ACCOUNT, pattern=CIS, alarm=ALARM, trail=TRAIL, subscription="email", logging=True,
          read_write="All", selectors=None, metric_value="1", metric="UnauthorizedCalls", alarm_name="unauthorized",
          siem=None, log_group=True, steps=()):
    trail, alarm = _in_account(account, trail), _in_account(account, alarm)
    logs = client(url, "logs", account)
    if log_group or trail:
        logs.create_log_group(logGroupName="trail")
    if trail is not None:
        _build_trail(url, account, trail, logging, selectors or basic(read_write))
    if not log_group:
        logs.delete_log_group(logGroupName="trail")
    if pattern is not None:
        _build_filter(url, account, "trail", pattern, metric, metric_value)
    if siem is not None:
        _send_to_siem(url, account, siem)
    sns = client(url, "sns", account)
    sns.create_topic(Name="alerts")
    if subscription is not None:
        sns.subscribe(TopicArn=_in_account(account, TOPIC_ARN), Protocol=subscription, Endpoint="security@example.com")
    if alarm is not None:
        client(url, "cloudwatch", account).put_metric_alarm(AlarmName=alarm_name, MetricName=metric, Namespace="Security",
                                                            **alarm)
    for step in steps:
        step(url)


def _in_account(account, value):
    return json.loads(json.dumps(value).replace(ACCOUNT, account))


def _build_filter(url, account, group, pattern, metric, value):
    client(url, "logs", account).put_metric_filter(
        logGroupName=group, filterName="unauthorized", filterPattern=pattern,
        metricTransformations=[{"metricName": metric, "metricNamespace": "Security", "metricValue": value}])


def _build_trail(url, account, trail, logging, selectors, name="audit"):
    client(url, "s3", account).create_bucket(Bucket=f"{name}-logs-{account}")
    cloudtrail = client(url, "cloudtrail", account)
    cloudtrail.create_trail(Name=name, S3BucketName=f"{name}-logs-{account}", **trail)
    cloudtrail.put_event_selectors(TrailName=name, **selectors)
    if logging:  # moto knows no delivery times: logging that began just now counts as fresh delivery
        cloudtrail.start_logging(Name=name)


def _send_to_siem(url, account, pattern):
    client(url, "kinesis", account).create_stream(StreamName="siem", ShardCount=1)
    client(url, "logs", account).put_subscription_filter(
        logGroupName="trail", filterName="to-siem", filterPattern=pattern, destinationArn=_in_account(account, SIEM_ARN))
