"""What becomes of a file's rows in the database: places, units, repeats, breakdowns."""

from __future__ import annotations

import pytest
from tests import factories
from tests.factories import events_csv, statistics_csv, table_csv

from chegara.accounts.models import Marking, User
from chegara.evidence.actions import imports
from chegara.evidence.methods.rows import Field
from chegara.evidence.models import MonthlySummary, Problem, Record
from chegara.evidence.queries.presence import blank_shares
from chegara.organisation.models import Agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def analyst(agency: Agency) -> User:
    return factories.make_user(agency=agency)


@pytest.mark.parametrize(
    ("quantity", "unit", "kilograms", "base"),
    [
        (500, "g", 0.5, "kg"), (2, "kg", 2.0, "kg"), ("1.5", "t", 1500.0, "kg"), (500, "ml", 0.5, "l"),
        (20, "tablets", 20.0, "tablet"), (7, "парсел", 7.0, "парсел"), ("", "kg", None, ""),
    ],
)  # fmt: skip
def test_a_quantity_is_kept_as_written_and_in_the_unit_of_totals(
    quantity: object, unit: str, kilograms: float | None, base: str, analyst: User, agency: Agency
):
    row = ("03.01.2025", "seizures.drugs", "", "heroin", quantity, unit, "", "")

    factories.make_batch(events_csv([row]), by=analyst, agency=agency)

    record = Record.objects.get()
    assert (record.base_quantity, record.base_unit) == (kilograms, base)
    assert record.quantity == (None if quantity == "" else float(quantity))
    assert MonthlySummary.objects.get().quantity == kilograms


def test_the_share_of_blanks_is_that_of_the_columns_which_any_event_of_the_imports_fills(
    analyst: User, agency: Agency
):
    seizures = [
        ("03.01.2025", "seizures.drugs", "", "heroin", 2, "kg", "a lay-by", ""),
        ("04.01.2025", "seizures.drugs", "", "heroin", "", "", "a market", ""),
        ("05.01.2025", "seizures.drugs", "", "heroin", 0, "kg", "", ""),
    ]
    one = factories.make_batch(events_csv(seizures), by=analyst, agency=agency)
    other = factories.make_batch(events_csv(seizures[1:2]), by=analyst, agency=agency, name="other.csv")
    factories.make_batch(by=analyst, agency=agency)

    shares = blank_shares([one, other])

    assert shares == {Field.PLACE: pytest.approx(1 / 4), Field.QUANTITY: pytest.approx(2 / 4)}


def test_quantities_of_different_dimensions_are_never_added(analyst: User, agency: Agency):
    rows = [
        ("03.01.2025", "seizures.drugs", "", "heroin", 2, "kg", "", ""),
        ("04.01.2025", "seizures.drugs", "", "heroin", 500, "g", "", ""),
        ("05.01.2025", "seizures.drugs", "", "heroin", 3, "l", "", ""),
        ("06.01.2025", "seizures.drugs", "", "heroin", 9, "tablets", "", ""),
    ]

    factories.make_batch(events_csv(rows), by=analyst, agency=agency)

    sums = {summary.unit: (summary.quantity, summary.rows) for summary in MonthlySummary.objects.all()}
    assert sums == {"kg": (2.5, 2), "l": (3.0, 1), "tablet": (9.0, 1)}


def test_a_place_is_found_by_any_of_its_spellings(analyst: User, agency: Agency):
    point = factories.make_point(
        agency.country, name="Friendship Bridge", aliases="мост Дружба\nDo'stlik ko'prigi"
    )
    names = (
        "Friendship Bridge",
        "FRIENDSHIP  bridge",
        "Мост дружба",
        "Do'stlik ko'prigi",
        point.code,
        "Elsewhere",
    )
    rows = [("persons.crossings", "2025-01", name, "", "", n) for n, name in enumerate(names)]

    batch = factories.make_batch(statistics_csv(rows), by=analyst, agency=agency)

    found = list(Record.objects.filter(batch=batch).order_by("row").values_list("point", flat=True))
    assert found == [point.pk] * 5 + [None]
    problem = Problem.objects.get(batch=batch, code="point_not_known")
    assert (problem.severity, problem.value, problem.arguments) == ("note", "Elsewhere", {"count": 1})


def test_a_spelling_of_two_places_finds_neither(analyst: User, agency: Agency):
    for code in ("P1", "P2"):
        factories.make_point(agency.country, code=code, aliases="The bridge")

    factories.make_batch(
        statistics_csv([("persons.crossings", "2025-01", "the bridge", "", "", 1)]), by=analyst, agency=agency
    )

    assert Record.objects.get().point is None


def test_a_place_of_another_country_is_not_found(analyst: User, agency: Agency):
    factories.make_point(factories.make_state("XB"), name="Far away")

    factories.make_batch(
        statistics_csv([("persons.crossings", "2025-01", "Far away", "", "", 1)]), by=analyst, agency=agency
    )

    assert Record.objects.get().point is None


def test_an_exact_repeat_of_an_event_is_marked_and_still_counted(analyst: User, agency: Agency):
    row = ("03.01.2025", "seizures.drugs", "", "heroin", 2, "kg", "a lay-by", "")
    other = ("03.01.2025", "seizures.drugs", "", "heroin", 2, "kg", "another lay-by", "")

    factories.make_batch(events_csv([row, other, row]), by=analyst, agency=agency)

    assert list(Record.objects.order_by("row").values_list("row", "repeats_row")) == [
        (2, None),
        (3, None),
        (4, 2),
    ]
    summary = MonthlySummary.objects.get()
    assert (summary.value, summary.rows, summary.repeats) == (3, 3, 1)


