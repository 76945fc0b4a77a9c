"""Random small accounts, and the verdict that policy.md gives them, by counting.

The requirement names 2 error codes, 2 event names and 2 regions; with reads and writes that is a world of 16 kinds of events.
What a trail records, a filter matches and an alarm's dimensions select are sets of these kinds, so coverage is a union.
"""

import dataclasses
import itertools
import json

ACCOUNT, REGION = "111122223333", "eu-west-1"
CODES, NAMES, REGIONS = ("AccessDenied", "Unauthorized"), ("Read", "Write"), ("eu-west-1", "us-east-1")
REQUIRED = ('{ ($.errorCode = "AccessDenied" || $.errorCode = "Unauthorized") && ($.eventName = "Read" || $.eventName = "Write")'
            ' && ($.awsRegion = "eu-west-1" || $.awsRegion = "us-east-1") }')
FIELDS = {"errorCode": CODES, "eventName": NAMES, "awsRegion": REGIONS}
WORLD = frozenset(itertools.product(CODES, NAMES, REGIONS, (True, False)))

HOPS = [None, "trail", "logGroup", "filter", "alarm", "topic", "subscription"]
# Of equally far ways the reason that stands first in policy.md decides.
REASONS = ["NOT_MULTI_REGION", "NOT_LOGGING", "MANAGEMENT_EVENTS_INCOMPLETE", "NO_LOG_GROUP", "NO_METRIC_FILTER", "FILTER_MISSES_EVENTS",
           "FILTER_UNDECIDED", "FILTER_VALUE_NOT_POSITIVE", "NO_ALARM", "ALARM_WRONG_DIMENSIONS", "ALARM_CANNOT_FIRE",
           "ALARM_TOO_SLOW", "ALARM_ACTIONS_DISABLED", "ALARM_MUTED", "ALARM_WITHOUT_ACTION", "ALARM_UNDECIDED", "NO_SNS_ACTION",
           "TOPIC_MISSING", "NO_SUBSCRIPTION", "ONLY_PENDING_SUBSCRIPTIONS", "PERMISSION_MISSING"]


# --- What an account is made of ---

@dataclasses.dataclass(frozen=True)
class Filter:
    name: str
    clauses: tuple     # alternatives; each a tuple of (field, value, equal)
    metric: str
    dimensions: tuple  # of field names
    fault: str         # "", "zero", "transformed", "selected"

    def kinds(self):
        return frozenset(kind for kind in WORLD if any(all((kind[list(FIELDS).index(field)] == value) == equal
                                                           for field, value, equal in clause) for clause in self.clauses))

    def pattern(self):
        def atom(field, value, equal):
            return f"$.{field} {'=' if equal else '!='} \"{value}\""
        return "{ $.errorCode = * && (" + " || ".join(" && ".join(atom(*one) for one in clause) for clause in self.clauses) + ") }"


@dataclasses.dataclass(frozen=True)
class Trail:
    name: str
    records: str  # "all", "reads", "writes", "Read", "not Read"
    fault: str    # "", "NOT_MULTI_REGION", "NOT_LOGGING", "NO_LOG_GROUP"
    group: str

    def kinds(self):
        takes = {"all": lambda kind: True, "reads": lambda kind: kind[3], "writes": lambda kind: not kind[3],
                 "Read": lambda kind: kind[1] == "Read", "not Read": lambda kind: kind[1] != "Read"}[self.records]
        return frozenset(filter(takes, WORLD))


@dataclasses.dataclass(frozen=True)
class Alarm:
    name: str
    metric: str
    dimensions: tuple  # of (name, value)
    fault: str         # "", "slow", "trimmed", "disabled", "mute", "silent", "lambda", "gone", "nobody", "pending", "muted", "unread"


@dataclasses.dataclass(frozen=True)
class Account:
    trails: tuple
    groups: dict      # name -> filters
    alarms: tuple
    publishers: dict  # metric -> "none", "standing", "denied"


