"""Questions that are hard on purpose, made from the grammar: families that grow with a size, and mutations of questions.

    Filter("||", [["$.errorCode = a*", "$.own = 1"], ["$.x IS NULL"]])      { ($.errorCode = a* && $.own = 1) || $.x IS NULL }
"""

import dataclasses

LIMIT = 1024  # characters of a pattern
FILTERS = 100  # of a log group

FIELDS = ["errorCode", "eventName", "sourceIPAddress", "errorMessage", "userIdentity.userName", "userIdentity", "own", "own.child",
          "own.child[0]", "own[*]", "own.*", "own[*].child", "requestParameters.n", "readOnly"]
REQUIREMENTS = ["cis", "cis-1.2", "cis-4.3", "{ $.own = * }", "{ $.errorCode = %a.{9}b% || $.own IS NULL }", "{ $.own[*] = a }",
                '{ $.own != "\\*" && $.own.child != \'a\' }', "{ $.requestParameters.n > 4 }", "{ $.errorMessage = * }"]


@dataclasses.dataclass(frozen=True)
class Filter:
    """Clauses joined by `op`, the atoms of a clause by the other operator. No op: terms."""
    op: str
    clauses: tuple

    def text(self):
        if not self.op:
            return " ".join(clause[0] for clause in self.clauses)
        inner = {"||": " && ", "&&": " || "}[self.op]
        return "{ " + f" {self.op} ".join(f"({inner.join(clause)})" if len(clause) > 1 else clause[0] for clause in self.clauses) + " }"

    def cut(self):
        """What of it a pattern may hold: what stands behind the limit falls off."""
        size, kept = 4, []
        for clause in self.clauses:
            size += 6 + sum(len(atom) + 4 for atom in clause)
            if kept and size > LIMIT:
                break
            kept.append(clause)
        return Filter(self.op, tuple(kept))


@dataclasses.dataclass(frozen=True)
class Question:
    require: str
    filters: tuple  # of Filter, or of texts
    recorded: tuple = ()  # what each of several trails records: every filter counts behind every trail

    def row(self):
        row = {"require": self.require, "patterns": [one if isinstance(one, str) else one.text() for one in self.filters]}
        return {**row, "recorded": list(self.recorded)} if self.recorded else row

    def size(self):
        return sum(len(text) for text in self.row()["patterns"])


# --- Families: what a size of n means is the number of atoms, of characters in one regular expression, or of filters ---


def union(atoms, op="||"):
    return Filter(op, tuple((atom,) for atom in atoms)).cut()


def parentheses(n):
    return Question("cis", ("{" + "(" * n + "$.errorCode = AccessDenied*" + ")" * n + "}",))


def literals(n):
    return Question("cis", (union(f"$.errorCode = AccessDenied{i}" for i in range(n)),))


def globs(n):
    """Stars at both ends and inside, over two letters."""
    return Question("cis", (union(f"$.errorCode = *{i:b}*".replace("0", "a").replace("1", "b") for i in range(1, n + 1)),))


def repeats(n):
    return Question("cis", (f"{{ $.errorCode = %.*a.{{{n}}}b% && $.errorCode = %b.{{{n}}}a% }}",))


def classes(n):
    return Question("cis", ("{ $.errorCode = %^" + "".join(f"[{chr(97 + i % 26)}-z]" for i in range(n)) + "$% }",))


def regexes(n):
    return Question("cis", tuple(f"{{ $.errorCode = %a.{{{9 + i % 7}}}{chr(97 + i % 26)}% && $.eventName = %[ab]{{{1 + i}}}c% }}" for i in range(n)))


def wildcards(n):
    return Question("{ $.own[*] = a }", tuple(f"{{ $.own[*] = a{i}* && $.own[*] != b{i} && $.own[{i}] = * }}" for i in range(n)))


def terms(n):
    return Question("cis", tuple(f'?Denied{i} ?"Operation {i}" -x{i}' if i % 2 else f"Denied{i} Access{i}" for i in range(n)))


def numbers(n):
    return Question("{ $.own > 0 }", tuple(f"{{ $.own >= {i} && $.own < {i}.5 || $.own = {i}* }}" for i in range(n)))


