"""Whom the transport believes: a server with certificates of a throw-away CA, good and bad."""

import os
import pathlib
import re
import ssl
import subprocess
import warnings

import pytest

from tls_server import DAY, Authority, Proxy, TlsServer

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
AWS_HOST = "https://sts.us-east-1.amazonaws.com/"


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


@pytest.fixture
def get(build):
    """get(URL, ..., NAME=value): the lines of https_get, and its log."""

    def run(*urls, **environment):
        env = {name: str(value) for name, value in environment.items()}
        done = subprocess.run([build / "tests/https_get", *urls], env=env, capture_output=True, text=True, timeout=30)
        assert "Sanitizer" not in done.stderr, done.stderr
        return done.stdout.splitlines(), done.stderr

    return run


def ask(get, authority, server, **environment):
    (line,), _ = get(f"https://localhost:{server.port}/", AWS_CA_BUNDLE=authority.path, **environment)
    return line


def test_a_good_certificate(get, authority):
    with TlsServer(authority.issue("localhost")) as server:
        assert ask(get, authority, server) == "200"


@pytest.mark.parametrize("host, until", [("other.example", DAY), ("localhost.evil.example", DAY), ("localhost", -DAY)])
def test_a_certificate_of_another_host_or_time(get, authority, host, until):
    with TlsServer(authority.issue(host, until)) as server:
        assert ask(get, authority, server).startswith("untrusted: ")
        assert server.requests == 0


def test_a_certificate_of_an_unknown_authority(get, authority, tmp_path):
    stranger = Authority(tmp_path, "Stranger")
    with TlsServer(stranger.issue("localhost")) as server:
        assert ask(get, authority, server).startswith("untrusted: ")
        assert server.requests == 0


@pytest.mark.parametrize("version, line", [(ssl.TLSVersion.TLSv1_1, "broken: "), (ssl.TLSVersion.TLSv1_2, "200"),
                                           (ssl.TLSVersion.TLSv1_3, "200")])
def test_tls_begins_at_1_2(get, authority, version, line):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of TLS 1.1, which is why we ask
        server = TlsServer(authority.issue("localhost"), version)
    with server:
        assert ask(get, authority, server).startswith(line)


def test_a_named_bundle_is_the_only_one(get, authority):
    """A host of AWS too: not the embedded roots, and nothing to fall back to."""
    with TlsServer(authority.issue("sts.us-east-1.amazonaws.com")) as server, Proxy(server.port) as proxy:
        lines, log = get(AWS_HOST, AWS_CA_BUNDLE=authority.path, https_proxy=f"http://127.0.0.1:{proxy.port}")
        assert (lines, log) == (["200"], "")


def test_without_it_a_private_authority_is_not_believed(get, authority):
    with TlsServer(authority.issue("localhost")) as server:
        (line,), log = get(f"https://localhost:{server.port}/", SSL_CERT_FILE=authority.path, CURL_CA_BUNDLE=authority.path)
        assert line.startswith("untrusted: ")
        assert server.requests == 0 and log == ""


@pytest.mark.parametrize("bundle", ["/no/such/file.pem", "/root/\n.pem"])
def test_a_bundle_that_cannot_be_read_is_named(get, bundle):
    lines, log = get(AWS_HOST, AWS_CA_BUNDLE=bundle)
    assert lines == []
    assert f'AWS_CA_BUNDLE is "{bundle}": No such file' in log


@pytest.mark.parametrize("host, embedded", [("sts.us-east-1.amazonaws.com", True), ("sts.us-east-1.api.aws", True),
                                            ("sts.cn-north-1.amazonaws.com.cn", False), ("amazonaws.com.example", False)])
def test_hosts_of_aws_begin_with_the_embedded_roots(get, authority, host, embedded):
    """They refuse the throw-away CA, the system's bundle is tried once, and used from then on."""
    if not any(map(os.path.exists, ("/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/certs/ca-certificates.crt"))):
        pytest.skip("this system has no bundle of certificates")
    with TlsServer(authority.issue(host)) as server, Proxy(server.port) as proxy:
        lines, log = get(f"https://{host}/", f"https://{host}/", https_proxy=f"http://127.0.0.1:{proxy.port}")
        assert [line.split(":")[0] for line in lines] == ["untrusted"] * 2
        assert server.handshakes == (3 if embedded else 2)
        assert server.requests == 0
        assert log.count("the embedded Amazon roots do not cover") == embedded


def certificates(text):
    return re.findall("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----", text)


def test_the_embedded_roots_are_those_of_the_system():
    """Byte for byte where the system has them; their names are Amazon's documented five."""
    lines = re.findall(r'^\s*"(.*)\\n"', (REPOSITORY / "runtime/amazon_roots.c").read_text("ascii"), re.MULTILINE)
    embedded = certificates("\n".join(lines))
    context = ssl.create_default_context(cadata="\n".join(embedded))
    names = [dict(part[0] for part in certificate["subject"])["commonName"] for certificate in context.get_ca_certs()]
    assert sorted(names) == [*(f"Amazon Root CA {i}" for i in range(1, 5)), "Starfield Services Root Certificate Authority - G2"]
    bundle = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
    if bundle.exists():
        assert set(embedded) <= set(certificates(bundle.read_text("ascii")))
