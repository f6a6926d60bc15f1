"""An event reported more than once counts once: whoever looks, whatever is decided, undone or replaced."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories
from tests.factories import events_csv

from chegara.accounts.models import User
from chegara.audit.models import AuditEntry
from chegara.evidence.actions import decisions, doubles, imports
from chegara.evidence.counting import DecidedDoubles
from chegara.evidence.listing import RecordList, Wanted
from chegara.evidence.models import (
    Batch,
    BatchState,
    DoubleCandidate,
    DoubleDecision,
    Indicator,
    Record,
)
from chegara.evidence.queries.breakdowns import Breakdowns, quantities
from chegara.evidence.queries.presence import presence
from chegara.evidence.queries.series import Counting, series
from chegara.organisation.models import Agency, State
from chegara.organisation.visibility import JointViewer, Viewer

pytestmark = pytest.mark.django_db
CODE = "seizures.drugs"
YEAR = (date(2025, 1, 1), date(2025, 12, 31))
CALM = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


@dataclass
class Ground:
    """Three agencies with an import each; the third released nothing."""

    state: State
    agencies: list[Agency]
    users: list[User]
    batches: list[Batch]

    @property
    def records(self) -> list[Record]:
        return list(Record.objects.filter(batch__in=self.batches).order_by("pk"))


def rows(agency: int) -> list[tuple[object, ...]]:
    """Four events of one agency, in two months, each of a quantity of its own."""
    return [
        (
            f"{5 + number}.0{1 + number % 2}.2025",
            CODE,
            "",
            "heroin",
            10 ** (agency + 1) + number,
            "kg",
            "",
            "",
        )
        for number in range(4)
    ]


@pytest.fixture
def ground() -> Ground:
    state = factories.make_state()
    agencies = [factories.make_agency(state, code=f"XA-{name}") for name in ("BOR", "CUS", "INT")]
    users = [factories.make_user(f"user{n}", agency=agency) for n, agency in enumerate(agencies)]
    batches = []
    for number, (agency, user) in enumerate(zip(agencies, users, strict=True)):
        released = [factories.make_release(agency, to_all=True)] if number < 2 else []
        batches.append(
            factories.make_batch(
                events_csv(rows(number)), by=user, agency=agency, name=f"{number}.csv", releases=released
            )
        )
    return Ground(state, agencies, users, batches)


def pair(one: Record, other: Record) -> DoubleCandidate:
    first, second = sorted((one, other), key=lambda record: record.pk)
    return DoubleCandidate(
        country=first.batch.country, indicator=first.indicator, first=first, second=second,
        first_batch=first.batch, second_batch=second.batch, start=first.start, probability=0.9,
        prior_bits=-8.0, reasons=[["day", "same", 12.0]],
    )  # fmt: skip


def same(one: Record, other: Record, by: User, *, leading: Record | None = None) -> DoubleDecision:
    return doubles.decide_double(pair(one, other), same=True, reason="a test", by=by, leading=leading or one)


def add_up(ground: Ground, by: User) -> None:
    decisions.reconcile(
        country=ground.state, indicator=Indicator.objects.get(pk=CODE), rule="sum", lead_agency=None,
        reason="a test", by=by,
    )  # fmt: skip


def found_of(viewer: Viewer, state: State, quantity: bool = False) -> float:
    """Return the year's figure by series, having made sure that every other road leads to it too."""
    indicator = Indicator.objects.get(pk=CODE)
    own = series(indicator, state, viewer)
    total = sum(value for value in own.values if not math.isnan(value))
    weight = series(indicator, state, viewer, measure="quantity", unit="kg")
    kilograms = sum(value for value in weight.values if not math.isnan(value))
    shares = Breakdowns(state, viewer, *YEAR).by(indicator, "kind")
    assert sum(share.value for share in shares) == total
    assert sum(share.rows for share in shares) == total
    assert sum(share.quantity or 0 for share in shares) == kilograms
    assert quantities(state, viewer, [2025]).get((CODE, "kg"), {}).get(2025, 0) == kilograms
    assert sum(p.rows - p.doubles for p in presence(state, viewer, 2025)) == total
    if own.months:
        reached = own.reached(own.months[0], own.months[-1])
        assert (reached.total, reached.reported) == (
            total,
            sum(p.rows for p in presence(state, viewer, 2025)),
        )
    batches = tuple(
        Batch.objects.visible_to(viewer).counting().filter(country=state).values_list("pk", flat=True)
    )
    left = DecidedDoubles(state, viewer).left_out(lambda report: report.batch in batches)
    listed = RecordList.of(Wanted(batches, True, {}, left_out=tuple(left)))
    assert len(listed) == total == len(list(listed))
    assert sum(record.quantity or 0 for record in listed) == kilograms
    assert listed[: len(listed)] == list(listed)
    return kilograms if quantity else total


