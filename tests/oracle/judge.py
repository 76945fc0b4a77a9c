"""The verdict by brute force: every event over a small alphabet, under every joint reading of the open points.

Fields under one root are enumerated together (they hang on each other); roots are independent. Of the parts that no
atom tells apart one is kept, so a question has some hundred events. Sets of readings are the bits of an integer.
"""

import functools
import itertools
import operator
import re
from decimal import Decimal

from . import records
from .meaning import ABSENT, NumberText, mask_of_choice, masks, masks_of, readings, words
from .patterns import NUMBER, Escaped, Glob, Node, Number, Regex, SingleQuoted, Term, Terms, Whole, atoms, terms

PARTS_LIMIT, EVENTS_LIMIT = 3000, 20000
UNTYPED = [ABSENT, None, True, False, {}, []]


def points_of(trees):
    found = {"U5"}
    for atom in itertools.chain.from_iterable(map(atoms, trees)):
        if ".".join(map(str, atom.path)) not in records.REQUIRED | records.STRINGS:
            found |= {"U1", "U2", "U3", "U4"}
        if None in atom.path or "*" in atom.path:
            found.add("U7")
        if isinstance(atom.value, Number):
            found.add("U4")
        if isinstance(atom.value, Regex):
            found.add("U12")
        if isinstance(atom.value, SingleQuoted):
            found.add("U11")
        if isinstance(atom.value, Escaped):
            found.add("U6")
    for tree in trees:
        if (isinstance(tree, Whole) and not tree.everything) or (isinstance(tree, Terms) and tree.is_open()):
            found.add(tree.printed())
        found |= {term_point(term) for term in terms(tree) if not term.is_plain()}
    return frozenset(found)


def term_point(term):
    return "term " + term.text


# --- Candidates ---

def _merged(left, right):
    """left + right, and every overlap of the two: "ab", "ba" -> "abba", "aba"."""
    yield left + right
    for shared in range(1, min(len(left), len(right)) + 1):
        if left.endswith(right[:shared]):
            yield left + right[shared:]


def strings(values, said=()):
    """Texts that the globs, regexes and terms may tell apart: their pieces, alone, joined and overlapping."""
    pieces = {"x", *(example(term) for term in said)}
    for value in values:
        if isinstance(value, (Glob, Regex)):
            pieces.update(value.pieces())
            pieces.add("".join(value.pieces()))
            pieces.add("x".join(value.pieces()))
        elif isinstance(value, Number):
            pieces |= {value.text, value.text + ".0"}
    texts = {"", "198.51.100.1"} | pieces
    for left, right in itertools.product(sorted(pieces), repeat=2):
        texts.update(_merged(left, right))
    for left in sorted(pieces):
        texts |= {f"x{left}x", f"x{left}", f"{left}x", f"{left}\n", left[:-1]}
        texts |= {f"1.{left}", f"{left}.1", f"{left}.{left}"}  # names of hosts, for T3
    return sorted(texts, key=lambda text: (len(text), text))


def example(term):
    """A text that holds it."""
    return re.sub(r"\[(.)[^\]]*\]", r"\1", term.text.split("|")[0]).strip("^$") if term.is_regex else term.text


def held(said, value):
    """Which terms a value puts into the record, a bit for each."""
    found = words(value)
    return sum(any(term.has(word) for word in found) << bit for bit, term in enumerate(said))


def _numbers(values):
    texts = {"7.5", "-1e400"}
    for value in values:
        literal = value.text if isinstance(value, (Glob, Number)) else ""
        literal = literal.replace("*", "0")
        if NUMBER.match(literal):
            number = Decimal(literal)
            texts |= {f"{one:f}" for one in (number, number + 1, number - 1, number + Decimal("0.5"))}
            texts |= {f"{number * 10:f}e-1", f"{number:f}" + ("0" if "." in f"{number:f}" else ".0")}
    return [NumberText(text) for text in sorted(texts)]


def _distinct(candidates, keep, signature):
    kept = {}
    for candidate in candidates:
        if keep(candidate):
            kept.setdefault(signature(candidate), candidate)
    return list(kept.values())


def candidates(path, own, points, said):
    """Values for one path, of which no atom on it, and no term, tells two apart."""
    values = [atom.value for atom in own if atom.value]
    pool = UNTYPED + strings(values, said) + _numbers(values)

    name = ".".join(map(str, path))

    def signature(value):
        return (type(value) if isinstance(value, (dict, list)) else 0,
                value is not ABSENT and held(said, value), *(masks_of(atom, [value], False, points) for atom in own))

    return _distinct(pool, lambda value: records.may_hold(name, value is not ABSENT, value), signature)


# --- Parts: what stands under one root ---

def _wild(path):
    return next((at for at, step in enumerate(path) if step is None or step == "*"), None)


def _concrete(path):
    """A wildcard stands for two elements: enough for two atoms that different elements serve."""
    at = _wild(path)
    if at is None:
        return [path]
    return [path[:at] + (step,) + path[at + 1:] for step in ((0, 1) if path[at] is None else ("k", "l"))]


def parts(own, points, said, rng):
    """(values of the root's paths, signature) of each distinguishable part."""
    paths = {}
    for atom in own:
        for path in _concrete(atom.path):
            paths.setdefault(path, []).append(atom)
    for path in list(paths):
        at = _wild(paths[path][0].path)
        if at is not None:
            paths.setdefault(path[:at], [])
    wild_free = {path: [type(atom)(path, atom.op, atom.value) for atom in own_atoms] for path, own_atoms in paths.items()}
    pools = {path: candidates(path, same, points, said) for path, same in wild_free.items()}
    order = sorted(pools, key=lambda path: (len(path), [str(step) for step in path]))
    combinations = 1
    for path in order:
        combinations *= len(pools[path])
    if combinations <= PARTS_LIMIT:
        return order, itertools.product(*(pools[path] for path in order))
    return order, ([rng.choice(pools[path]) for path in order] for _ in range(PARTS_LIMIT))


