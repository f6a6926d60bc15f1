"""Drawing up, approving and changing a plan; proposing measures; telling how far they are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests import factories
from tests.plans.world import Stage, make_measure, make_plan, make_stage

from chegara.audit.models import AuditEntry
from chegara.audit.queries import verify
from chegara.plans.actions import measures, plans, progress
from chegara.plans.actions.guards import PlanRefusedError
from chegara.plans.choices import PLAN_TRANSITIONS, TRANSITIONS, PlanState, Status
from chegara.plans.models import Measure, MeasureVersion, Objective

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def audited() -> list[str]:
    return list(
        AuditEntry.objects.filter(action__startswith="plans.").order_by("pk").values_list("action", flat=True)
    )


# --- plans --------------------------------------------------------------------------------------------------


def test_a_plan_begins_as_a_draft_and_is_recorded(stage: Stage) -> None:
    assert stage.plan.state == PlanState.DRAFT
    assert audited() == ["plans.plan_created", "plans.objective_saved"]
    assert verify() is None


def test_nobody_draws_up_a_plan_for_another_agency(stage: Stage) -> None:
    with pytest.raises(PermissionDenied):
        make_plan(stage.writer, stage.customs)


def test_a_plan_does_not_end_before_it_begins(stage: Stage) -> None:
    with pytest.raises(ValidationError, match="before it begins"):
        make_plan(stage.writer, stage.border, end=date(2025, 1, 1))


def test_objectives_are_numbered_in_the_order_in_which_they_come(stage: Stage) -> None:
    second = plans.save_objective(
        Objective(plan=stage.plan, title="Shorter queues", term="medium"), by=stage.writer
    )

    assert [stage.objective.number, second.number] == [1, 2]


@pytest.mark.parametrize("before", PlanState)
@pytest.mark.parametrize("after", PlanState)
def test_a_plan_takes_the_steps_of_the_table_and_no_other(before: str, after: str, stage: Stage) -> None:
    stage.plan.state = before
    stage.plan.save()
    acts = {
        PlanState.APPROVED: lambda: plans.approve(stage.plan, basis="No. 7", by=stage.writer),
        PlanState.CHANGING: lambda: plans.begin_change(stage.plan, by=stage.writer, reason="review"),
        PlanState.CLOSED: lambda: plans.close_plan(stage.plan, by=stage.writer, reason="over"),
    }
    if after not in acts:
        return
    if after in PLAN_TRANSITIONS[before]:
        acts[PlanState(after)]()
        assert stage.plan.state == after
    else:
        with pytest.raises(PlanRefusedError):
            acts[PlanState(after)]()


def test_an_approved_plan_is_frozen_with_all_its_measures(stage: Stage) -> None:
    measure = make_measure(stage)
    version = plans.approve(stage.plan, basis="No. 7", by=stage.writer)

    with pytest.raises(PlanRefusedError, match="frozen"):
        measures.change_measure(measure, values={"title": "Other"}, by=stage.writer, reason="x")
    with pytest.raises(PlanRefusedError, match="frozen"):
        make_measure(stage, "Another")
    with pytest.raises(PlanRefusedError, match="frozen"):
        plans.save_objective(Objective(plan=stage.plan, title="More", term="long"), by=stage.writer)
    assert version.number == 1
    assert version.measures.get().content["title"] == "Second scanner at Ivzar"


def test_progress_goes_on_while_a_plan_is_frozen(stage: Stage) -> None:
    measure = make_measure(stage)
    plans.approve(stage.plan, basis="No. 7", by=stage.writer)

    progress.move_measure(measure, to=Status.AGREED, by=stage.writer)
    progress.add_reading(measure, on=date(2026, 3, 31), value=9, source="report", by=stage.writer)

    measure.refresh_from_db()
    assert measure.status == Status.AGREED


def test_a_version_stays_as_it_was_approved(stage: Stage) -> None:
    measure = make_measure(stage)
    first = plans.approve(stage.plan, basis="No. 7", by=stage.writer)
    plans.begin_change(stage.plan, by=stage.writer, reason="review")
    measures.change_measure(measure, values={"title": "Two scanners"}, by=stage.writer, reason="more freight")
    second = plans.approve(stage.plan, basis="No. 9", by=stage.writer)

    told = {row.version_id: (row.content["title"], row.reason) for row in MeasureVersion.objects.all()}
    assert told == {
        first.pk: ("Second scanner at Ivzar", ""),
        second.pk: ("Two scanners", "more freight"),
    }
    measure.refresh_from_db()
    assert measure.change_reason == ""


def test_a_closed_plan_takes_nothing_in(stage: Stage) -> None:
    measure = make_measure(stage)
    plans.approve(stage.plan, basis="No. 7", by=stage.writer)
    plans.close_plan(stage.plan, by=stage.writer, reason="over")

    with pytest.raises(PlanRefusedError, match="closed"):
        progress.add_reading(measure, on=date(2026, 3, 31), value=9, source="report", by=stage.writer)
    with pytest.raises(PlanRefusedError, match="closed"):
        progress.move_measure(measure, to=Status.AGREED, by=stage.writer)


# --- proposing and changing ---------------------------------------------------------------------------------


def test_a_measure_is_proposed_with_all_that_is_known_of_it(stage: Stage) -> None:
    needs = [{"agency": stage.border, "kind": "staff", "what": "operators", "needed": 4, "available": 1}]

    measure = make_measure(stage, cost="125000.50", supporting=[stage.customs], needs=needs, tier=3)

    stored = Measure.objects.get(code=measure.code)
    assert (stored.status, stored.currency, str(stored.cost)) == ("proposed", "USD", "125000.50")
    assert [a.code for a in stored.supporting.all()] == ["XA-CUS"]
    assert stored.needs.get().what == "operators"
    assert audited()[-1] == "plans.measure_proposed"


def test_a_measure_is_handled_as_its_plan_unless_something_else_is_said(stage: Stage) -> None:
    own, others = make_measure(stage), make_measure(stage, "By customs", by=stage.customs_writer)

    assert [release.pk for release in own.releases.all()] == [stage.release.pk]
    assert others.owner_agency == stage.customs
    assert not others.releases.exists()


def test_another_slice_writes_into_a_plan_by_the_same_door(stage: Stage) -> None:
    measure = measures.propose_measure(
        plan=stage.plan,
        origin="training:need-3",
        title="Course for dog handlers",
        kind="prevention",
        by=stage.writer,
    )

    assert (measure.origin, measure.objective, measure.lead) == ("training:need-3", None, None)


def test_a_measure_has_no_field_that_nobody_knows(stage: Stage) -> None:
    with pytest.raises(TypeError, match="status"):
        make_measure(stage, status="done")


def test_an_objective_of_another_plan_is_refused(stage: Stage) -> None:
    other = make_plan(stage.writer, stage.border, title="Other")

    with pytest.raises(PlanRefusedError, match="another plan"):
        measures.propose_measure(
            plan=other, origin="", title="x", kind="detection", by=stage.writer, objective=stage.objective
        )


@pytest.mark.parametrize(
    ("values", "message"),
    [
        pytest.param({"start": date(2026, 5, 1), "deadline": date(2026, 4, 1)}, "due before", id="dates"),
        pytest.param({"effect_low": 30, "effect_best": 20, "effect_high": 40}, "effect must rise", id="low"),
        pytest.param({"effect_low": 10, "effect_best": 20, "effect_high": 15}, "effect must rise", id="high"),
        pytest.param({"effect_best": 120}, "100", id="per cent"),
        pytest.param({"cost": -1}, "0", id="cost"),
        pytest.param({"kind": "magic"}, "magic", id="kind"),
    ],
)
def test_what_cannot_be_is_refused(values: dict[str, Any], message: str, stage: Stage) -> None:
    with pytest.raises(ValidationError, match=message):
        make_measure(stage, **values)


def test_a_change_records_what_was_and_what_becomes(stage: Stage) -> None:
    measure = make_measure(stage)

    measures.change_measure(
        measure,
        values={"deadline": date(2026, 11, 1)},
        supporting=[stage.customs],
        by=stage.writer,
        reason="sooner",
    )

    entry = AuditEntry.objects.get(action="plans.measure_changed")
    assert entry.before == {"deadline": "2026-12-01", "supporting": None}
    assert entry.after == {"deadline": "2026-11-01", "supporting": ["XA-CUS"]}
    assert entry.reason == "sooner"


def test_needs_are_replaced_as_a_whole(stage: Stage) -> None:
    need = {"agency": stage.border, "kind": "staff", "what": "operators", "needed": 4, "available": 1}
    measure = make_measure(stage, needs=[need])

    stored = Measure.objects.whole().get(pk=measure.pk)
    assert measures.change_measure(stored, values={}, needs=[], by=stage.writer, reason="none needed")

    assert not measure.needs.exists()


def test_a_change_that_changes_nothing_leaves_no_entry(stage: Stage) -> None:
    measure = make_measure(stage)

    assert not measures.change_measure(measure, values={"title": measure.title}, by=stage.writer, reason="x")
    assert "plans.measure_changed" not in audited()


def test_others_do_not_change_a_measure_that_they_see(stage: Stage) -> None:
    measure = make_measure(stage)
    assert Measure.objects.visible_to(stage.customs_writer).filter(pk=measure.pk).exists()

    with pytest.raises(PermissionDenied):
        measures.change_measure(measure, values={"title": "x"}, by=stage.customs_writer, reason="x")


# --- progress -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("after", [each for each in Status if each != Status.DONE])
def test_a_measure_takes_the_steps_of_the_table_and_no_other(before: str, after: str, stage: Stage) -> None:
    measure = make_measure(stage, funds="state")
    measure.status, measure.done_on = before, date(2026, 3, 1)
    measure.completion, measure.reported_by = "Act No. 3", stage.writer
    measure.save()

    if after in TRANSITIONS[before]:
        progress.move_measure(measure, to=after, by=stage.writer, reason="because")
        assert Measure.objects.get(pk=measure.pk).status == after
    else:
        with pytest.raises(PlanRefusedError):
            progress.move_measure(measure, to=after, by=stage.writer, reason="because")


@pytest.mark.parametrize(
    ("values", "way", "message"),
    [
        pytest.param({"funds": ""}, ["agreed", "funded"], "money comes from", id="funded by nobody"),
        pytest.param({"funds": "sought"}, ["agreed", "funded"], "money comes from", id="still sought"),
        pytest.param({"lead": None}, ["agreed", "in_progress"], "agency leads", id="begun by nobody"),
        pytest.param({}, ["agreed", "in_progress", "done"], "evidence", id="done without evidence"),
        pytest.param({}, ["dropped"], "why", id="dropped without a reason"),
    ],
)
def test_a_step_needs_what_it_needs(
    values: dict[str, Any], way: list[str], message: str, stage: Stage
) -> None:
    measure = make_measure(stage, **values)
    for step in way[:-1]:
        progress.move_measure(measure, to=step, by=stage.writer)

    with pytest.raises(PlanRefusedError, match=message):
        progress.move_measure(measure, to=way[-1], by=stage.writer)


def under_way(stage: Stage, **more: Any) -> Measure:
    measure = make_measure(stage, **more)
    progress.move_measure(measure, to=Status.AGREED, by=stage.writer)
    progress.move_measure(measure, to=Status.IN_PROGRESS, by=stage.writer)
    return measure


def test_the_lead_agency_reports_on_a_measure_of_another(stage: Stage) -> None:
    measure = make_measure(stage, lead=stage.customs)

    progress.move_measure(measure, to=Status.AGREED, by=stage.customs_writer)

    assert Measure.objects.get(pk=measure.pk).status == Status.AGREED


def test_a_third_agency_does_not(stage: Stage) -> None:
    third = factories.make_user("third", agency=factories.make_agency(stage.border.country, code="XA-INT"))

    with pytest.raises(PermissionDenied):
        progress.move_measure(make_measure(stage), to=Status.AGREED, by=third)


def test_a_lead_that_does_not_see_the_measure_does_not_either(stage: Stage) -> None:
    measure = make_measure(stage, lead=stage.customs, releases=[])

    with pytest.raises(PermissionDenied):
        progress.move_measure(measure, to=Status.AGREED, by=stage.customs_writer)


def test_completion_is_verified_by_somebody_else(stage: Stage) -> None:
    measure = under_way(stage)
    progress.report_done(measure, done_on=date(2026, 3, 1), completion="Act No. 3", by=stage.writer)

    with pytest.raises(PlanRefusedError, match="Somebody else"):
        progress.verify_measure(measure, accepted=True, verification="seen", by=stage.writer)
    progress.verify_measure(measure, accepted=True, verification="seen on site", by=stage.customs_writer)

    measure.refresh_from_db()
    assert (measure.verified_by, measure.verified_on) == (stage.customs_writer, timezone.localdate())


def test_the_database_too_refuses_a_verification_by_who_reported(stage: Stage) -> None:
    measure = under_way(stage)
    progress.report_done(measure, done_on=date(2026, 3, 1), completion="Act No. 3", by=stage.writer)

    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=measure.pk).update(verified_by=stage.writer)


def test_what_is_not_accepted_goes_back_into_work(stage: Stage) -> None:
    measure = under_way(stage)
    progress.report_done(measure, done_on=date(2026, 3, 1), completion="Act No. 3", by=stage.writer)

    progress.verify_measure(measure, accepted=False, verification="it is not connected", by=stage.colleague)

    measure.refresh_from_db()
    assert (measure.status, measure.completion, measure.reported_by) == (Status.IN_PROGRESS, "", None)
    assert AuditEntry.objects.filter(reason="it is not connected").exists()


@pytest.mark.parametrize(
    ("done_on", "completion"),
    [(timedelta(days=1), "Act"), (timedelta(0), " ")],
    ids=["tomorrow", "no evidence"],
)
def test_a_completion_that_cannot_be_is_refused(done_on: timedelta, completion: str, stage: Stage) -> None:
    with pytest.raises(PlanRefusedError):
        progress.report_done(
            under_way(stage), done_on=timezone.localdate() + done_on, completion=completion, by=stage.writer
        )


def test_a_second_reading_of_a_day_corrects_the_first(stage: Stage) -> None:
    measure = make_measure(stage)
    progress.add_reading(measure, on=date(2026, 3, 31), value=9, source="report", by=stage.writer)
    progress.add_reading(
        measure, on=date(2026, 3, 31), value=11, source="corrected report", by=stage.colleague
    )

    reading = measure.readings.get()
    assert (reading.value, reading.by) == (11, stage.colleague)
    assert AuditEntry.objects.filter(action="plans.reading_added").latest("pk").before == {
        "reading_on": "2026-03-31", "reading": "9", "reading_source": "report",
    }  # fmt: skip


def test_a_measure_without_an_indicator_has_no_reading(stage: Stage) -> None:
    with pytest.raises(PlanRefusedError, match="indicator"):
        progress.add_reading(
            make_measure(stage, indicator=""), on=date(2026, 3, 31), value=9, source="x", by=stage.writer
        )


# --- merging and handling -----------------------------------------------------------------------------------


def test_a_measure_is_merged_into_another_of_its_plan(stage: Stage) -> None:
    first, second = make_measure(stage), make_measure(stage, "Scanner No. 2 for Ivzar")

    progress.merge_measure(second, into=first, by=stage.writer, reason="the same")

    second.refresh_from_db()
    assert (second.status, second.merged_into) == (Status.DROPPED, first)


def test_a_measure_that_is_taken_up_again_is_no_longer_merged(stage: Stage) -> None:
    first, second = make_measure(stage), make_measure(stage, "Scanner No. 2 for Ivzar")
    progress.merge_measure(second, into=first, by=stage.writer, reason="the same")

    progress.move_measure(second, to=Status.PROPOSED, by=stage.writer, reason="not the same after all")

    second.refresh_from_db()
    assert second.merged_into is None


def test_nothing_is_merged_into_itself_or_what_was_dropped(stage: Stage) -> None:
    first, second = make_measure(stage), make_measure(stage, "Scanner No. 2 for Ivzar")
    progress.move_measure(second, to=Status.DROPPED, by=stage.writer, reason="no money")

    for target in (first, second):
        with pytest.raises(PlanRefusedError):
            progress.merge_measure(first, into=target, by=stage.writer, reason="x")


def test_a_measure_is_not_merged_into_one_that_the_reference_would_betray(stage: Stage) -> None:
    circle = factories.make_compartment(members=[stage.writer])
    hidden = make_measure(stage, "Hidden", compartment=circle)

    with pytest.raises(PlanRefusedError, match="betray"):
        progress.merge_measure(make_measure(stage), into=hidden, by=stage.writer, reason="x")


def test_nobody_puts_a_measure_into_a_compartment_that_is_not_theirs(stage: Stage) -> None:
    circle = factories.make_compartment()

    with pytest.raises(PlanRefusedError, match="not a member"):
        make_measure(stage, compartment=circle)


def test_an_agency_releases_its_own_measures_only(stage: Stage) -> None:
    others = factories.make_release(stage.customs, to_all=True)

    with pytest.raises(PlanRefusedError, match="its own records"):
        measures.change_handling(
            make_measure(stage),
            marking="open",
            compartment=None,
            releases=[others],
            by=stage.writer,
            reason="x",
        )


def test_what_was_done_in_a_compartment_stays_the_compartments_when_it_is_left(stage: Stage) -> None:
    circle = factories.make_compartment(members=[stage.writer])
    hidden = make_measure(stage, "Hidden", compartment=circle)

    measures.change_handling(
        hidden,
        marking="official_use",
        compartment=None,
        releases=[],
        by=stage.writer,
        reason="no longer secret",
    )

    entries = AuditEntry.objects.filter(object_id=str(hidden.pk), object_type="plans.measure")
    assert set(entries.values_list("compartment", flat=True)) == {circle.code}
