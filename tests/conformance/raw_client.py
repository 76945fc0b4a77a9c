"""A function without manners: in its first invocation it makes the calls of $CALLS, whatever they are, and writes what came
back to $ANSWERS; later invocations it answers with "later". What the Runtime API says to bad clients is thus asked of it.

CALLS is a JSON list of [method, path, headers, body or its size]; {id} in a path is the request's id.
"""

import http.client
import json
import os


def call(connection, method, path, headers, body):
    """[status, errorType or null, request id or null]"""
    data = b"x" * body if isinstance(body, int) else body.encode()
    connection.request(method, "/2018-06-01/runtime/" + path, data if method == "POST" else None, headers)
    reply = connection.getresponse()
    text = reply.read()
    try:
        kind = json.loads(text).get("errorType")
    except (ValueError, AttributeError):
        kind = None
    return [reply.status, kind, reply.getheader("Lambda-Runtime-Aws-Request-Id")]


def main():
    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"], timeout=5)
    first = call(connection, "GET", "invocation/next", {}, "")
    answers = []
    for method, path, headers, body in json.loads(os.environ["CALLS"]):
        answers.append(call(connection, method, path.replace("{id}", first[2]), headers, body))
    temporary = os.environ["ANSWERS"] + ".part"
    with open(temporary, "w", encoding="utf-8") as file:
        json.dump([first[2], answers], file)
    os.rename(temporary, os.environ["ANSWERS"])
    while True:
        _, _, request_id = call(connection, "GET", "invocation/next", {}, "")
        call(connection, "POST", f"invocation/{request_id}/response", {}, "later")


if __name__ == "__main__":
    main()