def test_the_months_that_a_file_speaks_for_are_from_its_first_to_its_last(analyst: User, agency: Agency):
    rows = [(f"03.{month:02d}.2025", "seizures.drugs", "", "heroin", 2, "kg", "", "") for month in (2, 5)]

    batch = factories.make_batch(events_csv(rows), by=analyst, agency=agency)

    assert (f"{batch.covers_from}", f"{batch.covers_to}") == ("2025-02-01", "2025-05-01")


BY_POINT_LATER = statistics_csv([("persons.crossings", "2025-02", "Bridge", "", "", 100)])
BY_CITIZENSHIP = table_csv(
    ("indicator", "month", "citizenship", "value"),
    [("persons.crossings", "2025-01", "KZ", 60), ("persons.crossings", "2025-01", "UZ", 40)],
)
BY_POINT_FORM = table_csv(
    ("indicator", "month", "point", "value"), [("persons.crossings", "2025-01", "Bridge", 100)]
)


def counted() -> float | None:
    values = [s.value for s in MonthlySummary.objects.counting().filter(supplementary=False)]
    return sum(value for value in values if value is not None)


def test_the_same_figures_by_another_dimension_are_not_added_to_the_total(analyst: User, agency: Agency):
    factories.make_point(agency.country, name="Bridge")
    first = factories.make_batch(BY_POINT_FORM, by=analyst, agency=agency, name="by point.csv")

    second = factories.make_batch(BY_CITIZENSHIP, by=analyst, agency=agency, name="by citizenship.csv")

    assert counted() == 100
    assert set(Record.objects.filter(batch=second).values_list("supplementary", flat=True)) == {True}
    problem = Problem.objects.get(batch=second, code="breakdown_only")
    assert (problem.with_import, problem.arguments["name"]) == (first, "by point.csv")


def test_the_user_s_word_that_they_are_other_figures_is_taken(analyst: User, agency: Agency):
    factories.make_point(agency.country, name="Bridge")
    factories.make_batch(BY_POINT_FORM, by=analyst, agency=agency)
    second = factories.receive_batch(BY_CITIZENSHIP, by=analyst, agency=agency)
    imports.set_mappings(second, mappings=[second.mappings[0] | {"supplementary": "no"}], by=analyst)
    second.refresh_from_db()

    imports.stage(second, by=analyst)
    imports.confirm(second, by=analyst)

    assert counted() == 200


def test_other_months_by_another_dimension_are_other_figures(analyst: User, agency: Agency):
    factories.make_point(agency.country, name="Bridge")
    factories.make_batch(BY_POINT_LATER, by=analyst, agency=agency)

    factories.make_batch(BY_CITIZENSHIP, by=analyst, agency=agency)

    assert counted() == 200


def test_another_agency_s_figures_by_another_dimension_are_other_figures(analyst: User, agency: Agency):
    customs = factories.make_agency(code="XA-CUS", kind="customs")
    factories.make_point(agency.country, name="Bridge")
    factories.make_batch(BY_POINT_FORM, by=analyst, agency=agency)

    factories.make_batch(BY_CITIZENSHIP, by=factories.make_user("other", agency=customs), agency=customs)

    assert counted() == 200


def test_the_same_breakdown_of_the_same_months_is_asked_about(analyst: User, agency: Agency):
    factories.make_point(agency.country, name="Bridge")
    first = factories.make_batch(BY_POINT_FORM, by=analyst, agency=agency)

    second = factories.stage_batch(BY_POINT_FORM.replace(b"100", b"101"), by=analyst, agency=agency)

    assert Problem.objects.get(batch=second, code="counts_already").with_import == first


def test_what_lies_in_a_compartment_does_not_show_by_its_effect_on_what_lies_outside(
    analyst: User, agency: Agency
):
    member = factories.make_user("member", agency=agency)
    factories.make_point(agency.country, name="Bridge")
    ring = factories.make_compartment("ring", members=[member])
    factories.make_batch(BY_POINT_FORM, by=member, agency=agency, compartment=ring)

    outside = factories.make_batch(BY_CITIZENSHIP, by=analyst, agency=agency)

    assert outside.problems_found == factories.stage_batch(
        BY_CITIZENSHIP, by=factories.make_user("other", agency=factories.make_agency(code="XA-CUS")),
        agency=Agency.objects.get(code="XA-CUS"),
    ).problems_found  # fmt: skip
    assert not Record.objects.filter(batch=outside, supplementary=True).exists()


@pytest.mark.parametrize(("clearance", "told"), [(Marking.OPEN, False), (Marking.OFFICIAL_USE, True)])
def test_a_problem_with_another_import_is_told_to_whoever_may_know_of_it(
    clearance: Marking, told: bool, analyst: User, agency: Agency
):
    factories.make_point(agency.country, name="Bridge")
    factories.make_batch(BY_POINT_FORM, by=analyst, agency=agency)
    second = factories.make_batch(BY_CITIZENSHIP, by=analyst, agency=agency, marking=Marking.OPEN)
    reader = factories.make_user("reader", agency=agency, clearance=clearance)

    assert second.problems.visible_to(reader).filter(code="breakdown_only").exists() is told
