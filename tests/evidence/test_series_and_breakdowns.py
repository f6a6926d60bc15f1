"""Figures come out of the records as they went in: unknown is not zero, and nothing is added up twice."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories

from chegara.accounts.models import User
from chegara.common.periods import Month, months_between
from chegara.evidence.actions import imports
from chegara.evidence.actions.decisions import decide_gap, reconcile
from chegara.evidence.models import Batch, CountingRule, GapDecision, Indicator, MonthlySummary, Record
from chegara.evidence.queries.breakdowns import DIMENSIONS, Breakdowns, breakdown, quantities
from chegara.evidence.queries.presence import presence, years_reported
from chegara.evidence.queries.series import Counting, Series, series
from chegara.organisation.models import Agency, State

pytestmark = pytest.mark.django_db

FLOW, DRUGS = "persons.crossings", "seizures.drugs"


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
    """Another agency of the country, for which the analyst works too."""
    customs = factories.make_agency(country, code="XA-CUS", kind="customs")
    factories.make_membership(analyst, customs)
    return customs


def report(
    by: User, agency: Agency, figures: dict[str, Any], *, point: str = "", citizenship: str = "", **more: Any
) -> Batch:
    """Bring in an agency's monthly crossings."""
    rows = [(FLOW, month, point, citizenship, "entry", figure) for month, figure in figures.items()]
    return factories.make_batch(factories.statistics_csv(rows), by=by, agency=agency, **more)


def seize(by: User, agency: Agency, days: Iterable[str], *, quantity: str = "1", unit: str = "kg") -> Batch:
    rows = [(day, DRUGS, "", "heroin", quantity, unit, "a lay-by", str(n)) for n, day in enumerate(days)]
    return factories.make_batch(factories.events_csv(rows), by=by, agency=agency)


def asked(code: str, country: State, viewer: User, **more: Any) -> Series:
    return series(Indicator.objects.get(pk=code), country, viewer, **more)


def by_month(found: Series) -> dict[str, float | None]:
    return {
        str(month): None if math.isnan(value) else value
        for month, value in zip(found.months, found.values, strict=True)
    }


def test_a_month_without_events_is_zero_within_what_the_file_covers_and_unknown_outside(
    agency: Agency, country: State, analyst: User
):
    seize(analyst, agency, ["03.01.2025", "05.01.2025", "09.03.2025"])

    found = asked(DRUGS, country, analyst, first=Month(2024, 12), last=Month(2025, 4))

    assert by_month(found) == {"2024-12": None, "2025-01": 2, "2025-02": 0, "2025-03": 1, "2025-04": None}
    assert found.missing == (Month(2024, 12), Month(2025, 4))


def test_who_confirms_a_file_may_say_that_it_covers_more(agency: Agency, country: State, analyst: User):
    content = factories.events_csv([("03.02.2025", DRUGS, "", "heroin", "1", "kg", "", "")])
    batch = factories.stage_batch(content, by=analyst, agency=agency)

    imports.confirm(batch, by=analyst, covers=(date(2025, 1, 1), date(2025, 3, 31)))

    assert by_month(asked(DRUGS, country, analyst)) == {"2025-01": 0, "2025-02": 1, "2025-03": 0}


def test_a_month_that_no_statistic_names_is_unknown(agency: Agency, country: State, analyst: User):
    report(analyst, agency, {"2025-01": 120, "2025-03": 0})

    assert by_month(asked(FLOW, country, analyst)) == {"2025-01": 120, "2025-02": None, "2025-03": 0}


def test_a_blank_cell_makes_its_month_unknown_and_keeps_the_known_part(
    agency: Agency, country: State, analyst: User
):
    rows = [
        (FLOW, "2025-01", "", "KZ", "entry", 10), (FLOW, "2025-01", "", "KG", "entry", None),
        (FLOW, "2025-02", "", "KZ", "entry", 11), (FLOW, "2025-02", "", "KG", "entry", 5),
    ]  # fmt: skip
    factories.make_batch(factories.statistics_csv(rows), by=analyst, agency=agency)

    found = asked(FLOW, country, analyst)

    assert by_month(found) == {"2025-01": None, "2025-02": 16}
    assert found.agencies[0].partial == {Month(2025, 1): 10}


