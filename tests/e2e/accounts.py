"""Builds AWS accounts in moto, hop by hop, with botocore.

    build(url)                                    a complete chain with the benchmark's filter
    build(url, **VARIANTS["filter-no-stars"])     one thing changed; None leaves a hop out
"""

import functools

import botocore.config
import botocore.session

from .emulators import ACCOUNT, KEYS, REGION

CIS = ('{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") && '
       '($.sourceIPAddress != "delivery.logs.amazonaws.com") && ($.eventName != "HeadBucket") }')
CIS_12 = '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }'
NO_STARS = '{ ($.errorCode = "UnauthorizedOperation") || ($.errorCode = "AccessDenied") }'
ONLY_A = '{ $.errorCode = "*UnauthorizedOperation" }'

LOG_GROUP_ARN = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:trail:*"
TOPIC_ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}:alerts"

TRAIL = {"IsMultiRegionTrail": True, "CloudWatchLogsLogGroupArn": LOG_GROUP_ARN,
         "CloudWatchLogsRoleArn": f"arn:aws:iam::{ACCOUNT}:role/trail-logs"}
ALARM = {"Statistic": "Sum", "Period": 300, "EvaluationPeriods": 1, "Threshold": 1.0,
         "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching",
         "AlarmActions": [TOPIC_ARN], "ActionsEnabled": True}

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
}


# The machine's profile, config file and proxies are none of our business.
SESSION = botocore.session.Session(session_vars={"profile": (None, None, None, None),
                                                 "config_file": (None, None, "/dev/null", None)})
CONFIG = botocore.config.Config(proxies={}, connect_timeout=5, read_timeout=30, retries={"max_attempts": 1},
                                s3={"addressing_style": "path"})  # loopback has no names for buckets


@functools.cache  # making one reads the service's model: 0.1 s
def client(url, service):
    """A botocore client of the account."""
    return SESSION.create_client(service, region_name=REGION, endpoint_url=url, config=CONFIG,
                                 aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
                                 aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"])


def build(url, *, pattern=CIS, alarm=ALARM, trail=TRAIL, subscription="email", logging=True, read_write="All",
          metric_value="1"):
    logs = client(url, "logs")
    logs.create_log_group(logGroupName="trail")
    if trail is not None:
        _build_trail(url, trail, logging, read_write)
    if pattern is not None:
        logs.put_metric_filter(
            logGroupName="trail", filterName="unauthorized", filterPattern=pattern,
            metricTransformations=[{"metricName": "UnauthorizedCalls", "metricNamespace": "Security",
                                    "metricValue": metric_value}])
    sns = client(url, "sns")
    sns.create_topic(Name="alerts")
    if subscription is not None:
        sns.subscribe(TopicArn=TOPIC_ARN, Protocol=subscription, Endpoint="security@example.com")
    if alarm is not None:
        client(url, "cloudwatch").put_metric_alarm(AlarmName="unauthorized", MetricName="UnauthorizedCalls",
                                                   Namespace="Security", **alarm)


def _build_trail(url, trail, logging, read_write):
    client(url, "s3").create_bucket(Bucket="audit-logs")
    cloudtrail = client(url, "cloudtrail")
    cloudtrail.create_trail(Name="audit", S3BucketName="audit-logs", **trail)
    cloudtrail.put_event_selectors(
        TrailName="audit", EventSelectors=[{"ReadWriteType": read_write, "IncludeManagementEvents": True}])
    if logging:  # moto knows no delivery times: logging that began just now counts as fresh delivery
        cloudtrail.start_logging(Name="audit")