def random_account(rng):
    def filter_(name):
        everything = ((("eventName", "Read", True),), (("eventName", "Read", False),))
        clauses = everything if rng.random() < .3 else tuple(tuple((field, rng.choice(FIELDS[field]), rng.random() < .7)
                              for field in rng.sample(list(FIELDS), rng.choice((1, 1, 2)))) for _ in range(rng.choice((1, 2, 2, 3))))
        dimensions = tuple(sorted(rng.sample(list(FIELDS), rng.choice((0, 0, 0, 1, 1, 2)))))
        return Filter(name, clauses, rng.choice("ab"), dimensions, rng.choice([""] * 12 + ["zero", "transformed", "selected"]))

    groups = {name: tuple(filter_(f"{name}-{i}") for i in range(rng.choice((0, 1, 2, 3, 3, 4)))) for name in ("one", "two")}
    trails = tuple(Trail(f"trail-{i}", rng.choice(["all"] * 8 + ["reads", "writes", "Read", "not Read"]),
                         rng.choice([""] * 12 + ["NOT_MULTI_REGION", "NOT_LOGGING", "NO_LOG_GROUP"]), rng.choice(list(groups)))
                   for i in range(rng.choice((1, 1, 2, 3))))
    filters = [one for group in groups.values() for one in group]
    return Account(trails, groups, tuple(_random_alarms(rng, filters)),
                   {metric: rng.choice(["none"] * 14 + ["standing", "denied"]) for metric in "ab"})


def _random_alarms(rng, filters):
    faults = ["slow", "trimmed", "disabled", "silent", "lambda", "gone", "nobody", "pending", "muted", "unread"]
    for number in range(rng.choice((1, 2, 3, 5, 8, 12))):
        model = rng.choice(filters) if filters else None
        names = (model.dimensions if model and rng.random() < .85 else tuple(rng.sample(list(FIELDS), rng.choice((0, 1)))))
        dimensions = tuple((name, rng.choice(FIELDS[name] if rng.random() < .9 else ("*",))) for name in names)
        yield Alarm(f"alarm-{number}", model.metric if model else rng.choice("ab"), tuple(rng.sample(dimensions, len(dimensions))),
                    rng.choice([""] * 14 + faults))


# --- The judge ---

@dataclasses.dataclass(frozen=True)
class Way:
    """How a way ends: complete, in doubt at a hop, or broken there."""
    state: str  # "complete", "doubt", "broken"
    hop: str = None
    reason: str = None

    def progress(self):
        return 99 if self.state == "complete" else HOPS.index(self.hop)


def _better(way):
    return (way.state != "broken", way.progress(), -REASONS.index(way.reason) if way.reason else 0)


@dataclasses.dataclass
class Counter:
    trail: Trail
    name: str       # of the filter
    kinds: frozenset
    matched: frozenset  # by the filter alone
    way: Way
    leftover: bool = False


def _alarm_way(account, alarm, doubt):
    """The way behind an alarm that hears the metric; `doubt`: what was in doubt before."""
    def broken(hop, reason):
        return Way("broken", hop, reason)
    unread = account.publishers[alarm.metric] == "denied"
    if alarm.fault == "trimmed":
        doubt = doubt or Way("doubt", "alarm", "ALARM_UNDECIDED")
    elif account.publishers[alarm.metric] == "standing" and not alarm.dimensions:
        return broken("alarm", "ALARM_CANNOT_FIRE")
    elif alarm.fault == "slow":
        return broken("alarm", "ALARM_TOO_SLOW")
    elif unread:
        doubt = doubt or Way("doubt", "alarm", "PERMISSION_MISSING")
    ends = {"disabled": ("alarm", "ALARM_ACTIONS_DISABLED"), "silent": ("alarm", "ALARM_WITHOUT_ACTION"),
            "lambda": ("topic", "NO_SNS_ACTION"), "gone": ("topic", "TOPIC_MISSING"), "nobody": ("subscription", "NO_SUBSCRIPTION"),
            "pending": ("subscription", "ONLY_PENDING_SUBSCRIPTIONS"), "muted": ("alarm", "ALARM_MUTED")}
    if alarm.fault in ends:
        return broken(*ends[alarm.fault])
    if alarm.fault == "unread":
        doubt = doubt or Way("doubt", "alarm", "PERMISSION_MISSING")
    return doubt or Way("complete")