def three_years(**changed: Any) -> dict[str, Any]:
    months = months_between(Month(2022, 1), Month(2024, 12))
    return {str(month): 1000 + 7 * (month.ordinal % 5) for month in months} | changed


@pytest.fixture
def silence(agency: Agency, analyst: User) -> Batch:
    return report(analyst, agency, three_years(**{"2023-05": 1}))


def test_a_month_with_implausibly_little_is_unknown_until_somebody_decides(
    silence: Batch, country: State, analyst: User
):
    found = asked(FLOW, country, analyst)

    assert Month(2023, 5) in found.doubtful
    assert found.missing == tuple(sorted(found.doubtful))
    assert found.agencies[0].values[Month(2023, 5)] == 1


@pytest.mark.parametrize(
    ("decision", "expected"), [(GapDecision.REAL, 1), (GapDecision.GAP, None)], ids=["real", "gap"]
)
def test_a_decision_makes_a_doubtful_month_count_or_not(
    decision: str, expected: float | None, silence: Batch, agency: Agency, country: State, analyst: User
):
    decide_gap(
        agency=agency, indicator=Indicator.objects.get(pk=FLOW), first_month=date(2023, 5, 1),
        last_month=date(2023, 5, 1), decision=decision, reason="letter 9", by=analyst,
    )  # fmt: skip

    assert by_month(asked(FLOW, country, analyst))["2023-05"] == expected


def test_a_plausible_month_that_somebody_calls_a_gap_is_unknown(
    silence: Batch, agency: Agency, country: State, analyst: User
):
    decide_gap(
        agency=agency, indicator=Indicator.objects.get(pk=FLOW), first_month=date(2024, 2, 1),
        last_month=date(2024, 3, 1), decision=GapDecision.GAP, reason="the server was down", by=analyst,
    )  # fmt: skip

    found = by_month(asked(FLOW, country, analyst))

    assert (found["2024-01"], found["2024-02"], found["2024-03"]) == (1000 + 7 * (2024 * 12 % 5), None, None)


def test_a_doubtful_month_of_one_agency_makes_the_sum_unknown(
    silence: Batch, customs: Agency, country: State, analyst: User
):
    report(analyst, customs, three_years())
    reconcile(
        country=country, indicator=Indicator.objects.get(pk=FLOW), rule=CountingRule.SUM, lead_agency=None,
        reason="different lanes", by=analyst,
    )  # fmt: skip

    found = by_month(asked(FLOW, country, analyst))

    assert found["2023-05"] is None
    assert found["2022-01"] == 2 * (1000 + 7 * (2022 * 12 % 5))


class TestTwoAgencies:
    """Two agencies report the same indicator."""

    @pytest.fixture(autouse=True)
    def _reports(self, agency: Agency, customs: Agency, analyst: User) -> None:
        report(analyst, agency, {"2025-01": 100, "2025-02": 110})
        report(analyst, customs, {"2025-01": 90, "2025-03": 95})

    def decide(self, country: State, by: User, rule: CountingRule, lead: Agency | None) -> None:
        reconcile(
            country=country, indicator=Indicator.objects.get(pk=FLOW), rule=rule, lead_agency=lead,
            reason="a test needs it", by=by,
        )  # fmt: skip

    def total(self, country: State, viewer: User) -> float | None:
        shares = breakdown(
            Indicator.objects.get(pk=FLOW), country, viewer, by="direction", first=date(2025, 1, 1),
            last=date(2025, 12, 31),
        )  # fmt: skip
        return shares[0].value if shares else None

    def test_nobody_has_decided_so_there_is_no_total_but_both_figures(self, country: State, analyst: User):
        found = asked(FLOW, country, analyst)

        assert found.counting is Counting.UNDECIDED
        assert found.empty
        assert [s.values[Month(2025, 1)] for s in found.agencies] == [100, 90]
        assert self.total(country, analyst) is None

    def test_a_sum_is_known_where_both_are(self, country: State, analyst: User):
        self.decide(country, analyst, CountingRule.SUM, None)

        found = asked(FLOW, country, analyst)

        assert by_month(found) == {"2025-01": 190, "2025-02": None, "2025-03": None}
        assert self.total(country, analyst) == 100 + 110 + 90 + 95

    def test_the_lead_agency_s_figures_count_alone(self, country: State, customs: Agency, analyst: User):
        self.decide(country, analyst, CountingRule.LEAD, customs)

        found = asked(FLOW, country, analyst)

        assert by_month(found) == {"2025-01": 90, "2025-02": None, "2025-03": 95}
        assert [s.agency for s in found.counted] == [customs]
        assert self.total(country, analyst) == 90 + 95

    def test_who_sees_one_agency_s_figures_gets_that_agency_s(self, country: State, customs: Agency):
        found = asked(FLOW, country, factories.make_user("customs", agency=customs))

        assert found.counting is Counting.ONE
        assert by_month(found) == {"2025-01": 90, "2025-02": None, "2025-03": 95}


