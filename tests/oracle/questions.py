"""Seeded random questions: mutations of filters that are really deployed, over known and unknown fields."""

from .patterns import EVERYTHING, UNREAD, And, Atom, Bare, Escaped, Glob, Node, Number, Or, Regex, SingleQuoted, Term, Terms


def atom(path, op, value=None):
    return Atom(tuple(int(step) if step.isdigit() else step for step in path.split(".")), op, value)


A = atom("errorCode", "=", Glob("*UnauthorizedOperation"))
B = atom("errorCode", "=", Glob("AccessDenied*"))
C = atom("sourceIPAddress", "!=", Glob("delivery.logs.amazonaws.com"))
D = atom("eventName", "!=", Glob("HeadBucket"))
INVOKED = atom("userIdentity.invokedBy", "NOT EXISTS")

DEPLOYED = [
    Or(A, B), Or(A, And(B, C, D)), Or(A, B, C, D), And(Or(A, B), And(C, D)), And(Or(A, B), Or(C, D)),
    Or(atom("errorCode", "=", Glob("AccessDenied")), atom("errorCode", "=", Glob("UnauthorizedOperation"))),
    Or(A, And(B, atom("eventName", "!=", Bare("ListDelegatedAdministrators")))),
    And(Or(A, B), Or(INVOKED, atom("userIdentity.invokedBy", "!=", Glob("cloudformation.amazonaws.com")))),
    And(Or(A, B), atom("userIdentity.userName", "!=", Glob("audit"))),
    And(atom("userIdentity.type", "=", Glob("Root")), INVOKED, atom("eventType", "!=", Glob("AwsServiceEvent"))),
    And(atom("eventName", "=", Bare("ConsoleLogin")), atom("additionalEventData.MFAUsed", "!=", Glob("Yes"))),
    And(atom("eventSource", "=", Bare("kms.amazonaws.com")),
        Or(atom("eventName", "=", Bare("DisableKey")), atom("eventName", "=", Bare("ScheduleKeyDeletion")))),
    And(atom("eventName", "=", Bare("ConsoleLogin")), atom("errorMessage", "=", Glob("Failed authentication"))),
    Or(A, B, atom("responseElements.message", "=", Glob("x"))),
    And(atom("errorCode", "=", Glob("*")), atom("readOnly", "IS FALSE")),
    Or(atom("eventType", "=", Glob("*Insight")), And(A, atom("eventType", "!=", Glob("AwsCloudTrailInsight")))),
    Or(atom("requestParameters.n", ">=", Number("404")), atom("requestParameters.n", "=", Bare("4*"))),
]
VALUES = [Glob("AccessDenied*"), Glob("*Denied*"), Glob("*"), Glob("Access*ion"), Glob("*UnauthorizedOperation"), Glob("x"),
          Bare("AccessDenied"), Glob("HeadBucket"), Glob("AwsCloudTrailInsight"), Glob(""), Number("404"), Number("-1.5")]
REGEXES = [Regex("Denied"), Regex("^Access"), Regex("Operation$"), Regex("^Access|^Client"),
           Regex("[A-C]ccess.*ied"), Regex("^Access.{1,3}$")]
ESCAPES = [Escaped(text) for text in (r"\*", r"Access\*", r"Access\Denied", r"\*Denied*", r"Access\\*", r"Access\"*", r"*\nDenied")]
WORDS = ["AccessDenied", "UnauthorizedOperation", "Denied", "Access", "HeadBucket", "errorCode", "eventName", "userName", "zzz",
         "true", "404", "delivery.logs.amazonaws.com", "Failed authentication", "aws-cli/2", "ä", ""]
WORD_REGEXES = ["AccessDenied|UnauthorizedOperation", "Access[A-Z]enied", "^AccessDenied", "error[C-D]ode"]
DEPLOYED_TERMS = [Terms((Term("?", "AccessDenied"), Term("?", "UnauthorizedOperation"))), Terms((Term("", "AccessDenied"),)),
                  Terms((Term("?", "Denied"), Term("?", "Unauthorized"))), Terms((Term("", "AccessDenied"), Term("-", "HeadBucket"))),
                  Terms((Term("-", "HeadBucket"),)), Terms((Term("", "ConsoleLogin"), Term("", "Failed authentication")))]
