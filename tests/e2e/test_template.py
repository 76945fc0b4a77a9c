"""Does the template give the function the permissions that it uses, and no others?"""

import re

import cfnlint.decode
import pytest

from . import emulators
from .test_rie import ACCOUNTS

SIGNED_AS = {"monitoring": "cloudwatch"}  # IAM has a name of its own for it
# Named in the sources because CloudWatch needs them on the topic and its key; and what nobody needs a permission for.
NOT_OURS = {"sns:Publish", "kms:Decrypt", "kms:GenerateDataKey", "sts:GetCallerIdentity"}
OWN_LOG = {"logs:CreateLogStream", "logs:PutLogEvents"}


def template():
    loaded, faults = cfnlint.decode.decode(str(emulators.REPO / "template.yaml"))
    assert faults == []
    return loaded["Resources"]


def policies(resources):
    """Every policy document of the template."""
    for resource in resources.values():
        properties = resource["Properties"]
        if "PolicyDocument" in properties:
            yield properties["PolicyDocument"]
        for policy in properties.get("Policies", []):
            yield policy["PolicyDocument"]


def granted():
    actions = set()
    for document in policies(template()):
        for statement in document["Statement"]:
            action = statement["Action"]
            actions |= {action} if isinstance(action, str) else set(action)
    return actions


def test_the_role_may_do_what_the_program_names_as_needed_and_nothing_else():
    sources = (path.read_text("utf-8") for path in (emulators.REPO / "function").rglob("*.c"))
    named = set(re.findall(r'"((?:cloudtrail|logs|cloudwatch|sns|kms|config|sts):[A-Z]\w+)"', "\n".join(sources)))
    assert granted() == named - NOT_OURS | OWN_LOG


@pytest.mark.parametrize("name", [row[0] for row in ACCOUNTS])
@pytest.mark.parametrize("trigger", ["config-scheduled", "eventbridge-scheduled"])
def test_every_call_on_the_wire_is_granted(name, trigger, account, stub, function, event):
    account(name)
    function(CONFIG_RULE_NAMES="rule", PROCESS_CHECK_RULE_NAMES="check").invoke(event(trigger))
    sent = {f"{SIGNED_AS.get(call.service, call.service)}:{call.operation}" for call in stub.requests if call.service}
    assert sent and sent <= granted()


@pytest.mark.parametrize("action", ["sts:AssumeRole", "config:StartConfigRulesEvaluation", "config:PutExternalEvaluation"])
def test_what_reaches_beyond_reading_is_never_granted_on_everything(action):
    found = [statement["Resource"] for document in policies(template()) for statement in document["Statement"]
             if action in statement["Action"]]
    assert found and "*" not in found


def test_the_rule_asks_on_schedule_and_on_both_kinds_of_change():
    details = template()["EarshotRule"]["Properties"]["Source"]["SourceDetails"]
    assert [row["MessageType"] for row in details] == [
        "ScheduledNotification", "ConfigurationItemChangeNotification", "OversizedConfigurationItemChangeNotification"]
