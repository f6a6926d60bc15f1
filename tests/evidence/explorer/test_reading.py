"""A selection's total and parts: the figures as elsewhere, unknown never zero, nothing added up twice."""

from __future__ import annotations

import math
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories
from tests.factories import events_csv, statistics_csv, table_csv, undone_afterwards

from chegara.accounts.models import User
from chegara.common.periods import Month
from chegara.evidence.actions.decisions import reconcile
from chegara.evidence.explorer.reading import Explored, read, series_by_place
from chegara.evidence.explorer.selection import By, Selection
from chegara.evidence.models import CountingRule, Indicator
from chegara.evidence.queries.series import Counting, Series, series
from chegara.organisation.models import Agency, CrossingPoint, State

pytestmark = pytest.mark.django_db
FLOW, DRUGS = "persons.crossings", "seizures.drugs"
JANUARY, FEBRUARY, MARCH = (Month(2025, number) for number in (1, 2, 3))


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def country(agency: Agency) -> State:
    return agency.country


@pytest.fixture
def analyst(agency: Agency) -> User:
    return factories.make_user(agency=agency)


@pytest.fixture
def customs(country: State, analyst: User) -> Agency:
    customs = factories.make_agency(country, code="XA-CUS", kind="customs")
    factories.make_membership(analyst, customs)
    return customs


def asked(country: State, indicator: str = FLOW, by: By = By.MONTH, **more: Any) -> Selection:
    own = Indicator.objects.get(pk=indicator)
    return Selection(
        **{"country": country, "indicator": own, "first": JANUARY, "last": MARCH, "by": by} | more
    )


def values(own: Series) -> list[float | None]:
    return [None if math.isnan(value) else value for value in own.span(JANUARY, MARCH)]


def parts(explored: Explored) -> dict[Any, list[float | None]]:
    return {part.key: values(part.series) for part in explored.parts}


def flows(*rows: tuple[str, str, str, str, object]) -> bytes:
    """Month, point, citizenship, direction, figure."""
    return statistics_csv([(FLOW, *row) for row in rows])


def test_the_parts_of_a_total_add_up_to_it(country: State, agency: Agency, analyst: User):
    one, two = (factories.make_point(country, code=f"XA-P{number}") for number in (1, 2))
    content = flows(
        ("2025-01", one.code, "", "entry", 5), ("2025-01", two.code, "", "entry", 7),
        ("2025-02", one.code, "", "exit", 1), ("2025-02", two.code, "", "entry", 2),
    )  # fmt: skip
    factories.make_batch(content, by=analyst, agency=agency)

    found = read(asked(country, by=By.POINT), analyst)

    assert values(found.total) == [12, 3, None]
    assert parts(found) == {one.pk: [5, 1, None], two.pk: [7, 2, None]}
    assert parts(read(asked(country, by=By.DIRECTION), analyst)) == {
        "entry": [12, 2, None], "exit": [None, 1, None],
    }  # fmt: skip


def test_a_point_that_is_not_in_a_months_report_is_unknown_and_an_event_that_did_not_happen_is_none(
    country: State, agency: Agency, analyst: User
):
    point = factories.make_point(country)
    factories.make_batch(flows(("2025-01", point.code, "", "entry", 5)), by=analyst, agency=agency)
    rows = [("03.01.2025", DRUGS, point.code, "heroin", 1, "kg", "", ""),
            ("03.03.2025", DRUGS, point.code, "opium", 1, "kg", "", "")]  # fmt: skip
    factories.make_batch(events_csv(rows), by=analyst, agency=agency)

    assert parts(read(asked(country, by=By.POINT), analyst)) == {point.pk: [5, None, None]}
    assert parts(read(asked(country, DRUGS, By.KIND), analyst)) == {"heroin": [1, 0, 0], "opium": [0, 0, 1]}


