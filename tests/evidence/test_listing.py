"""Pages of a list of records: the same as if all records had been counted and sorted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import factories
from tests.factories import events_csv

from chegara.accounts.models import User
from chegara.common.periods import Month
from chegara.evidence import listing
from chegara.evidence.listing import RecordList, Wanted
from chegara.evidence.models import MonthlySummary, MonthlyTotal, Record
from chegara.organisation.models import Agency

pytestmark = pytest.mark.django_db
INDICATORS = ("seizures.drugs", "refusals", "illegal_stay")
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"columns": {"indicator": "refusals"}},
    {"columns": {"kind": "heroin"}},
    {"columns": {"kind": "nothing of the kind"}},
    {"since": date(2025, 2, 1), "until": date(2025, 4, 30)},
    {"since": date(2025, 2, 11), "until": date(2025, 2, 20)},
    {"since": date(2025, 3, 9), "columns": {"kind": "heroin"}},
    {"until": date(2024, 12, 31)},
    {"since": date(2025, 4, 1), "until": date(2025, 2, 1)},
)


def event(number: int) -> tuple[object, ...]:
    day = date.fromordinal(date(2025, 1, 1).toordinal() + number * 37 % 150)
    kind = "heroin" if number % 3 == 0 else ""
    return (day.strftime("%d.%m.%Y"), INDICATORS[number % 3], "", kind, number, "kg", "", f"event {number}")


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def analyst(agency: Agency) -> User:
    return factories.make_user(agency=agency)


@pytest.fixture
def batches(agency: Agency, analyst: User) -> tuple[int, ...]:
    made = [
        factories.make_batch(events_csv(map(event, numbers)), by=analyst, agency=agency)
        for numbers in (range(80), range(80, 120))
    ]
    # Neither is listed: one does not count any more, one is another kind of record.
    factories.make_batch(events_csv(map(event, range(200, 210))), by=analyst, agency=agency)
    factories.make_batch(by=analyst, agency=agency)
    return tuple(batch.pk for batch in made)


@pytest.mark.parametrize("asked", FILTERS, ids=str)
@pytest.mark.parametrize("newest_first", [True, False], ids=["newest first", "oldest first"])
def test_each_page_is_that_of_all_records_sorted(
    asked: dict[str, Any], newest_first: bool, batches: tuple[int, ...]
):
    wanted = Wanted(batches, True, **{"columns": {}, **asked})
    direction = "-" if newest_first else ""
    order = (f"{direction}start", f"{direction}pk")
    everything = list(wanted.records().order_by(*order))

    records = RecordList.of(wanted).order_by(order[0])

    assert isinstance(records, RecordList)
    assert records.count() == len(everything)
    assert list(records) == everything
    for start in range(0, len(everything) + 7, 7):
        assert records[start : start + 7] == everything[start : start + 7]


@pytest.mark.parametrize("asked", FILTERS, ids=str)
def test_only_what_is_wanted_is_listed(asked: dict[str, Any], batches: tuple[int, ...]):
    expected = Record.objects.filter(batch__in=batches, event=True, **asked.get("columns", {}))
    if "since" in asked:
        expected = expected.filter(start__gte=asked["since"])
    if "until" in asked:
        expected = expected.filter(start__lte=asked["until"])

    listed = list(RecordList.of(Wanted(batches, True, **{"columns": {}, **asked})))

    assert set(listed) == set(expected)


def test_a_page_reads_no_month_that_it_does_not_show(batches: tuple[int, ...]):
    records = RecordList.of(Wanted(batches, True, {}))

    with CaptureQueriesContext(connection) as queries:
        page = records[60:65]

    months = {Month.of(record.start) for record in page}
    keys = queries.captured_queries[0]["sql"]
    assert f"'{min(months).first_day}'" in keys
    assert f"'{max(months).last_day}'" in keys
    assert len(queries) == 2


def test_a_list_takes_the_index_by_date(batches: tuple[int, ...]):
    query = Wanted(batches, True, {"kind": "heroin"}).records().order_by("-start", "-pk").values_list("pk")

    plan = query.explain()

    if connection.vendor == "sqlite":
        assert "USING COVERING INDEX record_by_date (event=? AND" in plan or (
            "USING COVERING INDEX record_by_date (event=?)" in plan
        )
        assert "TEMP B-TREE" not in plan


def test_few_records_are_sorted_by_any_column_and_many_by_date_only(
    batches: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
):
    records = RecordList.of(Wanted(batches, True, {}))
    by_quantity = records.order_by("quantity")

    assert [record.quantity for record in by_quantity] == sorted(range(120))
    monkeypatch.setattr(listing, "MOST_SORTED", 119)
    assert not records.sortable
    assert records.order_by("quantity") is records


def test_the_list_offers_no_order_that_would_sort_a_million(
    batches: tuple[int, ...], client: Client, analyst: User, monkeypatch: pytest.MonkeyPatch
):
    client.force_login(analyst)
    few = client.get("/evidence/events/", {"sort": "quantity"}).content.decode()
    monkeypatch.setattr(listing, "MOST_SORTED", 10)
    many = client.get("/evidence/events/", {"sort": "quantity"}).content.decode()

    assert "sort=-quantity" in few
    assert "sort=-quantity" not in many
    assert "sort=start" in many


def test_the_number_of_questions_does_not_grow_with_the_records(
    batches: tuple[int, ...], client: Client, analyst: User, agency: Agency
):
    client.force_login(analyst)
    address = "/evidence/events/?indicator=refusals&since=05.01.2025&until=20.05.2025&page=2"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    factories.make_batch(events_csv(map(event, range(300, 700))), by=analyst, agency=agency)

    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few)


def test_monthly_totals_are_the_summaries_added_up(batches: tuple[int, ...]):
    def figures(model: type[MonthlySummary] | type[MonthlyTotal]) -> dict[Any, list[float]]:
        found: dict[Any, list[float]] = {}
        for row in model._default_manager.all():
            key = (row.batch_id, row.indicator_id, row.start, row.period, row.event, row.unit)
            sums = found.setdefault(key, [0, 0, 0, 0, 0])
            parts = (row.value or 0, row.quantity or 0, row.rows, row.blanks, row.repeats)
            found[key] = [one + other for one, other in zip(sums, parts, strict=True)]
        return found

    totals = figures(MonthlyTotal)

    assert totals == figures(MonthlySummary)
    assert len(totals) == MonthlyTotal.objects.count()
