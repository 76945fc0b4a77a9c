"""How much CPU does the judge take over facts that are all there, and how does it grow? Prints a table; never a test.

    python -m bench.judge [SCALE ...]     1 is 200 trails, 1,000 filters, 5,000 alarms, 500 subscriptions

Accounts of the same size, told apart by what is wrong in them; each is doubled until the largest scale. A figure beside
a time is how often it grew since the scale before: 2 is linear, 4 is quadratic.
"""

import json
import resource
import subprocess
import sys
import tempfile

from e2e import accounts, emulators

ACCOUNT, REGION = "111122223333", "eu-west-1"
SIZE = {"trails": 200, "filters": 1000, "alarms": 5000, "subscriptions": 500}
SUBSCRIPTIONS_EACH = 5  # of a topic
SCALES = (0.125, 0.25, 0.5, 1)
SECONDS = 600

OTHER = '{ ($.eventName = "DeleteTrail%d") || ($.eventName = "StopLogging") }'
HALVES = ('{ $.errorCode = "*UnauthorizedOperation" }',
          '{ ($.errorCode = "AccessDenied*") && ($.sourceIPAddress != "delivery.logs.amazonaws.com") && ($.eventName != "HeadBucket") }')


def fact(operation, resource, value, state="read"):
    answer = {"value": value} if state == "read" else {"code": "AccessDenied", "message": ""}
    return {"operation": operation, "accountId": ACCOUNT, "region": REGION, "resource": resource, "state": state, **answer}


def topic(number):
    return f"arn:aws:sns:{REGION}:{ACCOUNT}:topic-{number}"


def alarm(number, metric, topics):
    return {"AlarmName": f"alarm-{number}", "AlarmArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:alarm-{number}", "StateValue": "OK",
            "ActionsEnabled": True, "AlarmActions": [topic(number % topics)], "MetricName": metric, "Namespace": "Security",
            "Statistic": "Sum", "Period": 300, "EvaluationPeriods": 1, "Threshold": 1,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching"}


def trail_facts(number, filters):
    arn, group = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/trail-{number}", f"logs-{number}"
    yield fact("GetTrailStatus", arn, {"IsLogging": True, "LatestCloudWatchLogsDeliveryTime": 1791179880, "StartLoggingTime": 1783180000})
    yield fact("GetEventSelectors", arn, {"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True}]})
    rows = [{"filterName": f"filter-{index}", "filterPattern": pattern, "logGroupName": group, "metricTransformations":
             [{"metricName": f"metric-{index}", "metricNamespace": "Security", "metricValue": "1"}]} for index, pattern in filters]
    yield fact("DescribeMetricFilters", group, {"metricFilters": rows})
    yield fact("DescribeLogGroups", group, {"logGroups": [{"logGroupName": group}]})
    for row in rows:
        metric = row["metricTransformations"][0]
        yield fact("DescribeMetricFilters(metric)", f"{metric['metricNamespace']}:{metric['metricName']}", {"metricFilters": [row]})


def topic_facts(number, subscriptions, attributes):
    arn = topic(number)
    policy = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "cloudwatch.amazonaws.com"}, "Action": "sns:Publish", "Resource": arn}]}
    rows = [f"{arn}:00000000-0000-4000-8000-{index:012d}" for index in range(subscriptions)]
    yield fact("GetTopicAttributes", arn, {"Attributes": {"Policy": json.dumps(policy)}})
    yield fact("ListSubscriptionsByTopic", arn, {"Subscriptions": [{"SubscriptionArn": row, "Protocol": "email"} for row in rows]})
    for row in rows:
        yield fact("GetSubscriptionAttributes", row, {"Attributes": attributes})


def account(scale, pattern_of, attributes=(), subscriptions=True, metric_of=lambda number: number):
    """pattern_of(number) is a filter's pattern; metric_of(number) says which filter's metric an alarm watches."""
    count = {name: max(1, int(size * scale)) for name, size in SIZE.items()}
    each, topics = count["filters"] // count["trails"], max(1, count["subscriptions"] // SUBSCRIPTIONS_EACH)
    facts = [fact("DescribeTrails", None, {"trailList": [
        {"TrailARN": f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/trail-{number}", "Name": f"trail-{number}", "HomeRegion": REGION,
         "IsMultiRegionTrail": True, "CloudWatchLogsLogGroupArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:logs-{number}:*"}
        for number in range(count["trails"])]})]
    for number in range(count["trails"]):
        facts += trail_facts(number, [(index, pattern_of(index)) for index in range(number * each, (number + 1) * each)])
    facts.append(fact("DescribeAlarms", None, {"MetricAlarms": [alarm(number, f"metric-{metric_of(number)}", topics)
                                                            for number in range(count["alarms"])]}))
    facts += [fact("ListAlarmMuteRules", f"alarm-{number}", {"AlarmMuteRuleSummaries": []}) for number in range(count["alarms"])]
    for number in range(topics):
        facts += topic_facts(number, SUBSCRIPTIONS_EACH if subscriptions else 0, dict(attributes))
    return {"version": 1, "collectedAt": "2026-10-05T06:00:00Z", "accountId": ACCOUNT, "region": REGION, "partition": "aws",
            "parameters": {}, "facts": facts}


DROPPED = {"FilterPolicy": json.dumps({"OldStateValue": ["OK"], "AlarmName": [{"prefix": "alarm"}]}), "FilterPolicyScope": "MessageBody"}

KINDS = {
    "every filter covers, all is well": lambda scale: account(scale, lambda number: accounts.CIS),
    "halves, all is well": lambda scale: account(scale, lambda number: HALVES[number % 2]),
    "every filter covers, no subscription": lambda scale: account(scale, lambda number: accounts.CIS, subscriptions=False),
    "every filter covers, filter policies drop": lambda scale: account(scale, lambda number: accounts.CIS, DROPPED),
    "every filter covers, no alarm on them": lambda scale: account(scale, lambda number: accounts.CIS, metric_of=lambda number: -1 - number),
    "all alarms on one metric": lambda scale: account(scale, lambda number: accounts.CIS, metric_of=lambda number: 0),
    "filters of other controls": lambda scale: account(scale, lambda number: OTHER % number),
    "one error code each": lambda scale: account(scale, lambda number: '{ $.errorCode = "AccessDenied%d*" }' % number),
}


def cpu_seconds():
    """Of all children that have ended: other programs on the machine do not count."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure(facts):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(facts, file)
        file.flush()
        before = cpu_seconds()
        done = subprocess.run([str(emulators.BUILD / "earshot"), "replay", file.name, "--format", "json"], capture_output=True,
                              timeout=SECONDS)
        seconds = cpu_seconds() - before
    reply = json.loads(done.stdout) if done.stdout else {"verdict": done.stderr.decode()[:60], "reason": None}
    return seconds, f"{reply['verdict']} {reply['reason'] or ''}"


def main(scales):
    print(f"{'CPU seconds at scale':42}" + "".join(f"{scale:>14g}" for scale in scales))
    for name, make in KINDS.items():
        line, before, verdict = f"{name:42}", None, ""
        for scale in scales:
            seconds, verdict = measure(make(scale))
            line += f"{seconds:8.2f} {f'x{seconds / before:.1f}' if before else '':5}"
            before = seconds
        print(line + "  " + verdict, flush=True)


if __name__ == "__main__":
    main([float(text) for text in sys.argv[1:]] or SCALES)