def test_a_point_belongs_to_its_section_and_division(country: State, agency: Agency, analyst: User):
    section = factories.make_section(country, factories.make_state("XB", home=False))
    division = factories.make_division(country)
    near = factories.make_point(country, section=section, division=division)
    factories.make_point(country, code="XA-P2")
    content = flows(("2025-01", near.code, "", "entry", 5), ("2025-01", "XA-P2", "", "entry", 7))
    factories.make_batch(content, by=analyst, agency=agency)

    assert parts(read(asked(country, by=By.SECTION), analyst)) == {
        section.pk: [5, None, None], None: [7, None, None],
    }  # fmt: skip
    assert parts(read(asked(country, by=By.DIVISION), analyst))[division.pk] == [5, None, None]
    assert values(read(asked(country, section=section), analyst).total) == [5, None, None]
    assert values(read(asked(country, division=division, direction="exit"), analyst).total) == [None] * 3


def test_what_only_breaks_down_gives_shares_and_is_never_added_to_the_total(
    country: State, agency: Agency, analyst: User
):
    point = factories.make_point(country)
    factories.make_batch(flows(("2025-01", point.code, "", "entry", 100)), by=analyst, agency=agency)
    by_people = flows(("2025-01", "", "UZ", "entry", 60), ("2025-01", "", "KZ", "entry", 30))
    factories.make_batch(by_people, by=analyst, agency=agency, name="people.csv")

    found = read(asked(country, by=By.CITIZENSHIP), analyst)

    assert values(found.total) == [100, None, None]
    assert parts(found) == {"UZ": [60, None, None], "KZ": [30, None, None]}
    assert found.shares_only
    assert values(read(asked(country, citizenship="UZ"), analyst).total) == [60, None, None]
    assert values(read(asked(country, citizenship="UZ", point=point), analyst).total) == [None] * 3
    assert not read(asked(country, by=By.POINT), analyst).shares_only


def test_two_reports_that_only_break_down_are_not_added_up(country: State, agency: Agency, analyst: User):
    point = factories.make_point(country)
    content = table_csv(("indicator", "month", "point", "value"), [(FLOW, "2025-01", point.code, 100)])
    factories.make_batch(content, by=analyst, agency=agency)
    for name, people in (("a.csv", "UZ"), ("b.csv", "KZ")):
        more = flows(("2025-01", "", people, "entry", 60), ("2025-01", "", people, "exit", 40))
        factories.make_batch(more, by=analyst, agency=agency, name=name)

    found = read(asked(country, by=By.DIRECTION), analyst)

    assert sum(value[0] or 0 for value in parts(found).values()) == 100


def test_undecided_agencies_stand_side_by_side(
    country: State, agency: Agency, customs: Agency, analyst: User
):
    for own, figure in ((agency, 5), (customs, 7)):
        factories.make_batch(flows(("2025-01", "", "", "entry", figure)), by=analyst, agency=own)

    found = read(asked(country, by=By.AGENCY), analyst)

    assert found.undecided
    assert values(found.total) == [None] * 3
    assert parts(found) == {agency.pk: [5, None, None], customs.pk: [7, None, None]}
    alone = read(asked(country, agency=customs), analyst)
    assert (alone.undecided, values(alone.total)) == (False, [7, None, None])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [(CountingRule.SUM, {"UZ": 5.0, "KZ": 7.0}), (CountingRule.LEAD, {"UZ": None, "KZ": 7.0})],
    ids=["added up", "customs lead"],
)
def test_whose_figures_count_is_decided_for_the_parts_as_for_the_whole(
    country: State, agency: Agency, customs: Agency, analyst: User, rule: str, expected: dict[str, Any]
):
    """What the border service alone says of a citizenship does not count where customs lead."""
    factories.make_batch(flows(("2025-01", "", "UZ", "entry", 5)), by=analyst, agency=agency)
    factories.make_batch(flows(("2025-01", "", "KZ", "entry", 7)), by=analyst, agency=customs)
    reconcile(
        country=country, indicator=Indicator.objects.get(pk=FLOW), rule=rule, reason="a test", by=analyst,
        lead_agency=customs if rule == CountingRule.LEAD else None,
    )  # fmt: skip

    found = read(asked(country, by=By.CITIZENSHIP), analyst)

    assert {key: value[0] for key, value in parts(found).items()} == expected
    assert found.total.counting == (Counting.SUM if rule == CountingRule.SUM else Counting.LEAD)


