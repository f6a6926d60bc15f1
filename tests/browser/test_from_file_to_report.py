"""The main job in a browser: a file that an agency sent becomes evidence, a report, and is taken back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Words
from tests.browser.steps import broken_rules, menu_entry, send, sign_in, type_credentials

MINUTE = 60_000
LETTER = """\
Illegal crossings at crossing points, first quarter of 2026 (invented)
Date;Crossing point;Indicator;Citizenship;Number of cases
15.01.2026;Arnava;Illegal crossings at crossing points;Lomeria;2
17.01.2026;BCP Belozor;Illegal crossings at crossing points;Sarvania;1
31.02.2026;Arnava;Illegal crossings at crossing points;Kuvand;1
03.03.2026;Arnava;Illegal crossings at crossing points;Kuvand;{cases}
"""
in_both_languages = pytest.mark.parametrize("language", ["en", "ru"])


@pytest.fixture
def letter(tmp_path: Path, language: str) -> Path:
    """A file with one date that no calendar has; another one for each language, as no file counts twice."""
    path = tmp_path / f"crossings-{language}.csv"
    path.write_text(LETTER.format(cases={"en": 4, "ru": 5}[language]), encoding="cp1251")
    return path


@in_both_languages
def test_a_file_becomes_evidence_and_is_taken_back(page: Page, words: Words, letter: Path) -> None:
    given_an_analyst_is_signed_in(page)
    when_the_file_is_brought_in(page, words, letter)
    then_the_preview_shows_the_date_that_no_calendar_has(page, words)
    when_it_is_confirmed(page, words)
    then_its_rows_are_listed_and_lead_back_to_the_file(page, words, letter)
    then_the_overview_shows_its_months(page, words)
    then_the_series_is_drawn(page, words)
    when_the_import_is_undone(page, words, letter)
    then_its_rows_are_gone_and_the_history_says_why(page, words, letter)


@in_both_languages
def test_a_report_is_written_and_read(page: Page, words: Words) -> None:
    given_an_analyst_is_signed_in(page)
    when_a_report_is_asked_for(page, words, country="UZ", year="2015")
    then_it_can_be_read_on_the_page_and_taken_away(page, words)


@in_both_languages
def test_a_wrong_password_is_refused_in_words(page: Page) -> None:
    type_credentials(page, "analyst-that-is-not", "wrong")

    expect(page.locator("#form-errors")).to_be_visible()
    expect(page.locator("#form-errors")).to_be_focused()
    assert broken_rules(page) == []


def test_a_form_says_beside_the_field_what_is_missing(page: Page, words: Words, letter: Path) -> None:
    given_an_analyst_is_signed_in(page)
    page.goto("/evidence/imports/new/")
    page.get_by_label(words("File (xlsx, xls, docx or csv)")).set_input_files(letter)
    send(page)

    expect(page.locator("#form-errors")).to_be_focused()
    page.locator("#form-errors").get_by_role("link").last.click()
    expect(page.get_by_label(words("The file contains no state secret"))).to_be_focused()
    assert broken_rules(page) == []


def given_an_analyst_is_signed_in(page: Page) -> None:
    sign_in(page, "analyst")


def when_the_file_is_brought_in(page: Page, words: Words, file: Path) -> None:
    menu_entry(page, words("Imports")).click()
    page.get_by_role("link", name=words("Bring in a file")).click()
    page.get_by_label(words("File (xlsx, xls, docx or csv)")).set_input_files(file)
    page.locator("#id_agency").select_option(index=1)
    page.get_by_label(words("The file contains no state secret")).check()
    send(page)
    expect(page.locator("h1")).to_have_text(file.name, timeout=MINUTE)


def then_the_preview_shows_the_date_that_no_calendar_has(page: Page, words: Words) -> None:
    problem = page.get_by_role("row").filter(has_text="31.02.2026")
    expect(problem).to_contain_text(words("The calendar has no such day."))
    assert broken_rules(page) == []


def when_it_is_confirmed(page: Page, words: Words) -> None:
    page.get_by_role("button", name=words("Confirm: the rows count from now on")).click()
    expect(page.get_by_text(words("Confirmed"), exact=True).first).to_be_visible()


def then_its_rows_are_listed_and_lead_back_to_the_file(page: Page, words: Words, file: Path) -> None:
    page.goto(f"/evidence/statistics/?batch={number_of_the_import(page)}")
    expect(page.locator("tbody tr")).to_have_count(3)
    page.locator("tbody tr").first.get_by_role("link").click()
    expect(page.get_by_role("link", name=file.name)).to_be_visible()
    page.get_by_role("link", name=file.name).click()


def number_of_the_import(page: Page) -> str:
    found = re.search(r"/imports/(\d+)/", page.url)
    assert found, page.url
    return found.group(1)


def then_the_overview_shows_its_months(page: Page, words: Words) -> None:
    here = page.url
    page.goto("/evidence/?country=XS&year=2026")
    row = page.locator("tbody tr").filter(has=page.locator("a[href*='illegal_crossing.at_points']"))
    expect(row.locator("td.yes").first).to_be_visible()
    page.goto(here)


def then_the_series_is_drawn(page: Page, words: Words) -> None:
    here = page.url
    page.goto("/evidence/series/?country=XS&indicator=illegal_crossing.at_points")
    expect(page.locator("figure svg").first).to_be_visible()
    page.goto(here)


def when_the_import_is_undone(page: Page, words: Words, file: Path) -> None:
    page.get_by_role("link", name=words("Undo the import")).click()
    page.get_by_label(words("Reason")).fill("Sent in error")
    send(page)
    expect(page.locator("h1")).to_have_text(file.name)


def then_its_rows_are_gone_and_the_history_says_why(page: Page, words: Words, file: Path) -> None:
    expect(page.get_by_role("region", name=words("History"))).to_contain_text("Sent in error")
    page.goto(f"/evidence/statistics/?batch={number_of_the_import(page)}")
    expect(page.locator("tbody tr")).to_contain_text(words("No confirmed record matches."))


def when_a_report_is_asked_for(page: Page, words: Words, *, country: str, year: str) -> None:
    menu_entry(page, words("Risk analysis report")).click()
    page.locator("#id_country").select_option(country)
    page.locator("#id_year").fill(year)
    send(page)


def then_it_can_be_read_on_the_page_and_taken_away(page: Page, words: Words) -> None:
    expect(page.locator(".document h2").first).to_be_visible(timeout=3 * MINUTE)
    assert broken_rules(page) == []
    for name, ending in (("Word", ".docx"), ("PDF", ".pdf"), ("HTML", ".html")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        assert download.value.suggested_filename.endswith(ending)
