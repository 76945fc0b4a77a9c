"""Filter patterns as Python values: made, mutated and printed here, never parsed.

    And(Atom("errorCode", "=", Glob("A*")), Or(...))      {$.errorCode = "A*" && (...)}
"""

import dataclasses
import functools
import re
from decimal import Decimal

NUMBER = re.compile(r"[+-]?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?\Z")


@functools.lru_cache(None)
def _compiled(glob):
    return re.compile(".*".join(map(re.escape, glob.split("*"))), re.DOTALL)


@dataclasses.dataclass(frozen=True)
class Glob:
    text: str  # every '*' is a wildcard

    def printed(self):
        return '"' + self.text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def has(self, text, reading):
        return _compiled(self.text).fullmatch(text) is not None and (text != "" or reading["U5"] == 0)

    def pieces(self):
        return self.text.split("*")


@dataclasses.dataclass(frozen=True)
class Bare(Glob):
    def printed(self):
        return self.text


@dataclasses.dataclass(frozen=True)
class SingleQuoted(Glob):
    """U11: the quotes are part of the text, or they are not."""

    def printed(self):
        return f"'{self.text}'"

    def has(self, text, reading):
        return Glob(self.text if reading["U11"] else f"'{self.text}'").has(text, reading)

    def pieces(self):
        return [*self.text.split("*"), f"'{self.text}'"]


@dataclasses.dataclass(frozen=True)
class Regex:
    text: str  # without groups, so that Python's meaning is the guide's

    def printed(self):
        return f"%{self.text}%"

    def has(self, text, reading):
        flags = re.ASCII | (re.DOTALL if reading["U12"] else 0)
        source = self.text if reading["U12"] else re.sub(r"\$", r"\\Z", self.text)
        return re.search(source, text, flags) is not None

    def pieces(self):
        return [piece for piece in re.split(r"[^A-Za-z0-9]+", self.text) if piece]


@dataclasses.dataclass(frozen=True)
class Number:
    text: str

    def printed(self):
        return self.text

    def value(self):
        return Decimal(self.text)


@dataclasses.dataclass(frozen=True)
class Atom:
    path: tuple  # keys, indices, "*" for any key, None for any index
    op: str      # = != < <= > >= "IS NULL" "IS TRUE" "IS FALSE" "NOT EXISTS"
    value: object = None

    def printed(self):
        selector = "$" + "".join(f"[{'*' if step is None else step}]" if step is None or isinstance(step, int) else f".{step}"
                                 for step in self.path)
        return f"{selector} {self.op}" + (f" {self.value.printed()}" if self.value else "")


@dataclasses.dataclass(frozen=True)
class Node:
    op: str  # "&&" or "||"
    parts: tuple

    def printed(self):
        """Only the parentheses that precedence demands: a moved parenthesis then is another tree."""
        def part(node):
            return f"({node.printed()})" if isinstance(node, Node) and self.op == "&&" else node.printed()
        return f" {self.op} ".join(map(part, self.parts))


def And(*parts):
    return Node("&&", parts)


def Or(*parts):
    return Node("||", parts)


def text(tree):
    return "{ " + tree.printed() + " }"


def with_double_parentheses(tree):
    def printed(node):
        inner = f" {node.op} ".join(map(printed, node.parts)) if isinstance(node, Node) else node.printed()
        return f"(({inner}))"
    return "{ " + printed(tree) + " }"


def atoms(tree):
    if isinstance(tree, Atom):
        return [tree]
    return [atom for part in tree.parts for atom in atoms(part)]
