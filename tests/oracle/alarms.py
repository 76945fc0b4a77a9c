"""CloudWatch by simulation: events, minute by minute, become datapoints, and datapoints become alarm states.

Written from the AWS pages "Alarm evaluation", "Configuring how CloudWatch alarms treat missing data", "Alarm evaluation
window", "Using math expressions" and "Creating metrics from log events"; nothing of the program is known here. Where a
page leaves something open there are readings (`Reading`), and a claim about an alarm has to hold in all of them.

    minute      0 1 2 3 4 | 5 6 7 8 9      an event of a filter that publishes 1, zeros where only other logs arrive
    samples     . 0 1 0 . | . . . . .
    datapoint   Sum 1     | none           period 300
"""

import dataclasses
import math

OK, ALARM, NO_DATA = "OK", "ALARM", "INSUFFICIENT_DATA"


@dataclasses.dataclass(frozen=True)
class Filter:
    """A metric filter: what it publishes for each event, and for a minute with logs but without a match."""

    metric: str
    value: float
    default: float | None = None


@dataclasses.dataclass(frozen=True)
class Series:
    metric: str
    statistic: str


@dataclasses.dataclass(frozen=True)
class Alarm:
    """filters[0] is the one in question. `watched` is a tree over `series`: ("series", i), ("fill", tree, value),
    ("sum" | "max" | "min" | "plus", [tree, …])."""

    filters: tuple
    series: tuple
    watched: tuple
    threshold: float
    strict: bool
    period_s: int
    n: int
    m: int
    missing: str
    wall_clock: bool = False
    state: str = OK

    @property
    def minutes(self):
        return max(1, self.period_s // 60)


@dataclasses.dataclass(frozen=True)
class Reading:
    """What the pages leave open."""

    extra: int = 2  # datapoints that are retrieved beyond N; "the exact number depends on the length of the period"
    default_samples: int = 1  # that a default value counts for; their sum is the default value in any case
    missing_is_zero: bool = False  # an operand without a datapoint: zero, or left out (of a sum with +: no result)
    premature_range: bool = False  # the oldest breaching datapoint: of the whole range, or of the last N


READINGS = [Reading(), Reading(extra=1, default_samples=3, missing_is_zero=True),
            Reading(extra=5, missing_is_zero=True, premature_range=True)]


@dataclasses.dataclass
class World:
    """Who does what in which minute. A match is a log, too."""

    events: dict  # minute -> {filter: how many events}
    logs: object  # minute -> do other logs arrive?

    def without(self, number):
        return World({minute: {key: count for key, count in row.items() if key != number}
                      for minute, row in self.events.items()}, self.logs)


# --- Samples to datapoints ---


def percentile(samples, rank):
    total = sum(count for _, count in samples)
    seen, wanted = 0, max(1, math.ceil(total * rank / 100))
    for value, count in sorted(samples):
        seen += count
        if seen >= wanted:
            return value
    raise AssertionError("no sample")


STATISTICS = {
    "Sum": lambda samples: math.fsum(value * count for value, count in samples),
    "SampleCount": lambda samples: sum(count for _, count in samples),
    "Minimum": lambda samples: min(samples)[0],
    "Maximum": lambda samples: max(samples)[0],
    "Average": lambda samples: math.fsum(value * count for value, count in samples) / sum(count for _, count in samples),
}


class Simulation:
    def __init__(self, alarm, world, reading):
        self.alarm, self.world, self.reading = alarm, world, reading
        self.known, self.minutes = {}, {}

    def samples_of_minute(self, series, minute):
        """(value, how often)"""
        row = self.world.events.get(minute)
        if not row and not self.world.logs(minute):
            return []
        row, default_samples = row or {}, 1 if series.statistic == "Sum" else self.reading.default_samples
        return [(filter.value, row[number]) if number in row else (filter.default, default_samples)
                for number, filter in enumerate(self.alarm.filters)
                if filter.metric == series.metric and (number in row or filter.default is not None)]

    def samples(self, series, start):
        """Those of the period that begins at `start`."""
        found = []
        for minute in range(start, start + self.alarm.minutes):
            key = series, minute
            if key not in self.minutes:
                self.minutes[key] = self.samples_of_minute(series, minute)
            found += self.minutes[key]
        return found

    def evaluate(self, tree, start):
        kind = tree[0]
        if kind == "series":
            series = self.alarm.series[tree[1]]
            samples = self.samples(series, start)
            if not samples:
                return None
            if series.statistic in STATISTICS:
                return STATISTICS[series.statistic](samples)
            return percentile(samples, float(series.statistic[1:]))
        if kind == "fill":
            value = self.evaluate(tree[1], start)
            return tree[2] if value is None else value
        values = [self.evaluate(operand, start) for operand in tree[1]]
        if all(value is None for value in values):
            return None
        if None in values and kind == "plus" and not self.reading.missing_is_zero:
            return None
        values = [0 if value is None else value for value in values if value is not None or self.reading.missing_is_zero]
        return {"sum": sum, "plus": sum, "max": max, "min": min}[kind](values)

    def breaches(self, start):
        """None: no datapoint in the period that begins at that minute."""
        if start not in self.known:
            value = self.evaluate(self.alarm.watched, start)
            over = value is not None and (value > self.alarm.threshold if self.alarm.strict else value >= self.alarm.threshold)
            self.known[start] = None if value is None else over
        return self.known[start]

    # --- Datapoints to states ---

    def points(self, now):
        """The evaluation range, the newest datapoint last: at the end of minute `now` - 1."""
        minutes = self.alarm.minutes
        end = now // minutes * minutes if self.alarm.wall_clock else now
        count = self.alarm.n + self.reading.extra
        return [self.breaches(end - minutes * back) for back in range(count, 0, -1)]

    def states(self, first, last):
        """(minute, state) of every evaluation from `first` to `last`."""
        state = self.alarm.state
        for now in range(first, last + 1):
            state = next_state(self.alarm, self.points(now), state, self.reading)
            yield now, state


def is_premature(alarm, points, reading):
    """Missing as missing, and fewer than M breach: does the oldest breaching one count for all?"""
    looked_at = points if reading.premature_range else points[-alarm.n:]
    ages = [len(looked_at) - index for index, breaches in enumerate(looked_at) if breaches]
    return bool(ages) and max(ages) >= alarm.m


def next_state(alarm, points, state, reading=READINGS[0]):
    real = [point for point in points if point is not None]
    if len(real) >= alarm.n:
        return ALARM if sum(real[-alarm.n:]) >= alarm.m else OK
    breaching, filled = sum(real), alarm.n - len(real)
    if alarm.missing == "breaching":
        breaching += filled
    if breaching >= alarm.m:
        return ALARM
    if alarm.missing in ("breaching", "notBreaching") or breaching < len(real):
        return OK
    if alarm.missing == "ignore":
        return state
    if not real:
        return NO_DATA
    return ALARM if is_premature(alarm, points, reading) else state
