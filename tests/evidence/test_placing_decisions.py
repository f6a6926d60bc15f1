"""What somebody decides on a spelling places old rows and new ones, and totals follow."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests import factories
from tests.factories import events_csv, statistics_csv, stored_evidence, table_csv

from chegara.accounts.models import User
from chegara.audit.models import AuditEntry
from chegara.common.periods import Month
from chegara.evidence.actions import imports, places
from chegara.evidence.models import Indicator, MonthlySummary, MonthlyTotal, Record, WrittenPlace
from chegara.evidence.queries.series import series
from chegara.evidence.spellings import spellings
from chegara.organisation import actions
from chegara.organisation.models import Agency, CrossingPoint, Division, PlaceSpelling

pytestmark = pytest.mark.django_db

FIGURES = statistics_csv(
    [
        ("persons.crossings", "2025-01", "Сатыбай батыр", "", "entry", 120),
        ("persons.crossings", "2025-01", "Сыпатай батыр", "", "entry", 30),
        ("persons.crossings", "2025-02", "сатыбай  БАТЫР", "", "entry", 7),
        ("persons.crossings", "2025-02", "Elsewhere", "", "entry", 5),
    ]
)


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def analyst(agency: Agency) -> User:
    return factories.make_user(agency=agency)


@pytest.fixture
def point(agency: Agency) -> CrossingPoint:
    return factories.make_point(agency.country, name="Sypatay Batyr", name_ru="Сыпатай батыр")


def decide(by: User, place: Any, text: str = "Сатыбай батыр", **more: Any) -> PlaceSpelling:
    country = Agency.objects.get(code="XA-BOR").country
    arguments = {"column": "point", "reason": "one letter was misheard"} | more
    return places.decide(country=country, text=text, place=place, by=by, **arguments)


def at(point: CrossingPoint, viewer: User) -> list[float]:
    found = series(Indicator.objects.get(pk="persons.crossings"), point, viewer)
    return found.span(Month(2025, 1), Month(2025, 2))


def test_a_spelling_that_sounds_alike_is_placed_by_rule_when_a_file_is_read(analyst: User, agency: Agency):
    point = factories.make_point(agency.country, name="Ayritom", name_ru="Айритом")
    rows = [("persons.crossings", "2025-01", "Таможенный комплекс «Айритом»", "", "", 9)]

    factories.make_batch(statistics_csv(rows), by=analyst, agency=agency)

    assert Record.objects.get().point == point
    assert WrittenPlace.objects.get().rule == "sound"


def test_a_doubtful_spelling_waits_for_a_decision_with_its_rows_counted(
    analyst: User, agency: Agency, point: CrossingPoint
):
    factories.make_batch(FIGURES, by=analyst, agency=agency)

    waiting = [(one["text"], one["total"]) for one in spellings(agency.country, analyst, "undecided")]
    assert waiting == [("Elsewhere", 1), ("Сатыбай батыр", 1), ("сатыбай БАТЫР", 1)]
    assert at(point, analyst)[0] == 30


def test_a_decision_places_the_rows_that_were_read_before_and_totals_follow(
    analyst: User, agency: Agency, point: CrossingPoint
):
    factories.make_batch(FIGURES, by=analyst, agency=agency)

    decide(analyst, point)

    assert at(point, analyst) == [150, 7]
    decided = spellings(agency.country, analyst, "decision").values_list("text", flat=True)
    assert set(decided) == {"Сатыбай батыр", "сатыбай БАТЫР"}


def test_a_decision_comes_to_the_same_as_reading_the_file_after_it(
    analyst: User, agency: Agency, point: CrossingPoint
):
    batch = factories.make_batch(FIGURES, by=analyst, agency=agency)
    decide(analyst, point)
    anew = stored_evidence()
    totals = set(MonthlyTotal.objects.values_list("indicator", "start", "value", "rows"))
    imports.undo(batch, by=analyst, reason="read it once more")

    factories.make_batch(FIGURES, by=analyst, agency=agency)

    assert stored_evidence() == anew
    again = MonthlyTotal.objects.counting().values_list("indicator", "start", "value", "rows")
    assert set(again) == totals


def test_a_decision_that_is_taken_back_leaves_everything_as_it_was(
    analyst: User, agency: Agency, point: CrossingPoint
):
    factories.make_batch(FIGURES, by=analyst, agency=agency)
    before = stored_evidence()
    decision = decide(analyst, point)

    places.take_back(decision, by=analyst, reason="it is another post")

    assert stored_evidence() == before
    assert not PlaceSpelling.objects.exists()


def test_a_decision_is_applied_to_what_is_read_later(analyst: User, agency: Agency, point: CrossingPoint):
    factories.make_batch(FIGURES, by=analyst, agency=agency)
    decide(analyst, point)
    rows = [("persons.crossings", "2025-03", "Сатыбай батыр", "", "entry", 11)]

    factories.make_batch(statistics_csv(rows), by=analyst, agency=agency, name="march.csv")

    assert Record.objects.get(value=11).point == point


def test_a_spelling_may_name_none_of_our_places_though_it_sounds_like_one(
    analyst: User, agency: Agency, point: CrossingPoint
):
    batch = factories.make_batch(FIGURES, by=analyst, agency=agency)

    decide(analyst, None, "Сыпатай батыр")
    decide(analyst, None, "Elsewhere")

    assert not Record.objects.exclude(point=None).exists()
    assert "Elsewhere" not in spellings(agency.country, analyst, "undecided").values_list("text", flat=True)
    again = factories.stage_batch(FIGURES, by=analyst, agency=agency, name="again.csv")
    assert not again.problems.filter(value="Elsewhere").exists()
    assert batch.problems.filter(value="Elsewhere").exists()


def test_a_decision_and_what_it_moved_stand_in_the_audit_log(
    analyst: User, agency: Agency, point: CrossingPoint
):
    batch = factories.make_batch(FIGURES, by=analyst, agency=agency)

    decide(analyst, point)

    decided = AuditEntry.objects.get(action="organisation.spelling_decided")
    assert (decided.actor, decided.reason, decided.after["point"]) == (
        analyst.username, "one letter was misheard", point.code,
    )  # fmt: skip
    moved = AuditEntry.objects.get(action="evidence.placed_anew")
    assert (moved.object_id, moved.agency, moved.after["rows"]) == (str(batch.pk), agency.code, 2)


def test_a_decision_places_the_rows_of_every_agency_of_the_country(
    analyst: User, agency: Agency, point: CrossingPoint
):
    other = factories.make_agency(code="XA-CUS", kind="customs")
    keeper = factories.make_user("keeper", agency=other)
    factories.make_batch(FIGURES, by=keeper, agency=other)
    assert not spellings(agency.country, analyst, "undecided")

    decide(analyst, point)

    assert Record.objects.filter(point=point).count() == 3


def test_a_spelling_known_in_a_compartment_only_is_told_to_its_members_only(
    analyst: User, agency: Agency, point: CrossingPoint
):
    compartment = factories.make_compartment(members=[analyst])
    factories.make_batch(FIGURES, by=analyst, agency=agency, compartment=compartment)

    decide(analyst, point)

    entries = AuditEntry.objects.filter(action__in=["organisation.spelling_decided", "evidence.placed_anew"])
    assert set(entries.values_list("compartment", "agency")) == {(compartment.code, agency.code)}
    outsider = factories.make_user("outsider", agency=agency)
    assert not spellings(agency.country, outsider, "decision")


def test_nobody_decides_for_another_country(analyst: User, agency: Agency, point: CrossingPoint):
    stranger = factories.make_user(
        "stranger", agency=factories.make_agency(factories.make_state("XB"), code="XB-BOR")
    )
    abroad = factories.make_point(stranger.memberships.get().agency.country, code="XB-P1")

    with pytest.raises(PermissionDenied):
        decide(stranger, point)
    with pytest.raises(PermissionDenied):
        decide(analyst, abroad)
    assert not PlaceSpelling.objects.exists()


def test_a_point_that_is_added_later_takes_its_rows_when_all_are_placed_anew(analyst: User, agency: Agency):
    factories.make_batch(FIGURES, by=analyst, agency=agency)
    point = factories.make_point(agency.country, name="Elsewhere")

    moved = places.place_anew(agency.country, by=analyst, reason="a point was opened")

    assert moved == 1
    assert at(point, analyst)[1] == 5
    assert places.place_anew(agency.country, by=analyst, reason="nothing new") == 0


EVENTS = ("date", "indicator", "division", "place", "quantity", "unit")


def read_events(rows: Any, by: User, agency: Agency) -> list[tuple[Any, Any]]:
    batch = factories.make_batch(table_csv(EVENTS, rows), by=by, agency=agency)
    return list(Record.objects.filter(batch=batch).order_by("row").values_list("point", "division"))


def test_a_free_text_names_a_post_and_a_division_where_it_says_so(analyst: User, agency: Agency):
    point = factories.make_point(agency.country, name="Ayritom", name_ru="Айритом")
    division = Division(
        country=agency.country, code="UZ-SU", name_en="Surkhandarya", name_ru="Сурхандарьинская область"
    )
    actions.save(division, by="tests")
    texts = [
        'Surkhandarya, "Ayritom" customs point',
        "Surkhandarya, Termez district",
        "кишлак Айритам",
        "a lay-by",
    ]
    rows = [("03.01.2025", "seizures.drugs", "", text.replace('"', ""), 1, "kg") for text in texts]

    found = read_events(rows, analyst, agency)

    assert found == [(point.pk, None), (None, division.pk), (None, None), (None, None)]


def test_the_division_column_goes_before_the_free_text(analyst: User, agency: Agency):
    one, other = (factories.make_division(agency.country, code=f"XA-D{n}") for n in (1, 2))

    found = read_events(
        [("03.01.2025", "seizures.drugs", one.name_en, other.name_en, 1, "kg")], analyst, agency
    )

    assert found == [(None, one.pk)]


class TestAnyDecisions(TestCase):
    """Whatever is decided, and taken back, totals are the sums of the records."""

    @settings(max_examples=12, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["Posta", "Postb", "Сатыбай", "x"]), st.integers(1, 3), st.integers(0, 99)
            ),
            min_size=1, max_size=8,
        ),
        st.lists(
            st.tuples(st.sampled_from(["Posta", "Сатыбай", "x"]), st.sampled_from([0, 1, None])), max_size=3
        ),
    )  # fmt: skip
    def test_summaries_are_the_sums_of_the_records(self, rows, decisions):
        with factories.undone_afterwards():
            agency = factories.make_agency()
            analyst = factories.make_user(agency=agency)
            points = [factories.make_point(agency.country, code=f"P{n}", name=f"Post{n}") for n in "ab"]
            figures = [("refusals", f"2025-{month:02d}", text, "", "", n) for text, month, n in rows]
            factories.make_batch(statistics_csv(figures), by=analyst, agency=agency)
            for text, number in decisions:
                decide(analyst, None if number is None else points[number], text)

            for point in (*points, None):
                of = Record.objects.filter(point=point)
                summaries = MonthlySummary.objects.filter(point=point)
                assert sum(of.values_list("value", flat=True)) == sum(
                    summaries.values_list("value", flat=True)
                )
                assert of.count() == sum(summaries.values_list("rows", flat=True))


def test_events_and_figures_have_spellings_apart_by_column(analyst: User, agency: Agency):
    factories.make_batch(
        events_csv([("03.01.2025", "seizures.drugs", "Xyz", "", 1, "kg", "Xyz", "")]),
        by=analyst,
        agency=agency,
    )

    assert list(WrittenPlace.objects.values_list("column", "text", "free", "rows")) == [
        ("point", "Xyz", False, 1)
    ]
