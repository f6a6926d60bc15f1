"""The manual says what is so: its links lead somewhere, its commands run, its generated pages are current."""

from __future__ import annotations

import io
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from chegara.config.cli import COMMANDS
from chegara.config.demo.organisation import write_workbook

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
GENERATED = runpy.run_path(str(ROOT / "script" / "reference.py"))["PAGES"]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
TUTORIAL = DOCS / "tutorials" / "from-csv-to-report.md"


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors_of(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as the forges make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def commands_of(page: Path) -> list[str]:
    """Return the commands that a page tells its reader to type."""
    blocks = re.findall(
        r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    return [line for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("document", PAGES, ids=name_of)
def test_each_link_leads_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        path, _hash, anchor = target.partition("#")
        found = (document.parent / path).resolve() if path else document
        assert found.exists(), target
        assert not anchor or anchor in anchors_of(found), target


def test_each_picture_is_shown_and_each_shown_picture_is_there() -> None:
    shown = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if target.endswith(".png")
    }

    assert shown == set((DOCS / "pictures").glob("*.png"))


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_current(name: str) -> None:
    assert GENERATED[name]() == (DOCS / "reference" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_in_the_manual_with_an_example(command: str) -> None:
    manual = (DOCS / "reference" / "command-line.md").read_text(encoding="utf-8")

    assert f"## chegara {command}\n" in manual
    assert re.search(rf"^ +chegara {command}\b", manual, flags=re.MULTILINE)


def test_each_setting_is_in_the_manual() -> None:
    read = {
        name
        for path in [*(ROOT / "src").rglob("*.py"), ROOT / "script" / "setup"]
        for name in re.findall(r"\bCHEGARA_[A-Z_]+\b", path.read_text(encoding="utf-8"))
    }

    told = (DOCS / "how-to" / "set-up-a-server.md").read_text(encoding="utf-8")

    assert read == set(re.findall(r"`(CHEGARA_[A-Z_]+)`", told))


def test_each_decision_has_its_number() -> None:
    for number, page in enumerate(sorted((DOCS / "adr").glob("*.md")), start=1):
        assert page.name.startswith(f"{number:04}-")
        assert page.read_text(encoding="utf-8").startswith(f"# {number}. ")


def test_the_tutorials_workbook_is_the_demos(tmp_path: Path) -> None:
    write_workbook("UZ", tmp_path / "made.xlsx")

    made, kept = (
        {
            sheet.title: list(sheet.iter_rows(values_only=True))
            for sheet in openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
        }
        for path in (tmp_path / "made.xlsx", DOCS / "tutorials" / "uzbekistan.xlsx")
    )

    assert made == kept


def test_the_tutorials_commands_lead_to_the_report(tmp_path: Path) -> None:
    for name in ("docs", "src"):
        (tmp_path / name).symlink_to(ROOT / name)
    set_up = {"environment=chegara; . script/setup", ". .venv/bin/activate"}
    typed = commands_of(TUTORIAL)
    assert set_up < set(typed)
    backed_up = [line.replace("var", "var/tutorial") for line in commands_of(DOCS / "how-to" / "back-up.md")]

    done = subprocess.run(
        ["sh", "-eu"],
        input="\n".join([*(line for line in typed if line not in set_up), *backed_up]),
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "708 rows read" in done.stdout
    assert "the audit log's chain holds" in done.stdout
    written = {path.name for path in (tmp_path / "out" / "tutorial").iterdir()}
    assert written == {f"country-risk-analysis-uz-2015-en.{ending}" for ending in ("docx", "pdf", "html")}
    assert (tmp_path / "backup.sqlite3").stat().st_size > 0
