"""The generated pages of the reference say what the program obeys."""

import re
from pathlib import Path

import pytest
from rules.permissions import permissions

from chegara.config import manual
from chegara.config.cli import COMMANDS
from chegara.organisation.workbook import SHEETS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
NAMES = (
    "command-line.md",
    "dictionary.md",
    "permissions.md",
    "import-states.md",
    "request-states.md",
    "grading.md",
    "problems.md",
)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return manual.pages()


def test_every_generated_page_is_checked(pages):
    assert set(pages) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_generated_page_is_not_stale(pages, name):
    written = (REFERENCE / name).read_text(encoding="utf-8")

    assert written == pages[name], f"run ./script/docs and commit docs/reference/{name}"


def test_no_generated_page_has_an_untold_neighbour():
    generated = [path.name for path in REFERENCE.glob("*.md") if manual.GENERATED in path.read_text("utf-8")]

    assert sorted(generated) == sorted(NAMES)


def test_every_permission_is_told_and_none_that_is_gone():
    assert set(manual.PERMISSIONS) == set(permissions)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_subcommand_is_documented_with_an_example(pages, command):
    section = pages["command-line.md"].split(f"## `chegara {command}`\n")[1].split("\n## ")[0]

    assert f"usage: chegara {command}" in section
    assert "Example:" in section
    assert f"  chegara {command}" in section


def test_a_table_keeps_a_bar_inside_its_cell():
    assert manual._table(("a", "b"), [("x|y", "z")]).splitlines()[2] == "| x\\|y | z |"


def test_the_workbooks_page_names_every_column():
    page = (REFERENCE / "organisation-workbook.md").read_text(encoding="utf-8")
    lines = {line.split("`")[1]: line for line in page.splitlines() if line.startswith("| `")}

    assert {sheet.name for sheet in SHEETS} | {"country"} == set(lines)
    for sheet in SHEETS:
        assert [column for column in sheet.columns if column not in lines[sheet.name]] == []


def test_every_environment_variable_is_documented():
    page = (REFERENCE.parent / "how-to" / "set-up-a-server.md").read_text(encoding="utf-8")
    settings = (REFERENCE.parents[1] / "src" / "chegara" / "config" / "settings.py").read_text(
        encoding="utf-8"
    )
    variables = set(re.findall(r"\bCHEGARA_[A-Z_]+", settings)) | {"DATABASE_URL"}

    assert {name for name in variables if f"| `{name}` |" not in page} == set()
