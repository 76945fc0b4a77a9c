"""What an answer about an alarm claims, and the worlds that may refute it.

The worst times are searched: events at the begin, at the end and over all of a window; logs of others never, always and at
random; other filters silent, before, beside and after. A claim holds if no world refutes it in any reading.
"""

import dataclasses
import itertools

from .alarms import ALARM, OK, READINGS, Simulation, World

MANY = 40  # events, where any number is asked for
WORLDS = 4  # of all that are possible, for each question and reading, besides those that are always looked at


def never(_):
    return False


def always(_):
    return True


def spread(rng, n, minutes):
    """Ways to put n events into a window of that many minutes."""
    ways = [[n] + [0] * (minutes - 1), [0] * (minutes - 1) + [n], [n // minutes + (i < n % minutes) for i in range(minutes)]]
    ways.append([0] * minutes)
    for _ in range(n):
        ways[-1][rng.randrange(minutes)] += 1
    return [way for index, way in enumerate(ways) if way not in ways[:index]]


def logs_of(rng):
    noise = rng.getrandbits(64)
    return [never, always, lambda minute: bool(noise >> (minute % 64) & 1)]


def others_of(rng, alarm):
    """What the other filters do: {minute: {filter: events}}."""
    numbers = range(1, len(alarm.filters))
    span = alarm.minutes * (alarm.n + 2)
    if not numbers:
        return [{}]
    return [{}, {minute: {number: 1 for number in numbers} for minute in range(-span, span)},
            {rng.randrange(-span, span): {rng.choice(numbers): 1 + rng.randrange(3)} for _ in range(4)}]


def world_of(way, others, logs):
    events = {minute: dict(row) for minute, row in others.items()}
    for minute, count in enumerate(way):
        if count:
            events.setdefault(minute, {})[0] = count
    return World(events, logs)


def is_disputed(alarm, tree):
    """Does it add, or take the minimum of, series of other filters?"""
    if tree[0] == "series":
        return False
    if tree[0] in ("min", "plus") and reads_others(alarm, tree):
        return True
    return any(is_disputed(alarm, operand) for operand in operands(tree))


def operands(tree):
    return [tree[1]] if tree[0] == "fill" else tree[1]


def reads_others(alarm, tree):
    if tree[0] == "series":
        return alarm.series[tree[1]].metric != alarm.filters[0].metric
    return any(reads_others(alarm, operand) for operand in operands(tree))


class Claims:
    """Raises AssertionError where a world refutes the answer."""

    def __init__(self, alarm, rng):
        self.alarm, self.rng, self.state = dataclasses.replace(alarm, state=OK), rng, alarm.state
        self.reach = (alarm.n + max(reading.extra for reading in READINGS) + 1) * alarm.minutes
        # In the minute of an event the default values of other filters stand for sure, if their log group is the same; where
        # missing data breaches every other minute has logs; and what an operation makes of a missing operand is the same all
        # over a formula. The answer counts on none of that, so fewer events may do.
        self.exact = (alarm.missing != "breaching" and not any(filter.default is not None for filter in alarm.filters[1:])
                      and not is_disputed(alarm, alarm.watched))

    def alarms_at(self, world, reading, last):
        states = Simulation(self.alarm, world, reading).states(-self.alarm.minutes, last)
        return [now for now, state in states if state == ALARM]

    def fires_at(self, world, reading, last):
        """The minute of the first ALARM; None: there is none, or others would bring it there without ours."""
        found = self.alarms_at(world, reading, last)
        return found[0] if found and not self.alarms_at(world.without(0), reading, last) else None

    def fails(self, world, reading, last):
        """No ALARM; if the absence of ours would bring one, nothing is said of this world."""
        return not self.alarms_at(world, reading, last) and not self.alarms_at(world.without(0), reading, last)

    def worlds(self, n):
        ways = spread(self.rng, n, self.alarm.minutes)
        others = others_of(self.rng, self.alarm)
        logs = logs_of(self.rng)
        core = [world_of(way, others[0], some) for way in ways[:2] for some in logs[:2]]
        rest = list(itertools.product(ways, others, logs))
        return core + [world_of(*choice) for choice in self.rng.sample(rest, min(WORLDS, len(rest)))]

    def silence(self, logs, reading):
        return [state for _, state in Simulation(self.alarm, World({}, logs), reading).states(-self.alarm.minutes, self.reach)]

    # --- The claims ---

    def fires(self, events, minutes):
        """So many events always bring ALARM, within so many minutes of the last one, and one less does not."""
        worst = self.fires_always(events, minutes)
        if self.alarm.m == 1:
            assert worst == minutes, ("the worst delay is", worst)
        else:
            assert minutes - self.alarm.minutes < worst <= minutes, ("the worst delay is", worst)
        if events > 1 and self.exact:
            assert self.some_world_fails(events - 1), "fewer events are enough"
        for reading in READINGS:
            quiet = [always] if self.alarm.missing == "breaching" else [always, never]
            assert all(ALARM not in self.silence(logs, reading) for logs in quiet), "ALARM without any event"
        assert self.state != ALARM or self.leaves_alarm(), "it is in ALARM for ever"

    def leaves_alarm(self):
        """In ALARM now, it is calm again once logs arrive without events: the next event is heard."""
        alarm = dataclasses.replace(self.alarm, state=ALARM)
        return all([*Simulation(alarm, World({}, always), reading).states(0, self.reach)][-1][1] != ALARM for reading in READINGS)

    def fires_always(self, events, minutes):
        worst = 0
        for reading, world in itertools.product(READINGS, self.worlds(events)):
            last = max(minute for minute, row in world.events.items() if 0 in row)
            assert not self.fails(world, reading, last + minutes), (
                "no ALARM", world.events, [world.logs(minute) for minute in range(8)], reading)
            worst = max(worst, (self.fires_at(world, reading, last + minutes) or last) - last)
        return worst

    def some_world_fails(self, events):
        return any(self.fails(world, reading, self.reach) for reading in READINGS for world in self.worlds(events))

    def stands(self):
        return all(ALARM in (self.silence(never, reading)[-1], self.silence(always, reading)[-1]) for reading in READINGS)

    def cannot_fire(self):
        """It stands in ALARM by itself, or no number of events brings it there."""
        if self.stands():
            return
        for events in (1, 3, MANY):
            for reading, world in itertools.product(READINGS, self.worlds(events)):
                assert self.fires_at(world, reading, self.reach) is None, ("it fires", events, world.events, reading)

    def depends(self):
        """No number of events is enough at bad times, and some are at good ones."""
        for events in (1, 3, MANY):
            assert self.some_world_fails(events), (events, "events always fire")
        span = self.alarm.minutes * self.alarm.n
        good = [world_of([count] * span, {}, never) for count in (1, MANY)]
        fired = [self.fires_at(world, READINGS[0], span + self.alarm.minutes) is not None for world in good]
        assert any(fired) or not self.exact, "events in every minute do not fire"

    def tells_once(self):
        """In ALARM now, it stays there while many events come at once: nobody hears of them."""
        alarm = dataclasses.replace(self.alarm, state=ALARM)
        for reading in READINGS:
            for way in spread(self.rng, MANY, self.alarm.minutes)[:2]:
                states = Simulation(alarm, world_of(way, {}, never), reading).states(-self.alarm.minutes, self.reach)
                assert all(state == ALARM for _, state in states), "it leaves ALARM"