def test_the_same_figures_by_another_dimension_are_shares_not_another_total(
    agency: Agency, country: State, analyst: User
):
    factories.make_point(country, code="P1")
    report(analyst, agency, {"2025-01": 120}, point="P1")
    by_citizenship = report(analyst, agency, {"2025-01": 120}, citizenship="KZ")

    shares = breakdown(
        Indicator.objects.get(pk=FLOW), country, analyst, by="citizenship", first=date(2025, 1, 1),
        last=date(2025, 1, 31),
    )  # fmt: skip

    assert MonthlySummary.objects.filter(batch=by_citizenship, supplementary=True).exists()
    assert by_month(asked(FLOW, country, analyst)) == {"2025-01": 120}
    assert [(share.key, share.value) for share in shares] == [("KZ", 120)]


def test_places_have_the_figures_of_what_lies_in_them(agency: Agency, country: State, analyst: User):
    neighbour = factories.make_state("XB", home=False)
    section, division = factories.make_section(country, neighbour), factories.make_division(country)
    first = factories.make_point(country, code="P1", section=section, division=division)
    second = factories.make_point(country, code="P2", section=section)
    third = factories.make_point(country, code="P3", division=division)
    rows = [(FLOW, "2025-01", f"P{number}", "", "entry", 10**number) for number in (1, 2, 3)]
    rows.append((FLOW, "2025-01", "Nowhere", "", "entry", 5))
    factories.make_batch(factories.statistics_csv(rows), by=analyst, agency=agency)
    flow = Indicator.objects.get(pk=FLOW)

    found = [
        series(flow, place, analyst).values for place in (first, second, third, section, division, country)
    ]

    assert found == [(10,), (100,), (1000,), (110,), (1010,), (1115,)]


def test_a_quarter_s_figure_does_not_enter_its_months(agency: Agency, country: State, analyst: User):
    table = factories.table_csv(
        ["indicator", "year", "quarter", "direction", "value"], [(FLOW, 2025, 1, "entry", 300)]
    )
    factories.make_batch(table, by=analyst, agency=agency)
    assert Record.objects.get().period == "quarter"

    found = asked(FLOW, country, analyst, first=Month(2025, 1), last=Month(2025, 3))

    assert found.empty


def test_figures_are_weighed_in_one_unit_whatever_unit_was_reported(
    agency: Agency, country: State, analyst: User
):
    seize(analyst, agency, ["03.01.2025"], quantity="1.5", unit="kg")
    seize(analyst, agency, ["04.01.2025"], quantity="500", unit="g")

    found = quantities(country, analyst, [2024, 2025])

    assert found == {(DRUGS, "kg"): {2025: 2.0}}
    assert asked(DRUGS, country, analyst, measure="quantity", unit="kg").values == (2.0,)


def test_presence_tells_reported_months_from_silent_ones(agency: Agency, country: State, analyst: User):
    report(analyst, agency, {"2025-01": 120, "2025-02": None, "2025-04": 100})

    [found] = presence(country, analyst, 2025)

    assert [str(m) for m, r in zip(found.months, found.reported, strict=True) if r] == [
        "2025-01", "2025-02", "2025-04",
    ]  # fmt: skip
    assert (found.received, found.rows, found.blanks, found.total) == (3, 3, 1, 220)