def _count(account, trail, one):
    """The counters of one filter, or the way that ends at it."""
    if one.fault == "zero":
        return Way("broken", "filter", "FILTER_VALUE_NOT_POSITIVE")
    doubt = Way("doubt", "filter", "FILTER_UNDECIDED") if one.fault else None
    matched = WORLD if one.fault == "transformed" else one.kinds()
    kinds = matched & trail.kinds()
    heard = [alarm for alarm in account.alarms if alarm.metric == one.metric]
    if one.fault == "transformed" and one.dimensions:
        # of which fields its dimensions are is not known: every alarm on some of their names may hear it
        ways = [_alarm_way(account, alarm, doubt) if {name for name, _ in alarm.dimensions} <= set(one.dimensions)
                else Way("broken", "alarm", "ALARM_WRONG_DIMENSIONS") for alarm in heard]
        return [Counter(trail, one.name, kinds, matched, max(ways or [Way("broken", "alarm", "NO_ALARM")], key=_better))]
    fits = [alarm for alarm in heard if {name for name, _ in alarm.dimensions} == set(one.dimensions)]
    deaf = Way("broken", "alarm", "ALARM_WRONG_DIMENSIONS" if heard else "NO_ALARM")
    if not one.dimensions:
        ways = [_alarm_way(account, alarm, doubt) for alarm in fits] + ([deaf] if len(fits) < len(heard) or not heard else [])
        return [Counter(trail, one.name, kinds, matched, max(ways, key=_better))]
    counters = [Counter(trail, one.name, kinds, matched, deaf, leftover=True)]
    for values in {frozenset(alarm.dimensions) for alarm in fits}:
        ways = [_alarm_way(account, alarm, doubt) for alarm in fits if frozenset(alarm.dimensions) == values]
        some = frozenset(kind for kind in kinds if all(kind[list(FIELDS).index(name)] == value for name, value in values))
        counters.append(Counter(trail, one.name, some, matched, max(ways, key=_better)))
    return counters


def _survey(account):
    counters, ends = [], []
    for trail in account.trails:
        if trail.fault:
            ends.append((trail, Way("broken", "logGroup" if trail.fault == "NO_LOG_GROUP" else "trail", trail.fault)))
            continue
        if not account.groups[trail.group]:
            ends.append((trail, Way("broken", "filter", "NO_METRIC_FILTER")))
        for one in account.groups[trail.group]:
            found = _count(account, trail, one)
            if isinstance(found, Way):
                ends.append((trail, found))
            else:
                counters += found
    return counters, ends


def _covers(sets):
    return frozenset().union(*sets) == WORLD


def _minimal(counters):
    """Delete one by one, the least advanced first, as long as the rest covers."""
    order = sorted(counters, key=lambda one: (one.way.progress(), one.trail.name, one.name, not one.leftover))
    for one in list(order):
        rest = [other for other in order if other is not one]
        if rest and _covers(other.kinds for other in rest):
            order = rest
    return order


def _deciding(ways):
    """Further first, then the reason listed first."""
    return min(ways, key=lambda way: (-HOPS.index(way.hop), REASONS.index(way.reason))).reason


def judge(account):
    """The verdict, and the set of reasons that policy.md leaves room for."""
    counters, ends = _survey(account)
    possible = [one for one in counters if one.way.state != "broken"]
    if _covers(one.kinds for one in possible if one.way.state == "complete"):
        return "MONITORED", {None}
    if not _covers(one.kinds for one in counters):
        return "NOT_MONITORED", _missing(account, counters, ends)
    if not _covers(one.kinds for one in possible):
        return "NOT_MONITORED", {_deciding(one.way for one in _minimal(counters) if one.way.state == "broken")}
    return "CANNOT_VERIFY", {_deciding(one.way for one in _minimal(possible) if one.way.state == "doubt")}


def _missing(account, counters, ends):
    recorders = [trail.kinds() for trail in account.trails if trail.fault in ("", "NO_LOG_GROUP")]
    if _covers(one.matched for one in counters) and not _covers(recorders):
        return {"MANAGEMENT_EVENTS_INCOMPLETE"}
    reasons = [way for _, way in ends] + [Way("broken", "filter", "FILTER_MISSES_EVENTS")] * bool(counters)
    if not _covers(one.matched for one in counters):
        return {_deciding(reasons)}
    # which of the filters is named hangs on the event that is shown
    return {way.reason for way in reasons}


# --- As a facts file ---

def _topic(name):
    return f"arn:aws:sns:{REGION}:{ACCOUNT}:{name}"


