"""Entering, changing, removing; booking; joint operations; gaps that become measures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests import factories
from tests.cooperation.world import Room, add, competence, contact, duty, enter, make_room, passport, step
from tests.plans.world import make_plan

from chegara.audit.models import AuditEntry
from chegara.cooperation import models as tables
from chegara.cooperation.actions.joint import close_gap, move_operation
from chegara.cooperation.actions.records import remove, save_record
from chegara.cooperation.choices import OPERATION_NEEDS
from chegara.cooperation.queries import service_times
from chegara.organisation.registers.actions import RecordRefusedError
from chegara.organisation.visibility import JointViewer
from chegara.plans.actions import plans
from chegara.plans.actions.guards import PlanRefusedError
from chegara.plans.origins import origin_of

pytestmark = pytest.mark.django_db
EIGHT = datetime(2026, 5, 4, 8, tzinfo=UTC)


@pytest.fixture
def room() -> Room:
    return make_room()


def hours(first: int, last: int) -> dict[str, datetime]:
    return {"start": EIGHT + timedelta(hours=first), "end": EIGHT + timedelta(hours=last)}


def scanner(room: Room) -> Any:
    return enter(tables.Equipment(title="Scanner", kind="xray"), room)


def booking(room: Room, equipment: Any, first: int, last: int, *, agency: Any = None) -> Any:
    return tables.Booking(
        equipment=equipment, agency=agency or room.border, purpose="Fruit", **hours(first, last)
    )


def operation(room: Room) -> Any:
    return enter(
        tables.Operation(title="Bridge", requested_by=room.border, requested_on="2026-02-01", purpose="Forgeries"), room
    )  # fmt: skip


def assessment(room: Room, **more: Any) -> Any:
    values: dict[str, Any] = {
        "year": 2025, "pillar": "inter", "area": "people", "maturity": 2, "evidence": "Register", "gap": "No training",
    }  # fmt: skip
    return enter(tables.SelfAssessment(**values | more), room)


# --- records ------------------------------------------------------------------------------------------------


def test_what_is_entered_and_changed_stands_in_the_log_with_its_reason(room: Room) -> None:
    one = duty(room)
    one.deadline = "day"
    changed = save_record(one, by=room.writer, reason="too short")

    last = AuditEntry.objects.order_by("-sequence").first()
    assert changed
    assert last is not None
    assert (last.action, last.before, last.after, last.reason) == (
        "cooperation.saved", {"deadline": "hour"}, {"deadline": "day"}, "too short",
    )  # fmt: skip


def test_saving_what_is_the_same_changes_nothing(room: Room) -> None:
    one = duty(room)
    before = AuditEntry.objects.count()

    assert not save_record(one, by=room.writer)
    assert AuditEntry.objects.count() == before


def test_nobody_changes_removes_or_adds_to_another_agencys_record(room: Room) -> None:
    one, whole = duty(room), passport(room)
    one.deadline = "day"
    attempts = (
        lambda: save_record(one, by=room.customs_writer),
        lambda: remove(one, by=room.customs_writer, reason="no"),
        lambda: save_record(
            tables.Facility(passport=whole, kind="lane", agency=room.customs, number=1),
            by=room.customs_writer,
        ),
    )
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()


def test_a_record_is_not_handed_to_another_agency(room: Room) -> None:
    one = duty(room)
    one.owner_agency = room.customs

    with pytest.raises(PermissionDenied):
        save_record(one, by=room.writer)


def test_what_is_removed_is_kept_by_the_log(room: Room) -> None:
    remove(duty(room), by=room.writer, reason="replaced")

    last = AuditEntry.objects.order_by("-sequence").first()
    assert last is not None
    assert not tables.Duty.objects.exists()
    assert (last.action, last.before["event"], last.reason) == (
        "cooperation.removed", "Queue of trucks", "replaced",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("make", "field"),
    [
        pytest.param(lambda r: duty(r, receiver=None), "__all__", id="a duty without a receiver"),
        pytest.param(lambda r: duty(r, receiver_name="UN"), "__all__", id="a duty with two receivers"),
        pytest.param(lambda r: duty(r, fallback="telephone"), "fallback", id="the fallback is the channel"),
        pytest.param(lambda r: (duty(r), duty(r)), "__all__", id="the same duty twice"),
        pytest.param(
            lambda r: (competence(r, r.border, "A"), competence(r, r.border, "A")), "__all__", id="the same line twice"
        ),
        pytest.param(
            lambda r: competence(r, r.border, "A", where="inside", point=r.point), "__all__",
            id="a crossing point inside the country",
        ),
        pytest.param(lambda r: contact(r, round_the_clock=False), "__all__", id="a contact without hours"),
        pytest.param(lambda r: (passport(r), passport(r)), "__all__", id="a second passport of a point"),
        pytest.param(lambda r: step(r, passport(r), 1, low=3), "__all__", id="times that do not rise"),
        pytest.param(lambda r: step(r, passport(r), 1, share=101), "share", id="more than all pass"),
        pytest.param(
            lambda r: enter(tables.Agreement(title="A", signed_on="2026-01-01", expires_on="2025-01-01"), r),
            "__all__", id="expired before it was signed",
        ),
        pytest.param(
            lambda r: add(tables.TestCall(contact=contact(r), on=timezone.localdate() + timedelta(days=1)), r), "on",
            id="a test call of tomorrow",
        ),
        pytest.param(
            lambda r: duty(r, sender=factories.make_agency(factories.make_state("XC"), code="XC-1")), "sender",
            id="an agency of another country",
        ),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused_in_words(room: Room, make: Any, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        make(room)

    assert field in refused.value.message_dict


def test_whoever_needs_a_contact_tries_it_and_nobody_else_learns_of_a_hidden_one(room: Room) -> None:
    seen, hidden = contact(room), contact(room, office="Hidden desk", released=False)
    today = timezone.localdate()

    save_record(tables.TestCall(contact=seen, on=today, minutes=2), by=room.customs_writer)
    with pytest.raises(PermissionDenied):
        save_record(tables.TestCall(contact=hidden, on=today), by=room.customs_writer)

    assert seen.calls.get().by == room.customs_writer


# --- bookings -----------------------------------------------------------------------------------------------


def test_the_database_itself_refuses_an_hour_that_is_taken(room: Room) -> None:
    equipment = scanner(room)
    one = booking(room, equipment, 0, 4)
    save_record(one, by=room.writer)

    with pytest.raises(IntegrityError), transaction.atomic():
        tables.Slot.objects.create(booking=one, equipment=equipment, hour=EIGHT + timedelta(hours=3))


@pytest.mark.parametrize(
    ("first", "last", "taken"),
    [
        pytest.param(4, 6, False, id="right after"),
        pytest.param(-2, 0, False, id="right before"),
        pytest.param(3, 5, True, id="over the end"),
        pytest.param(-1, 1, True, id="over the beginning"),
        pytest.param(1, 2, True, id="within"),
        pytest.param(-1, 9, True, id="around"),
    ],
)
def test_nothing_is_booked_twice(room: Room, first: int, last: int, taken: bool) -> None:
    equipment = scanner(room)
    save_record(booking(room, equipment, 0, 4), by=room.writer)
    other = booking(room, equipment, first, last, agency=room.customs)

    if taken:
        with pytest.raises(RecordRefusedError, match="booked"):
            save_record(other, by=room.customs_writer)
    else:
        save_record(other, by=room.customs_writer)
    assert equipment.bookings.count() == (1 if taken else 2)
    assert tables.Slot.objects.count() == 4 + (0 if taken else last - first)


def test_a_booking_can_be_moved_over_its_own_hours_and_given_up(room: Room) -> None:
    equipment = scanner(room)
    one = booking(room, equipment, 0, 4, agency=room.customs)
    save_record(one, by=room.customs_writer)
    one.start += timedelta(hours=2)
    one.end += timedelta(hours=2)

    save_record(one, by=room.customs_writer)
    save_record(booking(room, equipment, 0, 2), by=room.writer)
    remove(one, by=room.customs_writer, reason="not needed")

    assert [each.hour for each in tables.Slot.objects.order_by("hour")] == [EIGHT, EIGHT + timedelta(hours=1)]


def test_nobody_books_for_another_agency(room: Room) -> None:
    with pytest.raises(PermissionDenied):
        save_record(booking(room, scanner(room), 0, 1), by=room.customs_writer)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param(timedelta(minutes=30), timedelta(hours=2), id="half an hour"),
        pytest.param(timedelta(hours=2), timedelta(hours=2), id="no time"),
        pytest.param(timedelta(hours=2), timedelta(hours=1), id="backwards"),
        pytest.param(timedelta(0), timedelta(days=32), id="more than a month"),
    ],
)
def test_a_booking_takes_whole_hours_and_no_more_than_a_month(
    room: Room, start: timedelta, end: timedelta
) -> None:
    one = tables.Booking(
        equipment=scanner(room), agency=room.border, purpose="x", start=EIGHT + start, end=EIGHT + end
    )

    with pytest.raises(ValidationError):
        save_record(one, by=room.writer)


class Bookings(TestCase):
    """Any row of wishes: those granted never overlap, and one is refused only where it would."""

    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 5)), max_size=6))
    def test_granted_bookings_never_overlap(self, wishes: list[tuple[int, int]]) -> None:
        room = make_room()
        equipment, taken = scanner(room), set[int]()
        for first, length in wishes:
            wanted = set(range(first, first + length))
            try:
                save_record(booking(room, equipment, first, first + length), by=room.writer)
            except RecordRefusedError:
                assert wanted & taken
            else:
                assert not wanted & taken
                taken |= wanted


# --- joint operations ---------------------------------------------------------------------------------------

WRITTEN = {
    "starts": "2026-03-01", "ends": "2026-03-10", "place": "Ivzar", "plan": "All", "legal_basis": "art. 41",
    "commander": "A", "headquarters": "B", "communication": "radio; telephone", "results": "14", "lessons": "one",
}  # fmt: skip


def test_an_operation_goes_from_the_request_to_the_evaluation(room: Room) -> None:
    one = operation(room)
    for state, names in OPERATION_NEEDS.items():
        move_operation(one, to=state, values={name: WRITTEN[name] for name in names}, by=room.writer)

    assert tables.Operation.objects.get().state == "evaluated"


def test_no_step_is_skipped_and_nothing_left_unwritten(room: Room) -> None:
    one = operation(room)

    with pytest.raises(RecordRefusedError, match="can't become"):
        move_operation(one, to="running", by=room.writer)
    with pytest.raises(RecordRefusedError, match="legal basis"):
        move_operation(one, to="planned", values={"plan": "All"}, by=room.writer)
    with pytest.raises(PermissionDenied):
        move_operation(one, to="refused", by=room.customs_writer)
    assert tables.Operation.objects.get().state == "requested"


# --- gaps ---------------------------------------------------------------------------------------------------


def test_a_gap_becomes_a_measure_that_leads_back_to_it(room: Room) -> None:
    gap, plan = assessment(room), make_plan(room.writer, room.border, releases=[room.release])

    made = close_gap(gap, plan=plan, title="Train shift leaders", lead=room.customs, by=room.writer)

    origin = origin_of(made.origin, room.writer)
    assert origin is not None
    assert origin.url == gap.get_absolute_url()
    assert (made.area, made.description, made.lead) == ("people", "No training", room.customs)


def test_a_gap_that_others_may_not_see_gives_a_measure_that_they_may_not_see(room: Room) -> None:
    gap = assessment(room)
    gap.releases.clear()
    plan = make_plan(room.writer, room.border, releases=[room.release])

    made = close_gap(gap, plan=plan, title="Quiet", lead=None, by=room.writer)

    assert not type(made).objects.visible_to(room.customs_writer).filter(pk=made.pk).exists()
    assert origin_of(made.origin, room.customs_writer) is None


def test_no_measure_without_a_gap_nor_in_a_frozen_plan(room: Room) -> None:
    plan = make_plan(room.writer, room.border)
    with pytest.raises(RecordRefusedError):
        close_gap(assessment(room, gap=" "), plan=plan, title="x", lead=None, by=room.writer)
    plans.approve(plan, basis="No. 7", by=room.writer)
    with pytest.raises(PlanRefusedError):
        close_gap(assessment(room, area="legal"), plan=plan, title="x", lead=None, by=room.writer)


# --- the simulator's source ---------------------------------------------------------------------------------


def test_a_passport_gives_routing_and_service_times(room: Room) -> None:
    whole = passport(room, approved_on="2026-01-01")
    step(room, whole, 2, "documents", share=25, low=5, best=10, high=30, posts=1)
    step(room, whole, 1)

    found = service_times(room.point, JointViewer(room.border.country))

    assert found is not None
    (stream,) = found.streams
    assert [(each.control, each.share, each.best, each.posts) for each in stream.steps] == [
        ("persons", 1.0, 2.0, 3), ("documents", 0.25, 10.0, 1),
    ]  # fmt: skip
    assert stream.routing == ((1.0, 0.0, 0.0), (0.0, 0.25, 0.75), (0.0, 0.0, 1.0))
    assert (found.point, stream.expected_minutes) == ("XA-P1", 4.5)


def test_there_are_no_service_times_without_a_scheme_or_for_whom_the_passport_is_hidden(room: Room) -> None:
    whole = passport(room, released=False)
    assert service_times(room.point, room.writer) is None

    step(room, whole, 1)

    assert service_times(room.point, room.writer) is not None
    assert service_times(room.point, room.customs_writer) is None
