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
ONLY_A = '{ $.errorCode = "*UnauthorizedOperation" }'

LOG_GROUP_ARN = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:trail:*"
TOPIC_ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}:alerts"

TRAIL = {"IsMultiRegionTrail": True, "CloudWatchLogsLogGroupArn": LOG_GROUP_ARN,
         "CloudWatchLogsRoleArn": f"arn:aws:iam::{ACCOUNT}:role/trail-logs"}
ALARM = {"Statistic": "Sum", "Period": 300, "EvaluationPeriods": 1, "Threshold": 1.0,
         "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching",
         "AlarmActions": [TOPIC_ARN], "ActionsEnabled": True}


def advanced(*selectors):
    """Advanced event selectors of management events, each with these fields equal to these values."""
    return [{"FieldSelectors": [{"Field": field, "Equals": [value]}
                                for field, value in {"eventCategory": "Management", **fields}.items()]}
            for fields in selectors]


SIEM_ARN = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/siem"

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
    "trail-none": {"trail": None},
    "trail-stopped": {"logging": False},
    "trail-single-region": {"trail": {**TRAIL, "IsMultiRegionTrail": False}},
    "trail-reads": {"read_write": "ReadOnly"},
    "trail-halves": {"selectors": {"EventSelectors": [{"ReadWriteType": kind, "IncludeManagementEvents": True}
                                                      for kind in ("ReadOnly", "WriteOnly")]}},
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
          read_write="All", selectors=None, metric_value="1", siem=None, log_group=True):
    trail, alarm = _in_account(account, trail), _in_account(account, alarm)
    logs = client(url, "logs", account)
    if log_group or trail:
        logs.create_log_group(logGroupName="trail")
    if trail is not None:
        selectors = selectors or {"EventSelectors": [{"ReadWriteType": read_write, "IncludeManagementEvents": True}]}
        _build_trail(url, account, trail, logging, selectors)
    if not log_group:
        logs.delete_log_group(logGroupName="trail")
    if pattern is not None:
        logs.put_metric_filter(
            logGroupName="trail", filterName="unauthorized", filterPattern=pattern,
            metricTransformations=[{"metricName": "UnauthorizedCalls", "metricNamespace": "Security",
                                    "metricValue": metric_value}])
    if siem is not None:
        _send_to_siem(url, account, siem)
    sns = client(url, "sns", account)
    sns.create_topic(Name="alerts")
    if subscription is not None:
        sns.subscribe(TopicArn=_in_account(account, TOPIC_ARN), Protocol=subscription, Endpoint="security@example.com")
    if alarm is not None:
        client(url, "cloudwatch", account).put_metric_alarm(AlarmName="unauthorized", MetricName="UnauthorizedCalls",
                                                            Namespace="Security", **alarm)


def _in_account(account, value):
    return json.loads(json.dumps(value).replace(ACCOUNT, account))


def _build_trail(url, account, trail, logging, selectors):
    client(url, "s3", account).create_bucket(Bucket=f"audit-logs-{account}")
    cloudtrail = client(url, "cloudtrail", account)
    cloudtrail.create_trail(Name="audit", S3BucketName=f"audit-logs-{account}", **trail)
    cloudtrail.put_event_selectors(TrailName="audit", **selectors)
    if logging:  # moto knows no delivery times: logging that began just now counts as fresh delivery
        cloudtrail.start_logging(Name="audit")


def _send_to_siem(url, account, pattern):
    client(url, "kinesis", account).create_stream(StreamName="siem", ShardCount=1)
    client(url, "logs", account).put_subscription_filter(
        logGroupName="trail", filterName="to-siem", filterPattern=pattern, destinationArn=_in_account(account, SIEM_ARN))
