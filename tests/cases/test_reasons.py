"""The table of reasons in function/policy/README.md: is it what the code's table and the golden accounts give?

UPDATE_GOLDEN=1 writes it again; read the difference before you commit it.
"""

import os
import subprocess

from e2e.emulators import BUILD, REPO

README = REPO / "function/policy/README.md"
BEGIN, END = "<!-- reasons -->\n", "<!-- end of reasons -->\n"


def test_the_readme_has_the_table_of_reasons():
    accounts = sorted((REPO / "tests/cases/accounts").glob("*.json"))
    done = subprocess.run([str(BUILD / "tests/reasons"), *map(str, accounts)], capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr
    text = README.read_text("utf-8")
    before, rest = text.split(BEGIN)
    stored, after = rest.split(END)
    if os.environ.get("UPDATE_GOLDEN") == "1":
        README.write_text(before + BEGIN + done.stdout + END + after, "utf-8")
        stored = done.stdout
    assert stored.splitlines() == done.stdout.splitlines()
