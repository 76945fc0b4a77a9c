"""Which keys sign the calls, and whose business are they? Profiles and endpoints on this machine's loopback."""

import http.server
import json
import threading

import pytest

from . import emulators

NO_KEYS = dict.fromkeys(emulators.KEYS)
FOUND = {"AccessKeyId": "AKIDFOUND", "SecretAccessKey": "secretFOUND", "Token": "tokenFOUND",
         "Expiration": "2099-01-01T00:00:00Z"}
TOKEN = "Bearer that-nobody-may-see"


class Endpoint(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, self.headers.get("Authorization")))
        body = json.dumps(FOUND).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def endpoint():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    server.asked = []
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def container(endpoint):
    """The environment of a function whose keys come from an endpoint."""
    return {**NO_KEYS, "AWS_LAMBDA_FUNCTION_NAME": "earshot", "AWS_CONTAINER_AUTHORIZATION_TOKEN": TOKEN,
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"http://127.0.0.1:{endpoint.server_address[1]}/keys?v=1"}


@pytest.fixture
def files(tmp_path):
    """files(config=…, credentials=…) writes both and says so in an environment."""

    def write(config="", credentials=""):
        (tmp_path / "config").write_text(config)
        (tmp_path / "credentials").write_text(credentials)
        return {**NO_KEYS, "AWS_CONFIG_FILE": str(tmp_path / "config"),
                "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials")}

    return write


def keys_used(stub):
    return {(request.access_key, *request.header("X-Amz-Security-Token")) for request in stub.requests}


def test_the_function_takes_keys_from_the_container_endpoint_once(account, stub, function, event, endpoint, container):
    account("ok")
    running = function(**container)
    for _ in range(2):
        assert running.invoke(event("config-scheduled"))["verdict"] == "MONITORED"
    assert keys_used(stub) == {("AKIDFOUND", "tokenFOUND")}
    assert endpoint.asked == [("/keys?v=1", TOKEN)]


def test_no_key_gets_into_the_log_at_any_level(account, function, event, container):
    account("ok")
    running = function(**container, AWS_LAMBDA_LOG_LEVEL="TRACE")
    running.invoke(event("config-scheduled"))
    assert "DescribeTrails" in running.log()
    assert not [secret for secret in ("secretFOUND", "tokenFOUND", "nobody-may-see") if secret in running.log()]


def test_the_command_line_takes_the_profile(account, stub, earshot, files):
    account("ok")
    env = files("[profile audit]\nregion = us-east-1\n",
                "[audit]\naws_access_key_id = AKIDAUDIT\naws_secret_access_key = secretAUDIT\n")
    result = earshot("check", env={**env, "AWS_PROFILE": "audit", "AWS_REGION": None})
    assert result.returncode == 0, result.stderr
    assert keys_used(stub) == {("AKIDAUDIT",)}


def test_the_command_line_runs_the_profiles_process(account, stub, earshot, files):
    account("ok")
    printed = json.dumps({"Version": 1, "AccessKeyId": "AKIDPROCESS", "SecretAccessKey": "s", "SessionToken": "t"})
    result = earshot("check", env=files(f"[default]\ncredential_process = /bin/echo '{printed}'\n"))
    assert result.returncode == 0, result.stderr
    assert keys_used(stub) == {("AKIDPROCESS", "t")}


def test_a_function_runs_no_process_and_reads_no_file(account, stub, function, event, files, tmp_path):
    account("ok")
    env = files(f"[default]\ncredential_process = /usr/bin/touch {tmp_path}/ran\n",
                "[default]\naws_access_key_id = AKIDFILE\naws_secret_access_key = s\n")
    reply = function(**env, AWS_LAMBDA_FUNCTION_NAME="earshot").invoke(event("config-scheduled"))
    assert "no AWS credentials" in reply["errorMessage"]
    assert not (tmp_path / "ran").exists() and not stub.requests


def test_a_profile_with_a_role_is_refused_with_advice(account, stub, earshot, files):
    account("ok")
    result = earshot("check", env=files("[default]\nrole_arn = arn:aws:iam::444455556666:role/r\n"))
    assert result.returncode == 69 and "export-credentials" in result.stderr
    assert not stub.requests
