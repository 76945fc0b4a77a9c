"""Random alarms and composite alarms, and the facts files that hold them."""

import functools

from .alarms import ALARM, NO_DATA, OK, Alarm, Filter, Series

ACCOUNT, REGION = "111122223333", "eu-west-1"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:alerts"
TRAIL = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/audit"
PATTERN = ('{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") && '
           '($.sourceIPAddress != "delivery.logs.amazonaws.com") && ($.eventName != "HeadBucket") }')
OURS, OTHER = "UnauthorizedCalls", "RootLogins"


# --- Facts ---


def fact(operation, value, resource=None):
    return {"operation": operation, "accountId": ACCOUNT, "region": REGION, "resource": resource, "state": "read", "value": value}


def metric_filter(name, filter, pattern):
    transformation = {"metricName": filter.metric, "metricNamespace": "Security", "metricValue": repr(filter.value)}
    if filter.default is not None:
        transformation["defaultValue"] = filter.default
    return {"filterName": name, "filterPattern": pattern, "logGroupName": "logs", "metricTransformations": [transformation]}


def facts(filters, alarms, composites=(), parameters=None):
    subscription = f"{TOPIC}:00000000-0000-4000-8000-000000000001"
    listed = [metric_filter(f"filter-{number}", filter, '{ $.userIdentity.type = "Root" }' if number else PATTERN)
              for number, filter in enumerate(filters)]
    rows = [
        fact("DescribeTrails", {"trailList": [{
            "TrailARN": TRAIL, "Name": "audit", "HomeRegion": REGION, "IsMultiRegionTrail": True,
            "CloudWatchLogsLogGroupArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:logs:*"}]}),
        fact("GetTrailStatus", {"IsLogging": True, "LatestCloudWatchLogsDeliveryTime": 1791179880}, TRAIL),
        fact("GetEventSelectors", {"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True}]}, TRAIL),
        fact("DescribeMetricFilters", {"metricFilters": listed}, "logs"),
        fact("DescribeAlarms", {"MetricAlarms": list(alarms), "CompositeAlarms": list(composites)}),
        fact("GetTopicAttributes", {"Attributes": {}}, TOPIC),
        fact("ListSubscriptionsByTopic", {"Subscriptions": [{"SubscriptionArn": subscription, "Protocol": "email"}]}, TOPIC),
        fact("GetSubscriptionAttributes", {"Attributes": {}}, subscription),
    ]
    rows[5]["value"]["Attributes"]["Policy"] = (
        '{"Statement":[{"Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},'
        f'"Action":"sns:Publish","Resource":"{TOPIC}"}}]}}')
    rows += [fact("ListAlarmMuteRules", {"AlarmMuteRuleSummaries": []}, row["AlarmName"]) for row in [*alarms, *composites]]
    rows += [fact("DescribeMetricFilters(metric)", {"metricFilters": [
        row for row in listed if row["metricTransformations"][0]["metricName"] == metric]}, f"Security:{metric}")
             for metric in sorted({filter.metric for filter in filters})]
    return {"version": 1, "collectedAt": "2026-10-05T06:00:00Z", "accountId": ACCOUNT, "region": REGION, "partition": "aws",
            "parameters": parameters or {}, "facts": rows}


def named(name, **members):
    return {"AlarmName": name, "AlarmArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}", "StateValue": OK,
            "ActionsEnabled": True, "AlarmActions": [TOPIC], **members}


def expression(tree):
    kind = tree[0]
    if kind == "series":
        return f"m{tree[1]}"
    if kind == "fill":
        return f"FILL({expression(tree[1])}, {tree[2]!r})"
    texts = [expression(operand) for operand in tree[1]]
    if kind == "plus":
        return "(" + " + ".join(texts) + ")"
    return f"{kind.upper()}([{', '.join(texts)}])"


def alarm_as_json(alarm, name="alarm"):
    row = named(name, StateValue=alarm.state, Threshold=alarm.threshold, EvaluationPeriods=alarm.n, DatapointsToAlarm=alarm.m,
                TreatMissingData=alarm.missing,
                ComparisonOperator="GreaterThanThreshold" if alarm.strict else "GreaterThanOrEqualToThreshold")
    if alarm.wall_clock:
        row["EvaluationWindow"] = {"WallClockWindow": {}}
    if alarm.watched == ("series", 0) and len(alarm.series) == 1:
        statistic = alarm.series[0].statistic
        return {**row, "MetricName": alarm.series[0].metric, "Namespace": "Security", "Period": alarm.period_s,
                ("ExtendedStatistic" if statistic.startswith("p") else "Statistic"): statistic}
    row["Metrics"] = [{"Id": f"m{number}", "ReturnData": False, "MetricStat": {
        "Metric": {"Namespace": "Security", "MetricName": series.metric}, "Period": alarm.period_s, "Stat": series.statistic}}
        for number, series in enumerate(alarm.series)]
    row["Metrics"].append({"Id": "e", "Expression": expression(alarm.watched), "ReturnData": True})
    return row


# --- Random metric alarms ---


def random_filter(rng, metric):
    return Filter(metric, rng.choice([1, 1, 1, 2, 0.5, 10]), rng.choice([None, None, None, None, 0, 0, 0, 0.1, 0.2, 1]))


def random_tree(rng, count, depth=0):
    kind = rng.choice(["series", "series", "fill", "sum", "max", "min", "plus"] if depth < 3 else ["series"])
    if kind == "series":
        return (kind, rng.randrange(count))
    if kind == "fill":
        return (kind, random_tree(rng, count, depth + 1), rng.choice([0, 0, 0, 1, -1, 0.5]))
    return (kind, [random_tree(rng, count, depth + 1) for _ in range(rng.choice([1, 2, 2, 3] if kind != "plus" else [2, 2, 3]))])


def random_alarm(rng):
    math = rng.random() < 0.4
    filters = [random_filter(rng, OURS)]
    if rng.random() < 0.3:
        filters.append(random_filter(rng, OURS))
    statistics = ["Sum", "Sum", "Sum", "SampleCount", "Minimum", "Maximum", "Average", "p50", "p100"]
    series = [Series(OURS, rng.choice(statistics))]
    if math:
        filters.append(random_filter(rng, OTHER))
        series += [Series(rng.choice([OURS, OTHER]), rng.choice(statistics)) for _ in range(rng.randrange(3))]
    n = rng.choice([1, 1, 1, 2, 3, 4])
    return Alarm(filters=tuple(filters), series=tuple(series), watched=random_tree(rng, len(series)) if math else ("series", 0),
                 threshold=rng.choice([1] * 6 + [0, 0.5, 0.5, 2, 2, 3, 5, 10, 0.2, -1]), strict=rng.random() < 0.3,
                 period_s=rng.choice([60, 120, 180, 300]), n=n, m=rng.choice([1, 1, n, rng.randint(1, n)]),
                 missing=rng.choice(["missing", "missing", "notBreaching", "notBreaching", "ignore", "breaching"]),
                 wall_clock=rng.random() < 0.25, state=ALARM if rng.random() < 0.15 else OK)


# --- Random composite alarms: a rule is a tree; ("alarm", state, name), ("not", tree), ("and" | "or", [tree, …]),
# ("least", needed, state, [name, …]), ("constant", truth) ---


def rule_text(tree):
    kind = tree[0]
    if kind == "alarm":
        return f'{tree[1]}("{tree[2]}")'
    if kind == "constant":
        return "TRUE" if tree[1] else "FALSE"
    if kind == "not":
        return f"NOT ({rule_text(tree[1])})"
    if kind == "least":
        return f"AT_LEAST({tree[1]}, {tree[2]}, ({', '.join(tree[3])}))"
    return "(" + f" {kind.upper()} ".join(map(rule_text, tree[1])) + ")"


def rule_names(tree):
    kind = tree[0]
    if kind == "alarm":
        return {tree[2]}
    if kind == "least":
        return set(tree[3])
    if kind == "not":
        return rule_names(tree[1])
    return set().union(*map(rule_names, tree[1])) if kind in ("and", "or") else set()


def rule_truth(tree, states):
    kind = tree[0]
    if kind == "alarm":
        return states(tree[2]) == tree[1]
    if kind == "constant":
        return tree[1]
    if kind == "not":
        return not rule_truth(tree[1], states)
    if kind == "least":
        return sum(states(name) == tree[2] for name in tree[3]) >= tree[1]
    return (all if kind == "and" else any)([rule_truth(operand, states) for operand in tree[1]])


def random_rule(rng, names, depth=0):
    kind = rng.choice(["alarm"] * 3 + (["not", "and", "or", "or", "least", "constant"] if depth < 3 else []))
    if kind == "alarm":
        return (kind, rng.choice([ALARM, ALARM, ALARM, OK, NO_DATA]), rng.choice(names))
    if kind == "constant":
        return (kind, rng.random() < 0.3)
    if kind == "not":
        return (kind, random_rule(rng, names, depth + 1))
    if kind == "least":
        some = rng.sample(names, rng.randint(1, len(names)))
        return (kind, rng.randint(1, len(some)), rng.choice([ALARM, ALARM, OK]), some)
    return (kind, [random_rule(rng, names, depth + 1) for _ in range(rng.choice([2, 2, 3]))])


class Composites:
    """Composite alarms that name metric alarms, each other, and an alarm that is not there; the last one has actions."""

    def __init__(self, rng):
        self.hearing = ["ours"] + (["ours-too"] if rng.random() < 0.2 else [])
        self.others, self.gone = ["root", "user"], ["gone"]
        count = rng.choice([1, 1, 2, 3])
        names = [f"composite-{number}" for number in range(count)]
        self.rules = {}
        for number, name in enumerate(names):
            nested = names if rng.random() < 0.1 else names[:number]
            pool = self.hearing * 2 + self.others + (self.gone if rng.random() < 0.3 else []) + nested * 2
            self.rules[name] = random_rule(rng, sorted(set(pool)) if rng.random() < 0.5 else list(dict.fromkeys(pool)))
        self.top = names[-1]

    def closure(self, name):
        found, open_names = set(), [name]
        while open_names:
            for child in rule_names(self.rules[open_names.pop()]):
                if child not in found:
                    found.add(child)
                    open_names += [child] if child in self.rules else []
        return found

    def in_circle(self):
        return any(name in self.closure(name) for name in {self.top} | (self.closure(self.top) & set(self.rules)))

    def truth(self, hearing, others, gone):
        """Of the top rule, where alarms of the three kinds are in these states."""
        base = {**dict.fromkeys(self.hearing, hearing), **dict.fromkeys(self.others, others), **dict.fromkeys(self.gone, gone)}

        @functools.cache
        def state(name):
            return base.get(name) or (ALARM if rule_truth(self.rules[name], state) else OK)

        return rule_truth(self.rules[self.top], state)

    def verdict(self):
        """MONITORED, ALARM_WITHOUT_ACTION (it does not count for the child) or ALARM_UNDECIDED."""
        heard = set(self.hearing) & self.closure(self.top)
        if not heard:
            return "ALARM_WITHOUT_ACTION"
        if self.in_circle() or len(heard) > 1:
            return "ALARM_UNDECIDED"
        worlds = [(self.truth(ALARM, OK, gone), self.truth(OK, OK, gone), self.truth(NO_DATA, NO_DATA, gone))
                  for gone in (OK, NO_DATA)]
        counts = [fires and not calm and not blind for fires, calm, blind in worlds]
        if all(counts):
            return "MONITORED"
        return "ALARM_UNDECIDED" if any(counts) else "ALARM_WITHOUT_ACTION"

    def facts(self):
        plain = {"Statistic": "Sum", "Period": 300, "EvaluationPeriods": 1, "Threshold": 1, "Namespace": "Security",
                 "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching", "AlarmActions": []}
        alarms = [named(name, **{**plain, "MetricName": OURS if name in self.hearing else OTHER})
                  for name in self.hearing + self.others]
        composites = [named(name, AlarmRule=rule_text(rule), AlarmActions=[TOPIC] if name == self.top else [])
                      for name, rule in self.rules.items()]
        return facts([Filter(OURS, 1)], alarms, composites)
