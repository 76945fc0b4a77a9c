"""Fixtures: one moto a session, emptied before each test; a stub in front of it; the function and the command line.

Two things hold in every test, whatever its question: the program calls no write but the three of policy.md section 6, and
neither secret nor token is in what it prints, at the most talkative level.
"""

import json
import re

import pytest

from . import accounts, emulators
from .stub_aws import StubAws


@pytest.fixture(scope="session")
def moto(tmp_path_factory):
    server = emulators.Moto(tmp_path_factory.mktemp("moto") / "moto.log")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def stub_server(moto):
    server = StubAws(moto.port)
    yield server
    server.stop()


WRITES = {"PutEvaluations", "PutExternalEvaluation", "StartConfigRulesEvaluation"}
NO_WRITE = re.compile(r"(Describe|Get|List)[A-Z]\w+|AssumeRole")  # AssumeRole changes nothing but whose keys are used
RESULT_TOKENS = {json.loads(path.read_text("utf-8")).get("resultToken") for path in (emulators.REPO / "events").glob("*.json")}


def assert_only_our_writes(stub):
    """Of the program's own calls: tests build accounts and type commands too, with botocore and the AWS CLI."""
    ours = {request.operation for request in stub.requests
            if request.service and request.header("User-Agent")[0].startswith("earshot/")}
    assert {operation for operation in ours if not NO_WRITE.fullmatch(operation)} <= WRITES


def assert_no_secret(text, env):
    """Neither the keys of its environment nor a token of AWS Config."""
    secrets = {env.get("AWS_SECRET_ACCESS_KEY"), env.get("AWS_SESSION_TOKEN"), *RESULT_TOKENS} - {None, "", "TESTMODE"}
    assert [secret for secret in secrets if secret[:16] in text] == []


@pytest.fixture
def stub(moto, stub_server):
    """An empty account behind a stub without overrides."""
    moto.reset()
    stub_server.reset()
    yield stub_server
    assert_only_our_writes(stub_server)


@pytest.fixture
def account(stub):
    """account("filter-no-stars") builds that account; what the builder sent is not part of the record."""

    def make(name="ok"):
        accounts.build(f"http://127.0.0.1:{stub.moto_port}", **accounts.VARIANTS[name])

    return make


@pytest.fixture
def function(stub, tmp_path):
    """function(NAME=value…) starts the bootstrap under the RIE with these changes to its environment."""
    started = []

    def start(**changes):
        log = tmp_path / f"rie-{len(started)}.log"
        env = emulators.environment(stub.url, **{"AWS_LAMBDA_LOG_LEVEL": "TRACE", **changes})
        started.append((emulators.Function(env, log), env))
        return started[-1][0]

    yield start
    for server, _ in started:
        server.stop()
    for server, env in started:
        assert_no_secret(server.log(), env)


@pytest.fixture
def earshot(stub):
    """earshot("check", …) runs the command line against the stub; env= changes its environment."""

    def run(*arguments, env=None, stdin=None):
        env = emulators.environment(stub.url, **(env or {}))
        result = emulators.earshot(*arguments, env=env, stdin=stdin)
        assert_no_secret(result.stdout + result.stderr, env)
        return result

    return run


@pytest.fixture
def event():
    """event("config-scheduled") is that file of events/ as an object."""

    def load(name):
        return json.loads((emulators.REPO / "events" / f"{name}.json").read_text("utf-8"))

    return load