def _alarm_json(alarm):
    actions = {"silent": [], "lambda": [f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f"]}
    topic = alarm.fault if alarm.fault in ("gone", "nobody", "pending") else "good"
    return {"AlarmName": alarm.name, "AlarmArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{alarm.name}", "StateValue": "OK",
            "ActionsEnabled": alarm.fault != "disabled", "AlarmActions": actions.get(alarm.fault, [_topic(topic)]),
            "MetricName": alarm.metric, "Namespace": "Security", "Period": 300, "EvaluationPeriods": 1,
            "Threshold": 5 if alarm.fault == "slow" else 1, "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "TreatMissingData": "notBreaching", "Dimensions": [{"Name": name, "Value": value} for name, value in alarm.dimensions],
            **({"ExtendedStatistic": "tm90"} if alarm.fault == "trimmed" else {"Statistic": "Sum"})}


def _filter_json(group, one):
    transformation = {"metricName": one.metric, "metricNamespace": "Security", "metricValue": "0" if one.fault == "zero" else "1"}
    if one.dimensions:
        transformation["dimensions"] = {name: f"$.{name}" for name in one.dimensions}
    return {"filterName": one.name, "filterPattern": one.pattern(), "logGroupName": group, "metricTransformations": [transformation],
            "applyOnTransformedLogs": one.fault == "transformed",
            "fieldSelectionCriteria": '@aws.region = "eu-west-1"' if one.fault == "selected" else ""}


def _selectors(records):
    if records in ("Read", "not Read"):
        narrow = {"Field": "eventName", "Equals" if records == "Read" else "NotEquals": ["Read"]}
        return {"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}, narrow]}]}
    kind = {"all": "All", "reads": "ReadOnly", "writes": "WriteOnly"}[records]
    return {"EventSelectors": [{"ReadWriteType": kind, "IncludeManagementEvents": True}]}


def _trail_facts(trail):
    arn = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/{trail.name}"
    yield "GetTrailStatus", arn, {"IsLogging": trail.fault != "NOT_LOGGING", "LatestCloudWatchLogsDeliveryTime": 1791179880,
                                  "StartLoggingTime": 1783180000}
    yield "GetEventSelectors", arn, _selectors(trail.records)


def _trail_json(trail):
    group = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{trail.group}:*"
    return {"TrailARN": f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/{trail.name}", "Name": trail.name, "HomeRegion": REGION,
            "IsMultiRegionTrail": trail.fault != "NOT_MULTI_REGION", "IsOrganizationTrail": False,
            **({} if trail.fault == "NO_LOG_GROUP" else {"CloudWatchLogsLogGroupArn": group})}


def _publishers(account, metric):
    if account.publishers[metric] == "denied":
        return None
    own = [_filter_json(group, one) for group, filters in account.groups.items() for one in filters if one.metric == metric]
    other = {"filterName": "other", "filterPattern": "", "logGroupName": "application", "metricTransformations": [
        {"metricName": metric, "metricNamespace": "Security", "metricValue": "1", "defaultValue": 1}]}
    return {"metricFilters": own + [other] * (account.publishers[metric] == "standing")}


def _topic_facts():
    policy = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": "*"}]})
    for name, subscription in (("good", _topic("good") + ":1"), ("nobody", None), ("pending", "PendingConfirmation")):
        yield "GetTopicAttributes", _topic(name), {"Attributes": {"Policy": policy}}
        yield "ListSubscriptionsByTopic", _topic(name), {"Subscriptions": [{"SubscriptionArn": subscription, "Protocol": "email"}]
                                                         if subscription else []}
    yield "GetSubscriptionAttributes", _topic("good") + ":1", {"Attributes": {}}


def _mute_rules(alarm):
    rule = {"AlarmMuteRuleArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm-mute-rule:r", "Status": "ACTIVE"}
    return None if alarm.fault == "unread" else {"AlarmMuteRuleSummaries": [rule] * (alarm.fault == "muted")}


def _rows(account):
    """(operation, resource, value); None: denied."""
    yield "DescribeTrails", None, {"trailList": list(map(_trail_json, account.trails))}
    yield "DescribeAlarms", None, {"MetricAlarms": list(map(_alarm_json, account.alarms))}
    for trail in account.trails:
        yield from _trail_facts(trail)
    for group, filters in account.groups.items():
        yield "DescribeMetricFilters", group, {"metricFilters": [_filter_json(group, one) for one in filters]}
        yield "DescribeLogGroups", group, {"logGroups": [{"logGroupName": group}]}
    for metric in account.publishers:
        yield "DescribeMetricFilters(metric)", f"Security:{metric}", _publishers(account, metric)
    yield from _topic_facts()
    for alarm in account.alarms:
        yield "ListAlarmMuteRules", alarm.name, _mute_rules(alarm)


def facts(account):
    head = {"accountId": ACCOUNT, "region": REGION}
    rows = [{"operation": operation, **head, "resource": resource,
             **({"state": "denied"} if value is None else {"state": "read", "value": value})} for operation, resource, value in _rows(account)]
    rows.append({"operation": "GetTopicAttributes", **head, "resource": _topic("gone"), "state": "notFound"})
    return {"version": 1, "collectedAt": "2026-10-05T06:00:00Z", "partition": "aws", **head,
            "parameters": {"RequiredPattern": REQUIRED}, "facts": rows}
