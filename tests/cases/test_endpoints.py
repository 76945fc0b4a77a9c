"""Are hosts what botocore's endpoint rule sets say? Every service, every region it knows, with FIPS and dual-stack."""

import subprocess

import botocore.loaders
import botocore.endpoint_provider
import pytest

from e2e.emulators import BUILD

LOADER = botocore.loaders.create_loader()
PARTITIONS = LOADER.load_data("partitions")
# "aws-global" and its like stand for services without a region; none of ours is one.
REGIONS = sorted(region for partition in PARTITIONS["partitions"] for region in partition["regions"]
                 if not region.endswith("-global"))
# botocore's name of a service by the name that requests are signed for.
SERVICES = {"config": "config", "cloudtrail": "cloudtrail", "logs": "logs", "monitoring": "cloudwatch", "sns": "sns",
            "sts": "sts", "kms": "kms"}


@pytest.fixture(scope="module")
def ours():
    """(signing name, region, FIPS, dual-stack): URL"""
    result = subprocess.run([str(BUILD / "tests/endpoints")], input="\n".join(REGIONS) + "\n", capture_output=True,
                            encoding="utf-8", check=True, timeout=60)
    rows = (line.split(" ", 4) for line in result.stdout.splitlines())
    return {(service, region, fips == "1", dual == "1"): url for service, region, fips, dual, url in rows}


def test_all_partitions_are_asked_about():
    assert len(PARTITIONS["partitions"]) >= 8 and len(REGIONS) >= 40


def test_the_services_are_those_that_we_call(ours):
    assert {service for service, *_ in ours} == set(SERVICES)


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_every_host_is_botocores(service, ours):
    provider = botocore.endpoint_provider.EndpointProvider(
        LOADER.load_service_model(SERVICES[service], "endpoint-rule-set-1"), PARTITIONS)
    expected = {(service, region, fips, dual): provider.resolve_endpoint(
        Region=region, UseFIPS=fips, UseDualStack=dual).url + "/"
        for region in REGIONS for fips in (False, True) for dual in (False, True)}
    assert {key: url for key, url in ours.items() if key[0] == service} == expected
