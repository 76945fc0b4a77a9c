"""Fixtures: one moto a session, emptied before each test; a stub in front of it; the function and the command line."""

import json

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


@pytest.fixture
def stub(moto, stub_server):
    """An empty account behind a stub without overrides."""
    moto.reset()
    stub_server.reset()
    return stub_server


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
        started.append(emulators.Function(emulators.environment(stub.url, **changes), log))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def earshot(stub):
    """earshot("check", …) runs the command line against the stub; env= changes its environment."""

    def run(*arguments, env=None, stdin=None):
        return emulators.earshot(*arguments, env=emulators.environment(stub.url, **(env or {})), stdin=stdin)

    return run


@pytest.fixture
def event():
    """event("config-scheduled") is that file of events/ as an object."""

    def load(name):
        return json.loads((emulators.REPO / "events" / f"{name}.json").read_text("utf-8"))

    return load
