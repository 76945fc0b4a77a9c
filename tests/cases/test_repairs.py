"""Every golden account that gets commands: would it be monitored after them? The commands are carried out on the facts.

A plain reading of what AWS's calls do; e2e/test_remediation.py asks moto and the AWS CLI about fewer accounts.
"""

import copy
import json
import shlex

import pytest

from e2e.emulators import REPO, earshot

# What shows, or stays, behind the fault that the commands mend: a person has to grant something, or to check again.
LEFT = {"alarm-disabled-without-action": "ALARM_WITHOUT_ACTION", "alarm-suppressed-and-disabled": "ALARM_ACTIONS_SUPPRESSED",
        "alarm-muted-and-pending": "ALARM_MUTED", "topic-denied-no-subscription": "PERMISSION_MISSING",
        "trail-selectors-denied-but-no-alarm": "PERMISSION_MISSING", "trail-status-denied-but-no-filter": "PERMISSION_MISSING",
        "publisher-denied-and-muted": "PERMISSION_MISSING", "topic-foreign-behind-disabled": "TOPIC_UNREADABLE"}
CASES = sorted((REPO / "tests/cases/accounts").glob("*.json"))


def judge(facts, tmp_path):
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(facts), "utf-8")
    return json.loads(earshot("replay", path, "--format", "json").stdout)


class World:
    """The facts of an account, as AWS's calls change them. Commands are typed in `account`, where the log group is.

    Of alarms and metrics that did not matter before, mute rules and publishers were not recorded.
    """

    def __init__(self, facts, account):
        self.facts, self.account = facts, account
        for fact in self.read("DescribeAlarms"):
            for alarm in fact["value"]["MetricAlarms"] + fact["value"].get("CompositeAlarms", []):
                self.find("ListAlarmMuteRules", fact["region"], alarm["AlarmName"], {"AlarmMuteRuleSummaries": []})
        for fact in self.read("DescribeMetricFilters"):
            for row in fact["value"]["metricFilters"]:
                self.publish(fact["region"], row)

    def read(self, operation):
        return [fact for fact in self.facts["facts"] if (fact["operation"], fact["accountId"], fact["state"]) == (
            operation, self.account, "read")]

    def publish(self, region, row):
        """The lists of its metrics name this filter, unless they could not be read."""
        for transformation in row["metricTransformations"]:
            metric = f"{transformation['metricNamespace']}:{transformation['metricName']}"
            known = [fact for fact in self.facts["facts"] if (fact["operation"], fact["region"], fact["resource"]) == (
                "DescribeMetricFilters(metric)", region, metric)]
            if not known or known[0]["state"] == "read":
                rows = self.find("DescribeMetricFilters(metric)", region, metric, {"metricFilters": []})["metricFilters"]
                rows[:] = [other for other in rows if (other["logGroupName"], other["filterName"]) != (
                    row["logGroupName"], row["filterName"])] + [row]

    def find(self, operation, region, resource, value):
        """The fact's value; what was not read, or is not there, becomes `value`."""
        need = {"operation": operation, "accountId": self.account, "region": region, "resource": resource}
        for fact in self.facts["facts"]:
            if {**fact, **need} == fact:
                if fact["state"] == "read":
                    return fact["value"]
                self.facts["facts"].remove(fact)
                break
        self.facts["facts"].append({**need, "state": "read", "value": value})
        return value

    def logs_put_metric_filter(self, region, options):
        group, name = options["--log-group-name"], options["--filter-name"]
        filters = self.find("DescribeMetricFilters", region, group, {"metricFilters": []})["metricFilters"]
        made = {"filterName": name, "filterPattern": options["--filter-pattern"], "logGroupName": group,
                "metricTransformations": json.loads(options["--metric-transformations"])}
        for fact in self.read("DescribeMetricFilters(metric)"):
            rows = fact["value"]["metricFilters"]
            rows[:] = [row for row in rows if (fact["region"], row["logGroupName"], row["filterName"]) != (region, group, name)]
        filters[:] = [row for row in filters if row["filterName"] != name] + [made]
        self.publish(region, made)

    def sns_create_topic(self, region, options):
        arn = f"arn:{self.facts['partition']}:sns:{region}:{self.account}:{options['--name']}"
        policy = {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["SNS:Publish", "SNS:Subscribe"], "Resource": arn,
                                 "Condition": {"StringEquals": {"AWS:SourceOwner": self.account}}}]}
        self.find("GetTopicAttributes", region, arn, {"Attributes": {"Policy": json.dumps(policy)}})
        self.find("ListSubscriptionsByTopic", region, arn, {"Subscriptions": []})

    def sns_subscribe(self, region, options):
        topic = options["--topic-arn"]
        rows = self.find("ListSubscriptionsByTopic", region, topic, {"Subscriptions": []})["Subscriptions"]
        arn = f"{topic}:99999999-0000-4000-8000-{len(rows):012d}"  # confirmed: a person follows the link
        rows.append({"SubscriptionArn": arn, "Protocol": options["--protocol"]})
        self.find("GetSubscriptionAttributes", region, arn, {"Attributes": {}})

    def cloudwatch_put_metric_alarm(self, region, options):
        name, number = options["--alarm-name"], float
        alarms = self.find("DescribeAlarms", region, None, {"MetricAlarms": []})["MetricAlarms"]
        alarms[:] = [row for row in alarms if row["AlarmName"] != name] + [
            {"AlarmName": name, "AlarmArn": f"arn:{self.facts['partition']}:cloudwatch:{region}:{self.account}:alarm:{name}",
             "StateValue": "INSUFFICIENT_DATA", "ActionsEnabled": True, "AlarmActions": [options["--alarm-actions"]],
             "Namespace": options["--namespace"], "MetricName": options["--metric-name"], "Statistic": options["--statistic"],
             "Period": number(options["--period"]), "EvaluationPeriods": number(options["--evaluation-periods"]),
             "Threshold": number(options["--threshold"]), "ComparisonOperator": options["--comparison-operator"],
             "TreatMissingData": options["--treat-missing-data"]}]
        self.find("ListAlarmMuteRules", region, name, {"AlarmMuteRuleSummaries": []})

    def cloudwatch_enable_alarm_actions(self, region, options):
        alarms = self.find("DescribeAlarms", region, None, {"MetricAlarms": []})
        for row in alarms["MetricAlarms"] + alarms.get("CompositeAlarms", []):
            row["ActionsEnabled"] = row["ActionsEnabled"] or row["AlarmName"] == options["--alarm-names"]

    def type(self, command):
        program, service, call, *words = shlex.split(command)
        options = dict(zip(words[::2], words[1::2], strict=True))
        assert program == "aws"
        getattr(self, f"{service}_{call}".replace("-", "_"))(options.pop("--region"), options)


def account_of(reply):
    """Where the path that decides has its log group."""
    (deciding, *_) = [path for path in reply["paths"] if (path["reason"], path["hop"]) == (reply["reason"], reply["hop"])]
    return deciding["logGroup"]["arn"].split(":")[4]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_after_the_commands_the_account_is_monitored(path, tmp_path):
    facts = json.loads(path.read_text("utf-8"))["facts"]
    before = judge(facts, tmp_path)
    if not before["remediation"]:
        return
    world = World(copy.deepcopy(facts), account_of(before))
    for _ in range(2):
        for command in before["remediation"]:
            world.type(command)
        after = judge(world.facts, tmp_path)
        assert after["reason"] in (None, LEFT.get(path.stem)), (before["remediation"], after["annotation"])
