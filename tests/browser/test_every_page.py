"""Every page that links lead to, as its users meet it: on a desk, on a telephone, on paper, by ear."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page, expect
from tests.browser.steps import broken_rules, sign_in, too_wide_for_a_telephone

FILES = {
    "batch_file", "workbook_export", "series_csv", "report_file", "map_data", "plan_workbook", "request_form",
    "request_letter", "reminder_letter", "cooperation_workbook", "passport_workbook",
    "explorer_file", "forecast_sums_file",
    "estimate_file", "measure_reminder", "register_workbook",
    "contingency_paper", "activation_paper", "exercise_paper", "simulation_numbers",
    "letter_file", "assessment_paper", "scan_file", "round_papers_print",
    "profile_file", "profile_sheet", "subject_request_file", "check_act", "check_transfer_decision",
    "post_card_file", "profiling_paper", "selection_file", "integrity_paper", "word_template_file",
    "programme_report_file", "course_results_file", "course_cascade_file", "session_attendance_file",
    "session_users", "test_file", "certificate_file", "cooperation_plan_file", "training_needs_file",
    "training_calendar", "training_own_certificate",
    "canine_readiness_file", "canine_reminders_file", "canine_comparison_file", "canine_field_file",
    "canine_custody_file", "team_performance_file", "set_up_form",
}  # fmt: skip
"""Addresses that hand out a file and no page."""


def links_of(page: Page) -> Iterator[str]:
    """Yield where the page's links lead on this site."""
    host = urlsplit(page.url).netloc
    for address in page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
        if urlsplit(address).netloc == host:
            yield address.partition("#")[0]


def view_of(address: str) -> str | None:
    """Return the name of the view that an address leads to, or None for a file."""
    parts = urlsplit(address)
    try:
        found = resolve(parts.path)
    except Resolver404:
        pytest.fail(f"a link leads nowhere: {address}")
    file = found.url_name in FILES or "format_name" in found.kwargs or "_export" in parts.query
    return None if file else found.url_name


def walk(page: Page, *, start: str = "/", below: str = "/") -> Iterator[str]:
    """Open the first address of each view below `below` that links lead to; yield where the walk is."""
    waiting, seen = [start], {"home", resolve(start).url_name}
    while waiting:
        answer = page.goto(waiting.pop(0))
        assert answer is not None
        assert answer.status == 200, page.url
        yield page.url
        for address in links_of(page):
            name = view_of(address)
            if name and name not in seen and urlsplit(address).path.startswith(below):
                seen.add(name)
                waiting.append(address)


def faults_of(page: Page, language: str) -> Iterator[str]:
    """Yield what is wrong with a page, whatever it shows."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    yield from broken_rules(page)
    if too_wide_for_a_telephone(page):
        yield "does not fit a telephone"
    if page.locator("html").get_attribute("lang") != language:
        yield f"is not marked as {language}"
    if page.locator("h1").count() != 1:
        yield "has not one main heading"
    page.emulate_media(media="print")
    if page.locator("nav:visible, aside:visible, button:visible").count():
        yield "prints what can only be clicked"
    page.emulate_media(media="screen")


@pytest.mark.parametrize(
    ("username", "language"),
    [
        ("analyst", "en"),
        ("analyst", "ru"),
        ("supervisor", "en"),
        ("admin", "ru"),
        ("oversight", "en"),
    ],
)
def test_each_page_can_be_read_on_a_desk_a_telephone_and_paper(
    page: Page, username: str, language: str
) -> None:
    sign_in(page, username)

    faults = [f"{address}: {fault}" for address in walk(page) for fault in faults_of(page, language)]

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("username", "start", "below", "language"),
    [
        ("integrity", "/integrity/", "/integrity/", "ru"),
        ("customs-oversight", "/integrity/", "/integrity/", "en"),
        ("k9", "/canine/", "/canine/", "ru"),
        ("trainer", "/training/activities/", "/training/", "ru"),
        ("officer", "/checkpoint/checks/", "/checkpoint/", "ru"),
    ],
)
def test_each_page_of_a_service_can_be_read_by_its_own(
    page: Page, username: str, start: str, below: str, language: str
) -> None:
    sign_in(page, username)

    faults = [
        f"{address}: {fault}"
        for address in walk(page, start=start, below=below)
        for fault in faults_of(page, language)
    ]

    assert not faults, "\n".join(faults)


def test_the_sign_in_page_can_be_read_by_everybody(page: Page) -> None:
    page.goto("/")

    assert broken_rules(page) == []
    assert not too_wide_for_a_telephone(page)


@pytest.mark.parametrize("address", ["/nothing-here/", "/audit/"], ids=["no such page", "not for this role"])
def test_a_refusal_is_a_page_too(page: Page, address: str) -> None:
    sign_in(page, "analyst")

    page.goto(address)

    expect(page.get_by_role("link")).to_have_attribute("href", "/")
    assert broken_rules(page) == []