def test_years_are_told_newest_first(agency: Agency, country: State, analyst: User):
    assert years_reported(country, analyst) == []

    report(analyst, agency, {"2023-01": 120, "2025-02": 1})

    assert years_reported(country, analyst) == [2025, 2024, 2023]


def test_the_digest_of_a_series_is_another_for_another_figure(agency: Agency, country: State, analyst: User):
    report(analyst, agency, {"2025-01": 120})
    before = asked(FLOW, country, analyst).digest
    assert asked(FLOW, country, analyst).digest == before

    report(analyst, agency, {"2025-02": 121})

    assert asked(FLOW, country, analyst).digest != before


# --- the same by counting records one by one ----------

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["2024-11", "2025-01", "2025-02", "2026-01"]),
        st.sampled_from(["", "P1", "P2"]),
        st.sampled_from(["", "KZ", "KG"]),
        st.sampled_from(["entry", "exit"]),
        st.one_of(st.none(), st.integers(0, 50)),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda row: row[:4],
)
EVENTS = st.lists(
    st.tuples(
        st.dates(date(2024, 11, 1), date(2025, 3, 31)),
        st.sampled_from(["", "P1", "P2"]),
        st.sampled_from(["heroin", "opium"]),
        st.integers(1, 5000),
    ),
    min_size=1,
    max_size=12,
)
QUIET = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def sums_of_records(code: str, dimension: str, first: date, last: date) -> dict[Any, float]:
    """Add up the records themselves, one by one."""
    key = f"{dimension}_id" if dimension in {"point", "section", "division"} else dimension
    sums: dict[Any, float] = defaultdict(float)
    for record in Record.objects.filter(indicator=code, start__gte=first, start__lte=last):
        sums[getattr(record, key)] += record.value or 0
    return dict(sums)


@given(rows=ROWS)
@QUIET
def test_breakdowns_are_what_counting_the_records_gives(
    rows: Sequence[Any], agency: Agency, country: State, analyst: User
):
    with factories.undone_afterwards():
        for code in ("P1", "P2"):
            factories.make_point(country, code=code)
        factories.make_batch(
            factories.statistics_csv([(FLOW, *row) for row in rows]), by=analyst, agency=agency
        )
        first, last = date(2025, 1, 1), date(2025, 12, 31)
        table, flow = Breakdowns(country, analyst, first, last), Indicator.objects.get(pk=FLOW)

        for dimension in DIMENSIONS:
            found = {share.key: share.value for share in table.by(flow, dimension)}
            assert found == sums_of_records(FLOW, dimension, first, last)


def totals(country: State, viewer: User) -> list[Any]:
    found = [asked(DRUGS, country, viewer, measure=measure, unit=unit)
             for measure, unit in (("value", ""), ("quantity", "kg"))]  # fmt: skip
    return [(s.months, pytest.approx(s.values, nan_ok=True)) for s in found]


@given(events=EVENTS, order=st.randoms(), cut=st.integers(0, 12))
@QUIET
def test_totals_depend_neither_on_the_order_of_rows_nor_on_units_nor_on_how_files_were_cut(
    events: Sequence[Any], order: Any, cut: int, agency: Agency, country: State, analyst: User
):
    def rows(in_grams: bool) -> list[Sequence[Any]]:
        return [
            (f"{day:%d.%m.%Y}", DRUGS, point, kind, grams if in_grams else f"{grams / 1000:.3f}",
             "g" if in_grams else "kg", "a lay-by", str(number))
            for number, (day, point, kind, grams) in enumerate(events)
        ]  # fmt: skip

    def found(*files: Sequence[Sequence[Any]]) -> list[Any]:
        with factories.undone_afterwards():
            batches = [
                factories.stage_batch(factories.events_csv(file), by=analyst, agency=agency)
                for file in files
                if file
            ]
            days = [event[0] for event in events]
            for batch in batches:
                imports.confirm(batch, by=analyst, covers=(min(days), max(days)))
            return totals(country, analyst)

    whole, turned = found(rows(False)), rows(True)
    order.shuffle(turned)

    assert found(turned[:cut], turned[cut:]) == [(months, values.expected) for months, values in whole]