def test_amounts_are_added_up_within_their_unit(country: State, agency: Agency, analyst: User):
    rows = [(f"0{n}.01.2025", DRUGS, "", "heroin", amount, unit, "", str(n))
            for n, (amount, unit) in enumerate(((500, "g"), (2, "kg"), (3, "l")), start=1)]  # fmt: skip
    factories.make_batch(events_csv(rows), by=analyst, agency=agency)

    assert values(read(asked(country, DRUGS, unit="kg"), analyst).total)[0] == pytest.approx(2.5)
    assert parts(read(asked(country, DRUGS, By.KIND, unit="l"), analyst))["heroin"][0] == 3


def test_a_blank_cell_makes_the_month_unknown(country: State, agency: Agency, analyst: User):
    content = flows(("2025-01", "", "UZ", "entry", None), ("2025-01", "", "KZ", "entry", 3))
    factories.make_batch(content, by=analyst, agency=agency)

    found = read(asked(country, by=By.CITIZENSHIP), analyst)

    assert values(found.total)[0] is None
    assert parts(found)["KZ"][0] == 3


def test_what_was_not_released_is_not_read(country: State, agency: Agency, analyst: User):
    other = factories.make_agency(country, code="XA-CUS")
    colleague = factories.make_user("colleague", agency=other)
    factories.make_batch(flows(("2025-01", "", "UZ", "entry", 5)), by=analyst, agency=agency)

    found = read(asked(country, by=By.CITIZENSHIP), colleague)

    assert (found.parts, found.batches, found.total.empty) == ((), (), True)


KINDS = ("heroin", "opium", "cannabis_resin")


@st.composite
def seizures(draw):
    return draw(
        st.lists(
            st.tuples(st.integers(1, 90), st.sampled_from(KINDS), st.sampled_from(["", "XA-P1", "XA-P2"])),
            min_size=1, max_size=12,
        )
    )  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seizures())
def test_every_figure_is_that_of_the_series_read_by_itself(
    country: State, agency: Agency, analyst: User, found_events: list[tuple[int, str, str]]
):
    with undone_afterwards():
        for code in ("XA-P1", "XA-P2"):
            factories.make_point(country, code=code)
        rows = [
            ((Month(2025, 1).first_day.replace(day=1 + day % 28, month=1 + day // 31)).strftime("%d.%m.%Y"),
             DRUGS, point, kind, 1, "kg", "", str(number))
            for number, (day, kind, point) in enumerate(found_events)
        ]  # fmt: skip
        factories.make_batch(events_csv(rows), by=analyst, agency=agency)
        indicator = Indicator.objects.get(pk=DRUGS)

        by_kind = read(asked(country, DRUGS, By.KIND), analyst)
        by_place = series_by_place(indicator, country, analyst)

        assert by_kind.total.digest == series(indicator, country, analyst).digest
        for part in by_kind.parts:
            assert values(part.series) == values(series(indicator, country, analyst, kind=part.key or ""))
        assert {own.place for own in by_place} == {
            CrossingPoint.objects.get(code=point) for _, _, point in found_events if point
        }
        for own in by_place:
            assert own.digest == series(indicator, own.place, analyst).digest


@pytest.mark.parametrize("by", list(By))
def test_the_number_of_questions_does_not_grow_with_what_is_read(
    by: By, country: State, agency: Agency, analyst: User
):
    def ask() -> int:
        with CaptureQueriesContext(connection) as queries:
            read(asked(country, by=by), analyst)
        return len(queries)

    points = [factories.make_point(country, code=f"XA-P{number}") for number in range(9)]
    factories.make_batch(flows(("2025-01", points[0].code, "UZ", "entry", 5)), by=analyst, agency=agency)
    few = ask()
    rows = [("2025-02", point.code, people, "exit", 1) for point in points for people in ("UZ", "KZ", "TJ")]
    factories.make_batch(flows(*rows), by=analyst, agency=agency, name="more.csv")

    assert ask() == few
