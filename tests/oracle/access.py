"""Resource policies by brute force: does one let CloudWatch act, whatever the keys that nobody knows?

Written from the IAM user guide (evaluation logic, condition operators) and policy.md, in two truth values. What the
program calls unknown is a key of which the request may have any value, or none: every such world is evaluated.
"""

import itertools
import re

KNOWN = {"aws:sourceaccount": "111122223333", "aws:sourceowner": "111122223333", "aws:securetransport": "true",
         "aws:sourcearn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:unauthorized", "aws:principalisawsservice": "true",
         "aws:principalservicename": "cloudwatch.amazonaws.com", "aws:principalorgid": None, "aws:principalarn": None,
         "aws:principalaccount": None, "aws:sourcevpce": None}
OPEN = {"aws:sourcevpc": (None, "vpc-1", "vpc-2"), "aws:calledvia": (None, "x")}


def glob(pattern, text, ignore_case=False):
    parts = ("." if part == "?" else ".*" if part == "*" else re.escape(part) for part in re.split(r"([*?])", pattern))
    return re.fullmatch("".join(parts), text, re.S | (re.I if ignore_case else 0)) is not None


def arn(pattern, text):
    wanted, found = pattern.split(":", 5), text.split(":", 5)
    return len(wanted) == 6 and len(found) == 6 and all(map(glob, wanted, found))


MATCHES = {"Equals": lambda a, b: a == b, "EqualsIgnoreCase": lambda a, b: a.lower() == b.lower(), "Like": glob, "Arn": arn}
OPERATORS = {"StringEquals": ("Equals", False), "StringNotEquals": ("Equals", True), "StringLike": ("Like", False),
             "StringNotLike": ("Like", True), "StringEqualsIgnoreCase": ("EqualsIgnoreCase", False),
             "StringNotEqualsIgnoreCase": ("EqualsIgnoreCase", True), "ArnLike": ("Arn", False), "ArnNotLike": ("Arn", True),
             "ArnEquals": ("Arn", False), "Bool": ("EqualsIgnoreCase", False)}


def listed(value):
    return value if isinstance(value, list) else [value]


def condition_holds(operator, key, values, world):
    value = {**KNOWN, **world}[key.lower()]
    if operator == "Null":
        return any(text == ("true" if value is None else "false") for text in values)
    name = operator.removesuffix("IfExists")
    match, negated = OPERATORS[name]
    if value is None:
        return negated or name != operator
    return any(MATCHES[match](text, value) for text in values) != negated


def principal_matches(principal):
    if principal == "*":
        return True
    return "*" in listed(principal.get("AWS", [])) or "cloudwatch.amazonaws.com" in listed(principal.get("Service", []))


def applies(statement, resource, world):
    action = any(glob(text, "sns:Publish", True) for text in listed(statement.get("Action", statement.get("NotAction"))))
    place = any(glob(text, resource) for text in listed(statement.get("Resource", statement.get("NotResource"))))
    return (action == ("Action" in statement) and place == ("Resource" in statement) and principal_matches(statement["Principal"]) and
            all(condition_holds(operator, key, listed(values), world)
                for operator, block in statement.get("Condition", {}).items() for key, values in block.items()))


def allows(policy, resource):
    """The answers of all worlds: {True}, {False} or both."""
    def answer(world):
        effects = {statement["Effect"] for statement in policy["Statement"] if applies(statement, resource, world)}
        return "Allow" in effects and "Deny" not in effects
    return {answer(dict(zip(OPEN, values))) for values in itertools.product(*OPEN.values())}


# --- Random policies, most of them near the border ---

PRINCIPALS = ["*", {"AWS": "*"}, {"Service": "cloudwatch.amazonaws.com"}, {"Service": ["events.amazonaws.com", "cloudwatch.amazonaws.com"]},
              {"AWS": "arn:aws:iam::111122223333:root"}, {"Service": "events.amazonaws.com"}, {"AWS": ["444455556666", "*"]}]
ACTIONS = ["sns:Publish", "SNS:PUBLISH", "sns:*", "*", "sns:Pub???h", "sns:Subscribe", ["sns:Subscribe", "sns:publish"], "kms:*"]
VALUES = {"aws:SourceAccount": ["111122223333", "444455556666", "1111*"], "AWS:SourceOwner": ["111122223333", "1"],
          "aws:SourceArn": ["arn:aws:cloudwatch:eu-west-1:111122223333:alarm:unauthorized", "arn:aws:cloudwatch:*:111122223333:alarm:*",
                            "arn:aws:cloudwatch:us-*:*:alarm:*", "arn:aws:sns:*:*:*"],
          "aws:SecureTransport": ["true", "false"], "aws:PrincipalIsAWSService": ["true", "false"],
          "aws:PrincipalServiceName": ["cloudwatch.amazonaws.com", "*.amazonaws.com", "x"], "aws:PrincipalOrgID": ["o-1"],
          "aws:SourceVpce": ["vpce-1"], "aws:SourceVpc": ["vpc-1"], "aws:CalledVia": ["x", "y"]}


def random_condition(rng):
    condition = {}
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
        key = rng.choice(list(VALUES))
        operator = rng.choice([*OPERATORS, *OPERATORS, "Null"])
        if operator.startswith("Arn") and key != "aws:SourceArn":
            operator = "StringEquals"
        if operator != "Null" and rng.random() < 0.2:
            operator += "IfExists"
        values = ["true", "false"] if operator == "Null" else VALUES[key]
        chosen = rng.sample(values, rng.randint(1, min(2, len(values))))
        condition.setdefault(operator, {})[key] = chosen if rng.random() < 0.5 else chosen[0]
    return condition


def random_policy(rng, resource):
    statements = []
    for _ in range(rng.choice((1, 1, 2, 2, 3))):
        statement = {"Effect": rng.choice(("Allow", "Allow", "Deny")), "Principal": rng.choice(PRINCIPALS),
                     rng.choice(("Action", "Action", "Action", "NotAction")): rng.choice(ACTIONS),
                     rng.choice(("Resource", "Resource", "Resource", "NotResource")): rng.choice((resource, "*", "arn:aws:sns:*:*:topic-?*", resource + "x"))}
        condition = random_condition(rng)
        statements.append({**statement, "Condition": condition} if condition else statement)
    return {"Version": "2012-10-17", "Statement": statements}
