"""The account that every case reads, and the cases run side by side: most of their time is waiting."""

import concurrent.futures
import re
from dataclasses import replace

import pytest

from .. import accounts
from ..stub_aws import STANDING, remembered
from . import kinds, rig

SIDE_BY_SIDE = 12


def first_page(request):
    """Moto knows no page token of ours: every page is the first one again."""
    return replace(request, body=re.sub(rb'&NextToken=[^&]*|,"[nN]extToken":"[^"]*"', b"", request.body))


@pytest.fixture(scope="package")
def account_from_memory(moto):
    """A complete account whose topic is encrypted with a customer's key: judging it takes all seven services."""
    url = f"http://127.0.0.1:{moto.port}"
    moto.reset()
    accounts.build(url)
    policy = ('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},'
              '"Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"*"}]}')
    key = accounts.client(url, "kms").create_key(Policy=policy)["KeyMetadata"]["Arn"]
    accounts.client(url, "sns").set_topic_attributes(TopicArn=accounts.TOPIC_ARN, AttributeName="KmsMasterKeyId",
                                                     AttributeValue=key)
    memory = remembered()

    def respond(request, forward):
        standing = STANDING.get(request.operation)
        return standing(request, forward) if standing else memory(first_page(request), forward)

    return respond


@pytest.fixture(scope="package")
def run(moto, account_from_memory, tmp_path_factory):
    """run(row) plays one row; what it saw comes back."""
    folder = tmp_path_factory.mktemp("faults")

    def play(number, row):
        in_turn = [(None, row.get("call", 1) - 1), (kinds.KINDS[row["kind"]], row.get("times", -1))] if row else []
        in_turn += [(kinds.KINDS[kind], times) for kind, times in row.get("then", [])]
        return rig.run(moto.port, folder / str(number), account_from_memory, row.get("operation"), in_turn,
                       row.get("deadline_seconds", rig.END_SECONDS))

    return play


@pytest.fixture(scope="package")
def without_fault(run):
    return run("without", {})


@pytest.fixture(scope="package")
def outcomes(request, run, without_fault):
    """{row's name: future}: the rows of all selected tests, slow ones first."""
    rows = {item.callspec.params["name"]: item.callspec.params["row"] for item in request.session.items
            if "outcome" in item.fixturenames}
    with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        ordered = sorted(enumerate(rows.items()), key=lambda row: not row[1][1].get("slow"))
        yield {name: pool.submit(run, number, row) for number, (name, row) in ordered}


@pytest.fixture
def outcome(outcomes, name):
    return outcomes[name].result()
