"""The tutorial's commands, run one after another, print what the tutorial says."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from chegara.config import cli

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorials" / "from-csv-to-report.md"
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```", re.DOTALL | re.MULTILINE)
EXIT_CODE = re.compile(r"  # exit code (\d+)$")
PLACE = "var/tutorial"


def steps() -> list[tuple[list[str], list[str]]]:
    """Each block of commands with the lines that it prints."""
    found: list[tuple[list[str], list[str]]] = []
    for language, text in BLOCK.findall(TUTORIAL.read_text(encoding="utf-8")):
        if language == "sh":
            found.append((text.splitlines(), []))
        else:
            found[-1][1].extend(text.splitlines())
    return found


def pattern(line: str) -> str:
    """A line as printed; … stands for what changes from run to run."""
    return ".*".join(re.escape(part) for part in line.split("…"))


@pytest.mark.django_db
def test_the_tutorial_leads_from_a_raw_csv_to_a_printed_report(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(ROOT)

    for commands, expected in steps():
        for command in commands:
            run(command, tmp_path, monkeypatch)
        printed = capfd.readouterr()
        lines = (printed.out + printed.err).replace(str(tmp_path), PLACE).splitlines()
        assert len(lines) == len(expected), lines
        for line, told in zip(lines, expected, strict=True):
            assert re.fullmatch(pattern(told), line)

    report = {path.name: path.read_bytes() for path in (tmp_path / "report").iterdir()}
    assert len(report) == 6
    assert all(content.startswith(b"%PDF") for name, content in report.items() if name.endswith(".pdf"))
    assert all(content.startswith(b"PK") for name, content in report.items() if name.endswith(".docx"))
    assert "Узбекистан" in report["country-risk-analysis-uz-2015-ru.html"].decode()


def run(command: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run one line: `chegara` in this process and on the test's own database, all else by the shell."""
    code = EXIT_CODE.search(command)
    words = shlex.split(EXIT_CODE.sub("", command).replace(PLACE, str(place)))
    if words[:2] == [".", ".venv/bin/activate"]:
        return
    if words[0] == "export":
        monkeypatch.setenv(*words[1].split("=", 1))
    elif words[0] == "chegara":
        assert cli.main(words[1:]) == int(code[1] if code else 0), command
    else:
        words[0] = sys.executable if words[0] == "python" else words[0]
        subprocess.run(words, check=True, timeout=60)
