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
class Escaped(Glob):
    """U6: `\\*` and `\\n` in a quoted value are the bare character, or a backslash and what follows. `text` is as written."""

    def printed(self):
        return f'"{self.text}"'

    def _alternatives(self):
        """(regular expression, pieces) of each reading."""
        for backslash in ("", "\\"):
            pieces, at = [""], 0
            while at < len(self.text):
                escaped = self.text[at] == "\\"
                at += escaped
                if escaped and self.text[at] in '"\\':
                    pieces[-1] += self.text[at]
                elif self.text[at] == "*" and not (escaped and backslash == ""):
                    pieces[-1] += backslash if escaped else ""
                    pieces.append("")
                else:
                    pieces[-1] += (backslash if escaped else "") + self.text[at]
                at += 1
            yield re.compile(".*".join(map(re.escape, pieces)), re.DOTALL), pieces

    def has(self, text, reading):
        found = list(self._alternatives())[reading["U6"]][0]
        return found.fullmatch(text) is not None and (text != "" or reading["U5"] == 0)

    def pieces(self):
        return [piece for _, pieces in self._alternatives() for piece in pieces]


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


# --- Whole patterns of the other families ---


@dataclasses.dataclass(frozen=True)
class Term:
    kind: str  # "" must, "?" any, "-" not
    text: str
    is_regex: bool = False

    def printed(self):
        if self.is_regex:
            return f"{self.kind}%{self.text}%"
        bare = re.fullmatch(r"\w+", self.text, re.ASCII)
        return self.kind + (self.text if bare else '"' + self.text.replace("\\", "\\\\").replace('"', '\\"') + '"')

    def has(self, word):
        """Is it in a key, a string or a number that stands in the record? A regular expression must find characters that
        JSON does not escape (T6)."""
        if self.is_regex and (self.text.startswith("^") or self.text.endswith("$")):
            return False  # a record begins and ends with a brace
        if self.is_regex:
            return any(_SAFE.fullmatch(found.group()) for found in re.finditer(self.text, word, re.ASCII))
        return self.text in word

    def is_plain(self):
        """JSON writes it as it is."""
        return self.is_regex or _SAFE.fullmatch(self.text) is not None


_SAFE = re.compile(r'[ !#-.0-\[\]-~]*')


@dataclasses.dataclass(frozen=True)
class Terms:
    parts: tuple  # of Term

    def printed(self):
        return " ".join(part.printed() for part in self.parts)

    def is_open(self):
        """U13: `-a` alone, `?a` beside `-b`."""
        kinds = {part.kind for part in self.parts}
        return "-" in kinds and ("" not in kinds or "?" in kinds)


@dataclasses.dataclass(frozen=True)
class Whole:
    """A pattern that no atom is read from: it matches everything, or it has no single reading."""
    text: str
    everything: bool

    def printed(self):
        return self.text


EVERYTHING = [Whole(text, True) for text in ("[]", "[...]", "[ ... ]", '""', '" "')]
UNREAD = [Whole(text, False) for text in ("{}", "[a, b]", "[..., code = Access*]", "[code = 4*, ...]")]


def And(*parts):
    return Node("&&", parts)


def Or(*parts):
    return Node("||", parts)


def text(tree):
    return tree.printed() if isinstance(tree, (Terms, Whole)) else "{ " + tree.printed() + " }"


def with_double_parentheses(tree):
    if isinstance(tree, (Terms, Whole)):
        return text(tree)

    def printed(node):
        inner = f" {node.op} ".join(map(printed, node.parts)) if isinstance(node, Node) else node.printed()
        return f"(({inner}))"
    return "{ " + printed(tree) + " }"


def atoms(tree):
    if isinstance(tree, Atom):
        return [tree]
    if isinstance(tree, (Terms, Whole)):
        return []
    return [atom for part in tree.parts for atom in atoms(part)]


def terms(tree):
    return tree.parts if isinstance(tree, Terms) else ()
