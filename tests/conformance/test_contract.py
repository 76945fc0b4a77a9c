"""The table in README.md: does it name tests that exist, and leave out no promise?"""

import pathlib
import re

import pytest

HERE = pathlib.Path(__file__).parent
SPECIFICATION = HERE.parents[2] / "shared" / "spec" / "lambda-runtime.md"
MUSTS = [*range(1, 16), 17]


def section(text, title):
    """The cells of the table under ### title, a row a list."""
    body = text.split(f"### {title}\n", 1)[1].split("\n#", 1)[0]
    rows = [line.strip("|").split("|") for line in body.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


@pytest.fixture(scope="module")
def readme():
    return (HERE / "README.md").read_text("utf-8")


def defined_tests():
    sources = "".join(path.read_text("utf-8") for path in HERE.glob("test_*.py"))
    return set(re.findall(r"^def (test_\w+)", sources, re.MULTILINE))


@pytest.mark.parametrize("title", ["Musts", "Failures"])
def test_every_row_names_tests_that_exist(readme, title):
    known = defined_tests()
    for row in section(readme, title):
        named = re.findall(r"`(test_\w+)`", row[-1])
        assert named, f"no test: {row}"
        assert set(named) <= known, f"no such test: {set(named) - known}"


def test_every_must_has_a_row(readme):
    assert [int(row[0]) for row in section(readme, "Musts")] == MUSTS


def test_every_row_of_the_failure_table_has_a_row(readme):
    if not SPECIFICATION.is_file():
        pytest.skip(f"no {SPECIFICATION.name} beside the repository")
    table = SPECIFICATION.read_text("utf-8").split("| Situation | Do |\n|---|---|\n", 1)[1].split("\n\n", 1)[0]
    wanted = [line.strip("|").split("|")[0].strip().replace("/next", "next") for line in table.splitlines()]
    ours = [row[0] for row in section(readme, "Failures")]
    assert len(ours) == len(wanted)
    for situation, row in zip(wanted, ours):
        assert situation.startswith(row), f"{situation!r} is {row!r} here"