def recount(records: Iterable[Record], joined: Iterable[tuple[int, int]]) -> int:
    """Count events by brute force: walk from record to record over the decisions, over any import.

    `records` are those that the viewer may know of; decisions on others say nothing to them.
    """
    known = {record.pk: record for record in records}
    edges = [{one, other} for one, other in joined if one in known and other in known]
    waiting, events = set(known), 0
    while waiting:
        group, fresh = set(), {waiting.pop()}
        while fresh:
            group |= fresh
            fresh = {pk for edge in edges if edge & group for pk in edge} - group
        waiting -= group
        events += any(known[pk].batch.state == BatchState.CONFIRMED for pk in group)
    return events


@st.composite
def stories(draw: st.DrawFn) -> list[tuple[Any, ...]]:
    step = st.one_of(
        st.tuples(st.just("same"), st.integers(0, 11), st.integers(0, 11)),
        st.tuples(st.just("same"), st.integers(0, 11), st.integers(0, 11)),
        st.tuples(st.just("back"), st.integers(0, 5)),
        st.tuples(st.just("flip"), st.integers(0, 2)),
    )
    return draw(st.lists(step, min_size=3, max_size=12))


def play(ground: Ground, story: list[tuple[Any, ...]]) -> None:
    """Decide, take back, undo and confirm again, in the order of a story; who sees all does it."""
    records, overseer = ground.records, ground.users[2]
    for kind, *where in story:
        if kind == "same" and where[0] != where[1]:
            one, other = records[where[0]], records[where[1]]
            same(one, other, overseer)
        elif kind == "back":
            decided = list(DoubleDecision.objects.order_by("pk"))
            if where[0] < len(decided):
                doubles.take_back(decided[where[0]], reason="a test", by=overseer)
        elif kind == "flip":
            batch, user = Batch.objects.get(pk=ground.batches[where[0]].pk), ground.users[where[0]]
            if batch.state == BatchState.CONFIRMED:
                imports.undo(batch, by=user, reason="a test")
            else:
                imports.confirm(batch, by=user)


@CALM
@given(story=stories())
def test_whatever_is_decided_in_whatever_order_each_viewer_counts_each_event_once(
    story: list[tuple[Any, ...]], ground: Ground
):
    with factories.undone_afterwards():
        add_up(ground, ground.users[0])
        play(ground, story)

        joined = list(DoubleDecision.objects.values_list("first", "second"))
        for viewer in (*ground.users, JointViewer(ground.state)):
            known = Record.objects.visible_to(viewer).select_related("batch")
            assert found_of(viewer, ground.state) == recount(known, joined)


def test_the_figures_that_are_kept_are_those_of_the_leading_report(ground: Ground):
    add_up(ground, ground.users[0])
    border, customs = ground.records[0], ground.records[4]
    before = found_of(ground.users[0], ground.state, quantity=True)

    same(border, customs, ground.users[0], leading=customs)

    assert found_of(ground.users[0], ground.state, quantity=True) == before - border.quantity


@pytest.mark.parametrize("leads", [0, 1], ids=["the border service leads", "customs lead"])
@pytest.mark.parametrize("undone", [0, 1], ids=["the border's import is undone", "customs' import is undone"])
def test_the_event_counts_with_the_other_report_when_one_import_is_undone(
    leads: int, undone: int, ground: Ground
):
    add_up(ground, ground.users[0])
    both = [ground.records[0], ground.records[4]]
    same(*both, ground.users[0], leading=both[leads])
    assert found_of(ground.users[0], ground.state) == 7

    imports.undo(Batch.objects.get(pk=ground.batches[undone].pk), by=ground.users[undone], reason="a test")

    assert found_of(ground.users[0], ground.state) == 4
    listed = Record.objects.filter(batch=ground.batches[1 - undone])
    assert found_of(ground.users[0], ground.state, quantity=True) == sum(r.quantity for r in listed)


def test_three_reports_of_one_event_count_once_and_two_of_them_still_do_when_the_middle_one_goes(
    ground: Ground,
):
    add_up(ground, ground.users[0])
    a, b, c = (ground.records[number] for number in (0, 4, 8))
    overseer = ground.users[2]
    same(a, b, overseer)
    same(b, c, overseer)
    assert found_of(overseer, ground.state) == 10

    imports.undo(Batch.objects.get(pk=ground.batches[1].pk), by=ground.users[1], reason="a test")

    assert found_of(overseer, ground.state) == 7


def test_who_may_not_see_the_leading_report_keeps_the_event(ground: Ground):
    add_up(ground, ground.users[0])
    border, hidden = ground.records[0], ground.records[8]
    before = found_of(ground.users[0], ground.state, quantity=True)

    same(border, hidden, ground.users[2], leading=hidden)

    assert found_of(ground.users[0], ground.state, quantity=True) == before
    assert not DoubleDecision.objects.visible_to(ground.users[0]).exists()
    assert found_of(ground.users[2], ground.state) == 11


def test_nobody_decides_on_a_report_that_they_may_not_see(ground: Ground):
    with pytest.raises(doubles.DoubleRefusedError, match="nothing here"):
        same(ground.records[0], ground.records[8], ground.users[0])