def fields(n):
    return Question("cis", tuple(f"{{ $.x{i} = a || $.x{i}.y != b && $.x{i + 1} NOT EXISTS }}" for i in range(n)))


def open_points(n):
    """U1 to U6 and U11 on unknown fields: as many joint readings as there can be."""
    return Question("cis", tuple(f"{{ $.own{i} != 'a' && $.own{i} = \"\\n{i}*\" || $.own{i} = {i} || $.own{i}.b != \"\" && $.own{i} = %x.{i}$% }}"
                                 for i in range(n)))


def terms_and_fields(n):
    """Every field is asked about every term."""
    few = tuple(" ".join(f'?Access{i}x{k} ?"b{k}"' for k in range(4)) for i in range(n // 2))
    return Question("cis", open_points(n - n // 2).filters + few)


def indices(n):
    """Events with long arrays, and many conditions on their ends."""
    return Question("{ $.own[999] = * }", tuple("{ " + f"$.own[999] = b{i} || " + " || ".join(f"$.own[{j}] = x{i}" for j in range(960, 1000))
                                                + " }" for i in range(n)))


def wildcard_indices(n):
    """The same behind a wildcard, where up to 16 events are tried."""
    return Question("{ $.own[*] = a && $.own[999] = * }",
                    tuple("{ " + f"$.own[*] = b{i} && $.own[999] != b{i} || " + " || ".join(f"$.own[{j}] = x{i}" for j in range(960, 985))
                          + " }" for i in range(n)))


def generic(n):
    """The generic call has a text that fits none of these, where there is one: 100 automata more."""
    words = [f"{i:06b}".replace("0", "a").replace("1", "y") for i in range(64)]
    return Question("cis", tuple("{ $.own = * && (" + " || ".join(f"$.own = *{words[(i + k) % 64]}*" for k in range(40)) + ") }" for i in range(n)))


def trails(n):
    """Five trails with selectors of their own, n filters: 5 n counters."""
    recorded = tuple("{ $.readOnly IS %s && $.eventSource != kms%d* && ($.eventName = a%d* || $.eventName != *b%d) }" % (flag, i, i, i)
                     for i, flag in enumerate(["TRUE", "FALSE", "TRUE", "FALSE", "TRUE"]))
    return Question("cis", tuple(f"{{ $.errorCode = *{i}Denied* && $.eventName != Head{i}* }}" for i in range(n)), recorded)


FAMILIES = {"parentheses": (parentheses, [10, 100, 400, 490]), "literals": (literals, [1, 5, 22, 32]), "globs": (globs, [1, 5, 10, 22, 40]),
            "repeats": (repeats, [2, 5, 8, 10, 12, 15, 20, 40]), "classes": (classes, [1, 10, 50, 190]), "regexes": (regexes, [1, 3, 10, 30, 100]),
            "wildcards": (wildcards, [1, 3, 10, 30, 100]), "terms": (terms, [1, 10, 30, 100]), "numbers": (numbers, [1, 10, 30, 100]),
            "fields": (fields, [1, 3, 10, 30, 100]), "open points": (open_points, [1, 3, 10, 30, 100]), "trails": (trails, [1, 3, 10, 30, 100]),
            "terms and fields": (terms_and_fields, [2, 10, 30, 100]), "indices": (indices, [1, 3, 10, 30, 100]),
            "indices, wildcard": (wildcard_indices, [1, 3, 10, 30, 100]), "generic": (generic, [1, 3, 10, 30, 100])}


# --- Mutations ---


class Adversary:
    def __init__(self, rng):
        self.rng = rng

    def word(self, most=8):
        return "".join(self.rng.choice("aab*") for _ in range(self.rng.randint(1, most)))

    def regex(self):
        n, pick = self.rng.randint(1, 40), self.rng.choice
        return pick([f".*a.{{{n}}}b", f"a.{{{n}}}b.*b.{{{n}}}a", f"[ab]{{{n}}}c", f"^[^a]*a[^b]{{,{n}}}$", "a?" * n + "a" * n,
                     "|".join(f"{pick('ab')}.{{{i}}}{pick('ab')}" for i in range(n % 9 + 1)), f"\\w+\\d{{{n}}}\\s*$", f"(.a|{n})"[1:-1]])

    def value(self):
        choice = self.rng.random()
        if choice < 0.3:
            return f"%{self.regex()}%"
        if choice < 0.6:
            return f'"{self.word(self.rng.choice([3, 8, 60]))}"'
        return self.rng.choice(["'a*'", '"\\*a"', '"\\n"', '""', "*", "404", "4*", '"404"', ".5e1", "-3", f'"{self.rng.choice("abc") * 9}*"'])

    def atom(self):
        field = self.rng.choice(FIELDS + [f"x{self.rng.randrange(20)}"])
        choice = self.rng.random()
        if choice < 0.15:
            return f"$.{field} {self.rng.choice(['IS NULL', 'IS TRUE', 'IS FALSE', 'NOT EXISTS'])}"
        if choice < 0.25:
            return f"$.{field} {self.rng.choice(['<', '<=', '>', '>='])} {self.rng.choice(['404', '4e2', '-.5', '1e9'])}"
        return f"$.{field} {self.rng.choice(['=', '=', '!='])} {self.value()}"

    def term(self):
        return self.rng.choice(["", "?", "-"]) + self.rng.choice(['"a b"', "Access", '"/"', f"%{self.regex()}%", self.word().replace("*", "c")])

    def filter(self):
        if self.rng.random() < 0.1:
            return Filter("", tuple((self.term(),) for _ in range(self.rng.randint(1, 20)))).cut()
        return self.legal(Filter(self.rng.choice(["||", "&&"]),
                                 tuple(tuple(self.atom() for _ in range(self.rng.randint(1, 3))) for _ in range(self.rng.randint(1, 20)))))

    def legal(self, one):
        """Two regular expressions, three wildcard selectors: of others another atom."""
        regexes = wildcards = 0
        clauses = []
        for clause in one.clauses:
            atoms = []
            for atom in clause:
                regexes += "%" in atom
                wildcards += "[*]" in atom or ".*" in atom.split(" ")[0]
                if ("%" in atom and regexes > 2) or (("[*]" in atom or ".*" in atom.split(" ")[0]) and wildcards > 3):
                    atom = f'$.errorCode = "{self.word()}"'
                atoms.append(atom)
            clauses.append(tuple(atoms))
        return Filter(one.op, tuple(clauses)).cut()

    def changed(self, one):
        if isinstance(one, str) or not one.op or self.rng.random() < 0.1:
            return self.filter()
        clauses = [list(clause) for clause in one.clauses]
        at = self.rng.randrange(len(clauses))
        match self.rng.randrange(6):
            case 0:
                clauses[at][self.rng.randrange(len(clauses[at]))] = self.atom()
            case 1:
                clauses[at].append(self.atom())
            case 2:
                clauses.insert(at, [self.atom()])
            case 3:
                del clauses[at]
            case 4:
                return Filter("&&" if one.op == "||" else "||", one.clauses)
            case 5:  # the same field, over and over
                field = clauses[at][0].split(" ")[0]
                clauses += [[f"{field} {self.rng.choice(['=', '!='])} {self.value()}"] for _ in range(self.rng.randint(1, 30))]
        return self.legal(Filter(one.op, tuple(map(tuple, clauses)))) if clauses else self.filter()

    def mutated(self, question):
        filters = list(question.filters)
        choice = self.rng.random()
        at = self.rng.randrange(len(filters))
        if choice < 0.1:
            return dataclasses.replace(question, require=self.rng.choice(REQUIREMENTS))
        if choice < 0.3 and len(filters) < FILTERS:
            more = self.rng.choice([1, 5, FILTERS])
            filters += [self.changed(filters[at]) for _ in range(min(more, FILTERS - len(filters)))]
        elif choice < 0.4 and len(filters) > 1:
            del filters[at]
        elif choice < 0.5:
            filters = [self.changed(one) if self.rng.random() < 0.3 else one for one in filters]
        else:
            filters[at] = self.changed(filters[at])
        return dataclasses.replace(question, filters=tuple(filters))
