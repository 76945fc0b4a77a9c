"""What a CloudTrail record is: T1-T3 and T7 of filter-pattern.md section 10.10, as predicates."""

import copy
import re

IPV6 = r"[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*"
NAME = r"[A-Za-z0-9-][A-Za-z0-9.-]*\.[A-Za-z0-9.-]*[A-Za-z0-9-]"
ADDRESS = re.compile(f"(?:{IPV6}|{NAME}|AWS Internal)")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")

REQUIRED = {"eventVersion", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress"}
ISSUER = "userIdentity.sessionContext.sessionIssuer"
STRINGS = {"errorCode", "errorMessage", "eventType", "eventCategory", "recipientAccountId", "vpcEndpointId", "userAgent",
           "requestID", "eventID", *(f"userIdentity.{key}" for key in ("type", "arn", "accountId", "principalId", "userName",
                                                                     "invokedBy", "accessKeyId")),
           *(f"{ISSUER}.{key}" for key in ("type", "principalId", "arn", "accountId", "userName"))}
FLAGS = {"readOnly", "managementEvent"}
OBJECTS = {"userIdentity.sessionContext", ISSUER}
OBJECTS_OR_NULL = {"requestParameters", "responseElements", "additionalEventData"}
DOCUMENTED = sorted({"userIdentity"} | REQUIRED | STRINGS | FLAGS | OBJECTS | OBJECTS_OR_NULL)

# The least that a record holds: whatever else it says is a question's own.
PLAIN = {"eventVersion": "1", "userIdentity": {}, "eventTime": "1", "eventSource": "q", "eventName": "q", "awsRegion": "q",
         "sourceIPAddress": "1.1"}


def _at(event, path):
    """(True, value) or (False, None)."""
    for key in path.split("."):
        if not isinstance(event, dict) or key not in event:
            return False, None
        event = event[key]
    return True, event


def may_hold(path, present, value):
    """May this stand at a documented path? Anything may at another one."""
    if path == "userIdentity":
        return isinstance(value, dict)
    if not present:
        return path not in REQUIRED
    if path in REQUIRED | STRINGS:
        well = type(value) is str
        if well and (path in REQUIRED or path == "errorCode"):
            well = value != "" and not CONTROL.search(value)
        if well and path == "sourceIPAddress":
            well = ADDRESS.fullmatch(value) is not None
        return well and (path, value) != ("eventType", "AwsCloudTrailInsight")
    if path in FLAGS:
        return value is True or value is False
    if path in OBJECTS | OBJECTS_OR_NULL:
        return isinstance(value, dict) or (value is None and path in OBJECTS_OR_NULL)
    return True


def fault(event):
    """The path where this is no record; None when it is one."""
    return next((path for path in DOCUMENTED if not may_hold(path, *_at(event, path))), None)


def plain():
    return copy.deepcopy(PLAIN)


def put(event, path, value):
    """Sets what stands at a path of keys and indices, making what is on the way; False: something else is there."""
    here = event
    for at, step in enumerate(path):
        last = at == len(path) - 1
        made = value if last else ([] if isinstance(path[at + 1], int) else {})
        if isinstance(step, int):
            if not isinstance(here, list):
                return False
            while len(here) <= step:
                here.append("filling")
            if last or not isinstance(here[step], (dict, list)):
                here[step] = made
        else:
            if not isinstance(here, dict):
                return False
            if last or not isinstance(here.get(step), (dict, list)):
                here[step] = made
        here = here[step]
    return True


def remove(event, path):
    for step in path[:-1]:
        if isinstance(step, int):
            if not isinstance(event, list) or step >= len(event):
                return
            event = event[step]
        elif not isinstance(event, dict) or step not in event:
            return
        else:
            event = event[step]
    if isinstance(event, dict):
        event.pop(path[-1], None)
    elif isinstance(event, list) and isinstance(path[-1], int):
        del event[path[-1]:]
