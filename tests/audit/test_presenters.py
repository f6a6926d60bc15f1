"""What the history panel and the audit log say of an entry."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from chegara.audit.models import AuditEntry
from chegara.audit.presenters import Change, action_title, present, words_of


def entry(object_type: str = "evidence.batch", **values: Any) -> AuditEntry:
    return AuditEntry(
        at=datetime(2026, 1, 20, 12, tzinfo=UTC), actor="analyst", action="evidence.import_confirmed",
        object_type=object_type, **values,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ({"state": "confirmed"}, {"State": "Confirmed"}),
        ({"synthetic": "True"}, {"Invented data": "yes"}),
        ({"covers_from": "2025-01-01"}, {"Covers from": "01.01.2025"}),
        ({"covers": ["2025-01-01", "2025-12-01"]}, {"Period covered": "01.01.2025, 01.12.2025"}),
        ({"problems": {"note": 20}}, {"Problems found": "Note: 20"}),
        ({"source": ""}, {"Source to be cited": "–"}),
        ({"no_such_column": "as it is"}, {"no_such_column": "as it is"}),
        ({"id": "3", "rows": "5"}, {"Rows": "5"}),
    ],
    ids=["choice", "truth", "day", "list of days", "counts", "blank", "unknown name", "key"],
)
def test_values_are_told_as_forms_show_them(stored: dict[str, Any], shown: dict[str, str]) -> None:
    assert words_of(entry(), stored) == shown


def test_a_moment_is_told_day_first_in_the_agency_s_own_time(settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Tashkent"

    told = words_of(entry("organisation.release"), {"withdrawn_at": "2026-01-20T22:30:00+00:00"})

    assert told == {"Withdrawn": "21.01.2026 03:30"}


def test_what_was_nothing_before_is_not_told() -> None:
    assert words_of(entry(), {"state": None, "rows": None}) == {}


def test_an_ended_role_tells_what_it_was() -> None:
    ended = entry("accounts.user", before={"role": "analyst"}, after={})

    changes = present(ended).changes

    assert [(change.name, change.before, change.after) for change in changes] == [("Role", "Analyst", "–")]


def test_an_entry_is_told_in_the_language_of_the_page() -> None:
    with translation.override("ru"):
        told = present(entry(after={"state": "confirmed"}))

    assert told.title == "Загрузка подтверждена"
    assert told.changes[0].after == "Подтверждена"


def test_an_action_without_a_name_shows_its_code() -> None:
    assert action_title("somebody.did_this") == "somebody.did_this"


def test_only_a_value_longer_than_a_paragraph_is_opened_when_asked_for():
    assert Change("Remark", None, "x" * 700).long
    assert not Change("Remark", "x" * 200, "y" * 200).long


@pytest.mark.parametrize(
    ("object_type", "stored", "shown"),
    [
        ("plans.resourceestimate", {"XS-P1: officers": 5}, {"XS-P1: Officers available": "5"}),
        (
            "plans.resourceestimate",
            {"XS-P1: profile": [9, 10]},
            {"XS-P1: How a day's flow is spread over its hours": "9, 10"},
        ),
        ("risk.risk", {"likelihood_word": "likely"}, {"Likelihood in words": "likely"}),
        ("risk.risk", {"treats": "threat"}, {"Component": "threat"}),
        ("risk.evidencelink", {"indicator": "refusals"}, {"Indicator": "Refusals of entry or exit"}),
    ],
    ids=[
        "one of many",
        "numbers",
        "word of a yardstick",
        "choice of another record",
        "code of the dictionary",
    ],
)
def test_codes_are_told_in_words(object_type: str, stored: dict[str, Any], shown: dict[str, str]) -> None:
    assert words_of(entry(object_type), stored) == shown
