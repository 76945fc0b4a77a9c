"""Does an event match a pattern, under one reading of the open points? Sections 5 and 9 of filter-pattern.md, written
down once more: nothing here is shared with the program.

Events are Python's JSON values; a number is a NumberText, because it counts as it was written.
"""

import functools
import itertools
from decimal import Decimal

from .patterns import NUMBER, Glob, Number

ABSENT = object()

# open point -> how many readings it has; the first one is the matcher's
POINTS = {"U1": 2, "U2": 3, "U3": 3, "U4": 3, "U5": 2, "U6": 2, "U7": 2, "U11": 2, "U12": 2}
STYLES = {"U2": "ZNX", "U3": "XZN", "U4": "XZN"}


class NumberText(str):
    """A number of an event."""


@functools.lru_cache(None)
def readings(points):
    """Every joint reading of these points; the others are at their first one. A point that is no name of section 9 is what
    a text without a single reading means: true or false."""
    names = sorted(points)
    rest = {name: 0 for name in POINTS}
    return [{**rest, **dict(zip(names, choice))} for choice in itertools.product(*(range(POINTS.get(name, 2)) for name in names))]


def _number(text):
    return Decimal(text) if NUMBER.match(text) else None


def _by_text(atom, text, reading):
    """Reading X: by the JSON text; numerically where both sides are numbers."""
    if isinstance(atom.value, Number):
        number = _number(text)
        equal = number is not None and number == atom.value.value()
    else:
        equal = None
        if isinstance(atom.value, Glob) and isinstance(text, NumberText) and _number(atom.value.text) is not None:
            equal = Decimal(text) == _number(atom.value.text)
        if equal is None:
            equal = atom.value.has(text, reading)
    return equal == (atom.op == "=")


def _open(atom, text, point, reading):
    style = STYLES[point][reading[point]]
    if style == "Z" or atom.op not in ("=", "!="):
        return False
    return atom.op == "!=" if style == "N" else _by_text(atom, text, reading)


def _compare_number(op, left, right):
    return {"=": left == right, "!=": left != right, "<": left < right, "<=": left <= right, ">": left > right,
            ">=": left >= right}[op]


def _is_star(value):
    return isinstance(value, Glob) and value.text != "" and set(value.text) == {"*"}


def truth(atom, value, reading, expanded=False):
    """True, False, or None: false, and the whole pattern with it (U1)."""
    if atom.op == "NOT EXISTS":
        return value is ABSENT
    if atom.op.startswith("IS"):
        return value is {"IS NULL": None, "IS TRUE": True, "IS FALSE": False}[atom.op]
    if value is ABSENT:
        return False
    if value is None:
        return _open(atom, "null", "U2", reading)
    if value is True or value is False:
        return _open(atom, "true" if value else "false", "U3", reading)
    if isinstance(value, (dict, list)):
        return None if reading["U1"] and not expanded else False
    if isinstance(value, NumberText):
        if isinstance(atom.value, Number):
            return _compare_number(atom.op, Decimal(value), atom.value.value())
        if _is_star(atom.value):
            return atom.op == "="
        return _open(atom, value, "U4", reading)
    if isinstance(atom.value, Number):
        return _open(atom, value, "U4", reading)
    return atom.value.has(value, reading) == (atom.op == "=")


def _step(value, step):
    if isinstance(step, int):
        return value[step] if isinstance(value, list) and step < len(value) else ABSENT
    return value.get(step, ABSENT) if isinstance(value, dict) else ABSENT


def _expand(value, step):
    if step is None:
        return list(value) if isinstance(value, list) else []
    return list(value.values()) if isinstance(value, dict) else []


def resolve(event, path):
    """(the values that the path stands for, whether by a wildcard)."""
    value = event
    for at, step in enumerate(path):
        if step is None or step == "*":
            found = _expand(value, step)
            for rest in path[at + 1:]:
                found = [_step(one, rest) for one in found]
            return found or [ABSENT], True
        value = _step(value, step)
    return [value], False


_known = {}


def masks(atom, event, points):
    """(readings under which the atom is true, readings under which it kills its pattern), a bit for each of
    readings(points)."""
    return masks_of(atom, *resolve(event, atom.path), points)


def masks_of(atom, values, expanded, points):
    key = (atom.op, atom.value, expanded, points, *((type(value), str(value)) for value in values))
    if key not in _known:
        true = fatal = 0
        for bit, reading in enumerate(readings(points)):
            truths = [truth(atom, value, reading, expanded) for value in values]
            every = expanded and reading["U7"] and atom.op != "="
            true |= bool(all(truths) if every else any(truths)) << bit
            fatal |= (truths[0] is None) << bit
        _known[key] = true, fatal
    return _known[key]


@functools.lru_cache(None)
def mask_of_choice(points, name):
    """The readings in which what has no single reading is true."""
    return sum(reading[name] << bit for bit, reading in enumerate(readings(points)))


def words(value):
    """Texts that stand in the JSON of a value: keys, strings, numbers and names of constants."""
    if isinstance(value, dict):
        return [word for key, one in value.items() for word in (key, *words(one))]
    if isinstance(value, list):
        return [word for one in value for word in words(one)]
    constants = {None: "null", True: "true", False: "false"}
    return [constants[value] if value is None or isinstance(value, bool) else value]