def test_where_one_agency_s_figures_count_its_report_stays_whoever_leads(ground: Ground):
    decisions.reconcile(
        country=ground.state, indicator=Indicator.objects.get(pk=CODE), rule="lead",
        lead_agency=ground.agencies[1], reason="a test", by=ground.users[0],
    )  # fmt: skip

    same(ground.records[0], ground.records[4], ground.users[0], leading=ground.records[0])

    own = series(Indicator.objects.get(pk=CODE), ground.state, ground.users[0])
    assert own.counting is Counting.LEAD
    assert sum(own.values) == 4
    assert not own.doubles


def test_each_agency_s_own_figures_stay_whole_where_nobody_decided_whose_count(ground: Ground):
    same(ground.records[0], ground.records[4], ground.users[0])
    same(ground.records[1], ground.records[2], ground.users[0])

    own = series(Indicator.objects.get(pk=CODE), ground.state, ground.users[0])

    assert own.counting is Counting.UNDECIDED
    assert [sum(agency.values.values()) for agency in own.agencies] == [3, 4]


def test_a_corrected_file_takes_the_decisions_over(ground: Ground):
    add_up(ground, ground.users[0])
    same(ground.records[0], ground.records[4], ground.users[0], leading=ground.records[4])
    corrected = rows(1)
    corrected[0] = (*corrected[0][:4], 99, "kg", "", "")  # another figure of the double
    corrected[3] = (*corrected[3][:4], 98, "kg", "", "")

    batch = factories.make_batch(
        events_csv(corrected), by=ground.users[1], agency=ground.agencies[1], replaces=ground.batches[1],
        releases=list(ground.batches[1].releases.all()),
    )  # fmt: skip

    assert found_of(ground.users[0], ground.state) == 7
    carried = DoubleDecision.objects.get(second_batch=batch)
    assert carried.leading.quantity == 99
    assert carried.carried_from == ground.batches[1]
    assert AuditEntry.objects.filter(action="evidence.doubles_carried_over").count() == 1
    imports.undo(batch, by=ground.users[1], reason="a test")
    assert found_of(ground.users[0], ground.state) == 7


def test_a_corrected_file_without_the_double_lets_the_other_report_count(ground: Ground):
    add_up(ground, ground.users[0])
    same(ground.records[0], ground.records[4], ground.users[0], leading=ground.records[4])

    factories.make_batch(
        events_csv(rows(1)[1:]), by=ground.users[1], agency=ground.agencies[1], replaces=ground.batches[1],
        releases=list(ground.batches[1].releases.all()),
    )  # fmt: skip

    assert found_of(ground.users[0], ground.state) == 7
    assert ground.records[0].pk not in {
        report.pk for report in DecidedDoubles(ground.state, ground.users[0]).left_out()
    }


def test_a_decision_against_the_others_is_refused(ground: Ground):
    a, b, c = (ground.records[number] for number in (0, 4, 8))
    overseer = ground.users[2]
    same(a, b, overseer)
    same(b, c, overseer)

    with pytest.raises(doubles.DoubleRefusedError, match="third report"):
        doubles.decide_double(pair(a, c), same=False, reason="a test", by=overseer)


def test_a_report_is_not_joined_to_what_it_was_found_different_from(ground: Ground):
    a, b, c = (ground.records[number] for number in (0, 4, 8))
    overseer = ground.users[2]
    doubles.decide_double(pair(a, c), same=False, reason="a test", by=overseer)
    same(a, b, overseer)

    with pytest.raises(doubles.DoubleRefusedError, match="found to be different"):
        same(b, c, overseer)


def test_a_decision_and_its_taking_back_are_entries_with_their_reasons(ground: Ground):
    decision = same(ground.records[0], ground.records[4], ground.users[0])

    doubles.take_back(decision, reason="it was another one", by=ground.users[0])

    taken, decided = AuditEntry.objects.filter(object_type="evidence.doubledecision")
    assert (decided.action, decided.reason) == ("evidence.double_decided", "a test")
    assert (taken.action, taken.reason) == ("evidence.double_taken_back", "it was another one")
    assert taken.before["same"] == "True"
    assert not DoubleDecision.objects.exists()


def test_a_month_is_known_when_its_only_blank_event_is_a_double(ground: Ground):
    known = (*rows(1)[0][:7], "with its number")
    columns = (*factories.EVENT_COLUMNS, "value")
    blank = factories.make_batch(
        factories.table_csv(columns, [("05.06.2025", *known[1:], None), ("06.06.2025", *known[1:], 2)]),
        by=ground.users[0], agency=ground.agencies[0],
    )  # fmt: skip
    first, second = Record.objects.filter(batch=blank).order_by("pk")
    indicator = Indicator.objects.get(pk=CODE)
    assert first.value is None

    same(first, second, ground.users[0], leading=second)

    own = series(indicator, ground.state, ground.users[0]).agencies[0]
    assert own.values[max(own.values)] == 2
    assert not own.partial
