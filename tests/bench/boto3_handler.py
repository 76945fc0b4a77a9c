"""The same duties with boto3, to be measured beside the program: what a Python function for this rule would do.

    python -m bench.boto3_handler sequential|threaded     a function under AWS_LAMBDA_RUNTIME_API

It lists trails with status and selectors, metric filters, alarms and subscriptions, follows the chain and posts. It
proves nothing about patterns: it compares texts. Threaded: what does not wait for another answer is asked at once.
"""

import concurrent.futures
import http.client
import json
import os
import sys

import boto3
from botocore.config import Config

PATTERN = ('{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") && '
           '($.sourceIPAddress != "delivery.logs.amazonaws.com") && ($.eventName != "HeadBucket") }')
CONFIG = Config(retries={"mode": "standard"}, max_pool_connections=10)
cloudtrail, logs, cloudwatch, sns, config = (
    boto3.client(service, config=CONFIG) for service in ("cloudtrail", "logs", "cloudwatch", "sns", "config"))


class Now:
    """An executor that does not wait for others: sequential."""

    @staticmethod
    def submit(function, *arguments, **named):
        future = concurrent.futures.Future()
        future.set_result(function(*arguments, **named))
        return future


def pages(client, operation, member, **arguments):
    return [item for page in client.get_paginator(operation).paginate(**arguments) for item in page[member]]


def alarms():
    return pages(cloudwatch, "describe_alarms", "MetricAlarms", AlarmTypes=["MetricAlarm", "CompositeAlarm", "LogAlarm"])


def metrics_of(trail, pool):
    """Metrics of the filters that catch the events, of a trail that records all of them."""
    group = trail["CloudWatchLogsLogGroupArn"].split(":")[6]
    status = pool.submit(cloudtrail.get_trail_status, Name=trail["TrailARN"])
    selectors = pool.submit(cloudtrail.get_event_selectors, TrailName=trail["TrailARN"])
    filters = pool.submit(pages, logs, "describe_metric_filters", "metricFilters", logGroupName=group)
    return lambda: {(row["metricNamespace"], row["metricName"])
                    for one in filters.result() if one["filterPattern"] == PATTERN
                    for row in one["metricTransformations"]
                    if status.result()["IsLogging"] and any(selector["ReadWriteType"] == "All" and selector["IncludeManagementEvents"]
                                                            for selector in selectors.result()["EventSelectors"])}


def is_heard(topic, pool):
    attributes = pool.submit(sns.get_topic_attributes, TopicArn=topic)
    members = pages(sns, "list_subscriptions_by_topic", "Subscriptions", TopicArn=topic)
    return "Policy" in attributes.result()["Attributes"] and any(row["SubscriptionArn"].startswith("arn:") for row in members)


def evaluate(event, pool):
    listed = pool.submit(alarms)
    trails = [trail for trail in cloudtrail.describe_trails()["trailList"]
              if trail["IsMultiRegionTrail"] and "CloudWatchLogsLogGroupArn" in trail]
    metrics = set().union(*(found() for found in [metrics_of(trail, pool) for trail in trails]))
    topics = {action for alarm in listed.result() if (alarm.get("Namespace"), alarm.get("MetricName")) in metrics
              and alarm["ActionsEnabled"] for action in alarm["AlarmActions"] if ":sns:" in action}
    verdict = any(is_heard(topic, pool) for topic in topics)
    inner = json.loads(event["invokingEvent"])
    config.put_evaluations(ResultToken=event["resultToken"], Evaluations=[{
        "ComplianceResourceType": "AWS::::Account", "ComplianceResourceId": event["accountId"],
        "ComplianceType": "COMPLIANT" if verdict else "NON_COMPLIANT", "OrderingTimestamp": inner["notificationCreationTime"]}])
    return {"verdict": "MONITORED" if verdict else "NOT_MONITORED"}


def main(how):
    pool = Now() if how == "sequential" else concurrent.futures.ThreadPoolExecutor(10)
    runtime = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    root = "/2018-06-01/runtime/invocation"
    while True:
        runtime.request("GET", f"{root}/next")
        reply = runtime.getresponse()
        event = json.loads(reply.read())
        result = json.dumps(evaluate(event, pool))
        runtime.request("POST", f"{root}/{reply.headers['Lambda-Runtime-Aws-Request-Id']}/response", result)
        runtime.getresponse().read()


if __name__ == "__main__":
    main(sys.argv[1])
