"""`chegara report` writes what was asked for, or says what there is to ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests import factories

from chegara.accounts.models import User
from chegara.config import cli, documents
from chegara.config.commands import report

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(monkeypatch: pytest.MonkeyPatch) -> User:
    """Return an analyst whose agency released the figures of January 2025 and kept those of 2024."""
    monkeypatch.setattr(report, "start", lambda: None)
    monkeypatch.setattr(report, "prepare_database", lambda: None)
    agency = factories.make_agency()
    analyst = factories.make_user(agency=agency)
    release = factories.make_release(agency, to_all=True)
    factories.make_batch(by=analyst, agency=agency, releases=[release])
    kept = factories.statistics_csv([("persons.crossings", "2024-01", "", "", "entry", 48611)])
    factories.make_batch(kept, by=analyst, agency=agency)
    return analyst


@pytest.fixture
def no_forecasts(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_arguments: Any, **_more: Any) -> int:
        return 0

    monkeypatch.setattr(documents, "make_forecasts", none)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["XQ", "--year", "2025"], "there is no country 'XQ' (known: XA)"),
        (["XA", "--year", "1999"], "nothing of 1999 was reported and released (years with figures: 2025)"),
        (["XA", "--year", "2024"], "nothing of 2024 was reported and released (years with figures: 2025)"),
        (["XA", "--year", "2025", "--language", "fr"], "there is no language 'fr': choose among en, ru"),
        (["XA", "--year", "2025", "--language", ","], "there is no language ',': choose among en, ru"),
        (["XA", "--year", "2025", "--format", "odt,pdf"], "there is no format odt: choose among docx, pdf"),
        (["XA", "--year", "2025", "--format", ""], "there is no format (empty): choose among docx, pdf"),
        (["XA", "--year", "2025", "--user", "nobody"], "there is no user 'nobody'"),
    ],
    ids=["country", "year", "a year not released", "language", "no language", "format", "no format", "user"],
)
def test_what_there_is_not_is_refused_with_what_there_is(
    arguments: list[str], message: str, analyst: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    code = cli.main(["report", *arguments, "--out", str(tmp_path / "out")])

    told = capsys.readouterr()
    assert code == 2
    assert told.err.startswith(f"chegara report: {message}")
    assert not (tmp_path / "out").exists()


def test_files_are_written_for_each_language_and_their_names_printed(
    analyst: User, no_forecasts: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    code = cli.main(
        ["report", "XA", "--year", "2025", "--language", "en,ru", "--format", "html", "--out", str(tmp_path)]
    )

    paths = [tmp_path / f"country-risk-analysis-xa-2025-{language}.html" for language in ("en", "ru")]
    assert code == 0
    assert capsys.readouterr().out.splitlines() == [str(path) for path in paths]
    assert "Country risk analysis 2025" in paths[0].read_text(encoding="utf-8")
    assert "Страновой анализ рисков" in paths[1].read_text(encoding="utf-8")


@pytest.mark.parametrize("user", [None, "analyst"], ids=["joint", "the agency's own"])
def test_a_report_in_nobody_s_name_holds_what_was_released(
    user: str | None, analyst: User, no_forecasts: None, tmp_path: Path
):
    more = ["--user", user] if user else []

    cli.main(["report", "XA", "--year", "2025", "--format", "html", "--out", str(tmp_path), *more])

    [path] = tmp_path.glob("*.html")
    assert ("48,611" in path.read_text(encoding="utf-8")) is (user is not None)
