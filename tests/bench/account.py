"""An account of any size, answered from memory: one filter, one alarm and one subscription make the chain, and are last.

    Account(trails=5, filters=100, alarms=5000, subscriptions=500).respond(request, None)  -> Answer
"""

import json
import time

from e2e.accounts import CIS
from e2e.emulators import ACCOUNT, REGION
from e2e.stub_aws import Answer

TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:alerts"
FILTER_PAGE, ALARM_PAGE, SUBSCRIPTION_PAGE = 50, 100, 100


def _trail(number):
    return {"Name": f"audit-{number}", "TrailARN": f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/audit-{number}",
            "HomeRegion": REGION, "IsMultiRegionTrail": True, "IsOrganizationTrail": False, "S3BucketName": "audit-logs",
            "CloudWatchLogsLogGroupArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:trail-{number}:*",
            "CloudWatchLogsRoleArn": f"arn:aws:iam::{ACCOUNT}:role/trail-logs"}


def _filter(group, number, is_match):
    name = "UnauthorizedCalls" if is_match else f"Calls{number}"
    return {"filterName": f"filter-{number}", "logGroupName": group, "creationTime": 1791180002417,
            "filterPattern": CIS if is_match else f'{{ ($.eventName = "Delete{number}") && ($.eventSource = "s3.amazonaws.com") }}',
            "metricTransformations": [{"metricName": name, "metricNamespace": "Security", "metricValue": "1"}]}


def _alarm(number, is_match):
    name = "UnauthorizedCalls" if is_match else f"Latency{number}"
    return {"AlarmName": f"alarm-{number}", "AlarmArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:alarm-{number}",
            "AlarmDescription": "somebody wrote down once what to do when this rings", "ActionsEnabled": True, "OKActions": [],
            "AlarmActions": [TOPIC], "InsufficientDataActions": [], "StateValue": "OK", "StateReason": "Threshold not crossed",
            "StateUpdatedTimestamp": 1791184495.02, "MetricName": name, "Namespace": "Security" if is_match else "AWS/ELB",
            "Statistic": "Sum", "Dimensions": [] if is_match else [{"Name": "LoadBalancer", "Value": f"app/web-{number}"}],
            "Period": 300, "EvaluationPeriods": 1, "Threshold": 1.0, "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "TreatMissingData": "notBreaching"}


def _subscription(number, is_match):
    arn = f"{TOPIC}:{number:08d}-0000-4000-8000-000000000000" if is_match else "PendingConfirmation"
    return (f"<member><TopicArn>{TOPIC}</TopicArn><Protocol>email</Protocol><SubscriptionArn>{arn}</SubscriptionArn>"
            f"<Owner>{ACCOUNT}</Owner><Endpoint>person-{number}@example.com</Endpoint></member>")


def _pages(items, size):
    return [items[begin : begin + size] for begin in range(0, len(items), size)]


def _json(body):
    return Answer(200, json.dumps(body).encode(), [("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-RequestId", "r")])


def _xml(operation, inner):
    text = (f"<{operation}Response><{operation}Result>{inner}</{operation}Result>"
            f"<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></{operation}Response>")
    return Answer(200, text.encode(), [("Content-Type", "text/xml")])


def _entries(**attributes):
    rows = "".join(f"<entry><key>{key}</key><value>{value}</value></entry>" for key, value in attributes.items())
    return f"<Attributes>{rows}</Attributes>"


class Account:
    def __init__(self, trails=1, filters=1, alarms=1, subscriptions=1):
        self.trails = [_trail(number) for number in range(trails)]
        self.filters = {
            f"trail-{trail}": _pages([_filter(f"trail-{trail}", number, (trail, number) == (trails - 1, filters - 1))
                                      for number in range(filters)], FILTER_PAGE) for trail in range(trails)}
        self.alarms = _pages([_alarm(number, number == alarms - 1) for number in range(alarms)], ALARM_PAGE)
        self.subscriptions = _pages([_subscription(number, number == subscriptions - 1)
                                     for number in range(subscriptions)], SUBSCRIPTION_PAGE)
        self.memory = {}

    def respond(self, request, _forward):
        key = (request.operation, request.body)
        if key not in self.memory:
            self.memory[key] = getattr(self, request.operation, self.unknown)(request)
        return self.memory[key]

    def unknown(self, _request):
        """A connection that is opened early; what is not asked of this account."""
        return Answer(404, b"{}", [("x-amzn-RequestId", "r")])

    def DescribeTrails(self, _request):
        return _json({"trailList": self.trails})

    def GetTrailStatus(self, _request):
        return _json({"IsLogging": True, "LatestCloudWatchLogsDeliveryTime": time.time(), "StartLoggingTime": time.time() - 86400})

    def GetEventSelectors(self, _request):
        return _json({"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True}]})

    def DescribeMetricFilters(self, request):
        if "logGroupName" not in request.json:  # who publishes the metric
            return _json({"metricFilters": list(self.filters.values())[-1][-1][-1:]})
        pages = self.filters[request.json["logGroupName"]]
        return _json(self._page(pages, request.json.get("nextToken"), "metricFilters", "nextToken"))

    def DescribeAlarms(self, request):
        page = self._page(self.alarms, request.json.get("NextToken"), "MetricAlarms", "NextToken")
        return _json({"CompositeAlarms": [], "LogAlarms": [], **page})

    def DescribeAlarmsForMetric(self, request):
        asked = (request.json["Namespace"], request.json["MetricName"])
        return _json({"MetricAlarms": [alarm for page in self.alarms for alarm in page
                                       if (alarm["Namespace"], alarm["MetricName"]) == asked]})

    def ListAlarmMuteRules(self, _request):
        return _json({"AlarmMuteRuleSummaries": []})

    def GetTopicAttributes(self, request):
        policy = ('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"SNS:Publish",'
                  f'"Resource":"{TOPIC}","Condition":{{"StringEquals":{{"AWS:SourceOwner":"{ACCOUNT}"}}}}}}]}}')
        return _xml(request.operation, _entries(TopicArn=TOPIC, Owner=ACCOUNT, Policy=policy.replace('"', "&quot;")))

    def ListSubscriptionsByTopic(self, request):
        at = int(request.form.get("NextToken", "0"))
        token = f"<NextToken>{at + 1}</NextToken>" if at + 1 < len(self.subscriptions) else ""
        return _xml(request.operation, f"<Subscriptions>{''.join(self.subscriptions[at])}</Subscriptions>{token}")

    def GetSubscriptionAttributes(self, request):
        return _xml(request.operation, _entries(PendingConfirmation="false", RawMessageDelivery="false"))

    def PutEvaluations(self, _request):
        return _json({"FailedEvaluations": []})

    @staticmethod
    def _page(pages, token, name, token_name):
        at = int(token or 0)
        return {name: pages[at], **({token_name: str(at + 1)} if at + 1 < len(pages) else {})}