def apply(event, order, values):
    """False: the values contradict each other (a child of a string)."""
    for path, value in zip(order, values):  # parents first
        if value is ABSENT:
            continue
        if not records.put(event, path, value.copy() if isinstance(value, (dict, list)) else value):
            return False
    for path, value in zip(order, values):
        if value is ABSENT:
            records.remove(event, path)
    return True


# --- Questions ---

class Question:
    """A requirement and filters over shared atoms and terms; truths as sets of readings."""

    def __init__(self, requirement, filters, rng):
        self.trees = [requirement, *filters]
        self.said = sorted({Term("", term.text, term.is_regex) for tree in self.trees for term in terms(tree)},
                           key=lambda term: (term.text, term.is_regex))
        self.place = {(term.text, term.is_regex): bit for bit, term in enumerate(self.said)}
        self.atoms = sorted({atom for tree in self.trees for atom in atoms(tree)}, key=lambda atom: atom.printed())
        self.points = points_of(self.trees)
        self.all = (1 << len(readings(self.points))) - 1
        self.rng = rng

    def masks(self, event, some):
        return {atom: masks(atom, event, self.points) for atom in some}

    def occurrence(self, term, occurring):
        """Readings under which the term counts as occurring; `occurring`: a bit for each term that stands there."""
        if not occurring >> self.place[term.text, term.is_regex] & 1:
            return 0
        return self.all if term.is_plain() else mask_of_choice(self.points, term_point(term))

    def matches_terms(self, tree, occurring):
        wanted = [self.occurrence(term, occurring) for term in tree.parts if term.kind == ""]
        any_of = [self.occurrence(term, occurring) for term in tree.parts if term.kind == "?"]
        unwanted = [self.occurrence(term, occurring) for term in tree.parts if term.kind == "-"]
        result = self.all
        if tree.is_open():
            result = mask_of_choice(self.points, tree.printed())
        elif any_of and not wanted:
            result = functools.reduce(operator.or_, any_of)
        else:
            result = functools.reduce(operator.and_, wanted, result)
        return functools.reduce(lambda left, mask: left & ~mask, unwanted, result)

    def matches(self, tree, found, occurring):
        if isinstance(tree, Terms):
            return self.matches_terms(tree, occurring)
        if isinstance(tree, Whole):
            return self.all if tree.everything else mask_of_choice(self.points, tree.printed())

        def formula(node):
            if not isinstance(node, Node):
                return found[node][0]
            result = formula(node.parts[0])
            for part in node.parts[1:]:
                result = result & formula(part) if node.op == "&&" else result | formula(part)
            return result

        result = formula(tree)
        for atom in atoms(tree):
            result &= ~found[atom][1]
        return result

    def truths(self, event):
        found = self.masks(event, self.atoms)
        return [self.matches(tree, found, held(self.said, event)) for tree in self.trees]

    def free_text(self):
        """Whatever else a record says may hold any of the terms."""
        texts = [[example(term) for term in some] for size in range(len(self.said) + 1)
                 for some in itertools.combinations(self.said, size)]
        return [({}, occurring) for occurring in sorted({held(self.said, some) for some in texts})]

    def pool(self, root, own):
        """What the values under one root do to atoms and terms."""
        kept = {}
        order, combinations = parts(own, self.points, self.said, self.rng)
        for values in combinations:
            event = records.plain()
            if not apply(event, order, values) or records.fault(event):
                continue
            found = self.masks(event, own), held(self.said, {root: event[root]} if root in event else {})
            kept.setdefault((*found[0].values(), found[1]), found)
        assert kept, ("no record at all", own)
        return list(kept.values())

    def events(self):
        """(masks of the atoms, terms that occur) of every distinguishable event; the events themselves are not needed."""
        roots = {}
        for atom in self.atoms:
            roots.setdefault(atom.path[0], []).append(atom)
        pools = [self.pool(root, own) for root, own in sorted(roots.items())]
        plain = [({}, held(self.said, {key: value for key, value in records.plain().items() if key not in roots}))]
        pools += [plain, self.free_text()]
        size = 1
        for pool in pools:
            size *= len(pool)
        if size > EVENTS_LIMIT:
            return ([self.rng.choice(pool) for pool in pools] for _ in range(EVENTS_LIMIT))
        return itertools.product(*pools)

    def judge(self):
        """The coverage, and for each filter which kinds of events there are: 0 none, 1 under some readings, 2 under all."""
        possible = sure = False
        filters = [dict.fromkeys(("misses", "noise", "both", "alone"), 0) for _ in self.trees[1:]]
        for combination in self.events():
            truths, occurring = {}, 0
            for masks_of_part, terms_of_part in combination:
                truths.update(masks_of_part)
                occurring |= terms_of_part
            required, *caught = (self.matches(tree, truths, occurring) for tree in self.trees)
            left = required
            for seen, own in zip(filters, caught):
                left &= ~own
                for key, mask in (("misses", required & ~own), ("noise", own & ~required), ("both", own & required),
                                  ("alone", own)):
                    seen[key] = max(seen[key], 2 if mask == self.all else 1 if mask else 0)
            possible |= left != 0
            sure |= left == self.all
        return ("UNCOVERED" if sure else "UNDECIDED" if possible else "COVERED"), filters