FIELDS = ["errorCode", "eventName", "eventSource", "sourceIPAddress", "userIdentity.userName", "errorMessage", "own", "own.child",
          "own.child.0", "requestParameters.n", "readOnly", "requestParameters", "eventType"]
COMPARISONS = ["=", "!="]
ORDERS = ["<", "<=", ">", ">="]
TESTS = ["IS NULL", "IS TRUE", "IS FALSE", "NOT EXISTS"]


class Source:
    """`families`: which parts of the language occur: "regex", "wildcard", "single", "escape", "terms", "whole"."""

    def __init__(self, rng, families=()):
        self.rng, self.families = rng, families

    def value(self):
        choice = self.rng.random()
        if "regex" in self.families and choice < 0.3:
            return self.rng.choice(REGEXES)
        if "single" in self.families and choice < 0.4:
            return SingleQuoted("AccessDenied")
        if "escape" in self.families and choice < 0.5:
            return self.rng.choice(ESCAPES)
        if "terms" in self.families and choice < 0.5:
            return Glob(f"*{self.rng.choice(WORDS)}*")
        return self.rng.choice(VALUES)

    def with_value(self, path, op, value):
        return Atom(path, self.rng.choice(COMPARISONS), value) if op in TESTS + ORDERS else Atom(path, op, value)

    def leaf(self):
        path = atom(self.rng.choice(FIELDS), "=").path
        if "wildcard" in self.families and self.rng.random() < 0.5:
            path = self.rng.choice([("own", None), ("own", "*"), ("own", None, "child")])
        choice = self.rng.random()
        if choice < 0.2:
            return Atom(path, self.rng.choice(TESTS))
        if choice < 0.3:
            return Atom(path, self.rng.choice(ORDERS), Number(self.rng.choice(["404", "4e2", "-1.5", ".5"])))
        return Atom(path, self.rng.choice(COMPARISONS), self.value())

    # --- Mutations of a tree; each returns another tree ---

    def swap_operator(self, tree):
        if isinstance(tree, Node):
            return Node("&&" if tree.op == "||" else "||", tree.parts)
        opposite = {"=": "!=", "!=": "=", "NOT EXISTS": "IS NULL", "IS FALSE": "IS TRUE", "IS TRUE": "IS FALSE",
                    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "IS NULL": "NOT EXISTS"}
        return Atom(tree.path, opposite[tree.op], tree.value)

    def move_parenthesis(self, tree):
        """A && (B || C)  ->  A && B || C; A || B && C  ->  (A || B) && C."""
        if not isinstance(tree, Node) or len(tree.parts) < 2:
            return tree
        at = self.rng.randrange(1, len(tree.parts))
        left = tree.parts[0] if at == 1 else Node(tree.op, tree.parts[:at])
        right = tree.parts[at:]
        if len(right) == 1 and isinstance(right[0], Node):
            first, *rest = right[0].parts
            return Node(right[0].op, (Node(tree.op, (left, first)), *rest))
        return Node("&&" if tree.op == "||" else "||", (left, *right))

    def change_wildcards(self, tree):
        if isinstance(tree, Node) or not isinstance(tree.value, (Glob, Bare)):
            return tree
        text = tree.value.text
        changed = text.replace("*", "") if "*" in text else self.rng.choice(["*" + text, text + "*", text[:3] + "*" + text[3:]])
        return Atom(tree.path, tree.op, Glob(changed))

    def drop(self, tree):
        if not isinstance(tree, Node) or len(tree.parts) < 2:
            return tree
        parts = list(tree.parts)
        del parts[self.rng.randrange(len(parts))]
        return parts[0] if len(parts) == 1 else Node(tree.op, tuple(parts))

    def replace(self, _):
        return self.leaf()

    def add(self, tree):
        return Node(self.rng.choice(["&&", "||"]), (tree, self.leaf()))

    def change_value(self, tree):
        if isinstance(tree, Node) or tree.value is None:
            return tree
        return self.with_value(tree.path, tree.op, self.value())

    MUTATIONS = [swap_operator, move_parenthesis, change_wildcards, drop, replace, add, change_value]

    def mutate(self, tree):
        """At a random place."""
        if isinstance(tree, Node) and self.rng.random() < 0.7:
            at = self.rng.randrange(len(tree.parts))
            parts = list(tree.parts)
            parts[at] = self.mutate(parts[at])
            return Node(tree.op, tuple(parts))
        return self.rng.choice(self.MUTATIONS)(self, tree)

    def mutated(self, tree, times):
        for _ in range(times):
            tree = self.mutate(tree)
        return tree

    def split(self, tree):
        """Over two filters."""
        if not isinstance(tree, Node) or tree.op != "||" or len(tree.parts) < 2:
            return [tree]
        at = self.rng.randrange(1, len(tree.parts))
        return [parts[0] if len(parts) == 1 else Node("||", parts) for parts in (tree.parts[:at], tree.parts[at:])]

    # --- Patterns of the other families ---

    def term(self):
        if self.rng.random() < 0.15:
            return Term(self.rng.choice(["", "?"]), self.rng.choice(WORD_REGEXES), True)
        return Term(self.rng.choice(["", "", "?", "?", "-"]), self.rng.choice(WORDS))

    def terms(self, near=None):
        """One like that, or a deployed one; perhaps with a term added, dropped, or made another kind."""
        parts = list((near or self.rng.choice(DEPLOYED_TERMS)).parts)
        if self.rng.random() < 0.5:
            at = self.rng.randrange(len(parts))
            parts[at] = Term(self.rng.choice(["", "?", "-"]), parts[at].text)
        if len(parts) > 1 and self.rng.random() < 0.3:
            del parts[self.rng.randrange(len(parts))]
        if self.rng.random() < 0.5:
            parts.insert(self.rng.randrange(len(parts) + 1), self.term())
        return Terms(tuple(parts))

    def about_a_word(self, requirement, filters):
        """A word that the requirement wants in some value, and a filter that looks for it."""
        word, path = self.rng.choice(WORDS), atom(self.rng.choice(["errorMessage", "userIdentity.userName", "own"]), "=").path
        requirement = Node(self.rng.choice(["&&", "&&", "||"]), (requirement, Atom(path, "=", Glob(f"*{word}*"))))
        return requirement, [Terms((Term("?", word), *([self.term()] if self.rng.random() < 0.3 else []))), *filters[1:]]

    def other(self, tree):
        """The pattern, or one of another family in its place."""
        choice = self.rng.random()
        if "terms" in self.families and choice < 0.6:
            return self.terms()
        if "whole" in self.families and choice < 0.5:
            return self.rng.choice(UNREAD + EVERYTHING[:2])
        return tree

    def question(self):
        """(requirement, filters); at least one of another family, where there are such."""
        requirement, filters = self.json_question()
        if "terms" in self.families and self.rng.random() < 0.2:
            return self.about_a_word(requirement, filters)
        if {"terms", "whole"} & set(self.families):
            filters = [self.other(one) for one in filters]
            if self.rng.random() < 0.5:
                requirement = self.other(requirement)
                if isinstance(requirement, Terms):
                    filters[0] = self.terms(requirement)
            if self.rng.random() < 0.2:
                filters.append(requirement)
        return requirement, filters

    def json_question(self):
        base = self.rng.choice(DEPLOYED)
        requirement = self.mutated(base, self.rng.choice([0, 0, 1, 2]))
        near = self.rng.choice([base, requirement, requirement, self.rng.choice(DEPLOYED)])
        filters = []
        for part in self.split(near):
            filters.append(self.mutated(part, self.rng.choice([0, 1, 1, 2])))
        if self.rng.random() < 0.3:
            filters.append(self.mutated(self.rng.choice(DEPLOYED), 1))
        return requirement, filters
