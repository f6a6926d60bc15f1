"""Contingency plans for tests, each made through the same action that a user's click calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from tests import factories

from chegara.accounts.models import Marking, Role, User
from chegara.contingency.actions import activations, exercises, plans, simulations
from chegara.contingency.actions.agreements import sign, stands_of
from chegara.contingency.methods.simulation.building import PointFigures, scenario_text
from chegara.contingency.methods.simulation.comparison import compare
from chegara.contingency.methods.simulation.reading import read_study
from chegara.contingency.models import (
    Activation,
    Assumption,
    CallStep,
    ContingencyPlan,
    CostLine,
    DutyPost,
    Exercise,
    ExpectedAction,
    Inject,
    LogEntry,
    Observation,
    PaperFallback,
    PastCrisis,
    PlanningFigure,
    PlanRevision,
    PointSimulation,
    ReferralStep,
    ResponseTask,
    SignReport,
    StandbyResource,
    WarningSign,
)
from chegara.contingency.results import results_of
from chegara.organisation.models import Agency

TODAY = date(2026, 6, 1)


@dataclass
class Stage:
    """Two agencies that take part in a plan, one that does not, and their people."""

    border: Agency
    customs: Agency
    police: Agency
    head: User
    officer: User
    customs_officer: User
    stranger: User
    plan: ContingencyPlan


def make_stage(**more: Any) -> Stage:
    border = factories.make_agency(code="XA-BOR")
    customs = factories.make_agency(border.country, code="XA-CUS", kind="customs")
    police = factories.make_agency(border.country, code="XA-INT", kind="interior")
    head = factories.make_user("head", agency=border, roles=(Role.ANALYST, Role.SUPERVISOR))
    return Stage(
        border,
        customs,
        police,
        head,
        factories.make_user("officer", agency=border, roles=[Role.OFFICER]),
        factories.make_user("customs-officer", agency=customs, roles=[Role.OFFICER, Role.ANALYST]),
        factories.make_user("stranger", agency=police, roles=[Role.ANALYST, Role.SUPERVISOR]),
        make_plan(border, by=head, agencies=[border, customs], **more),
    )


def make_plan(
    agency: Agency, *, by: User, agencies: list[Agency] | None = None, title: str = "Mass inflow", **more: Any
) -> ContingencyPlan:
    """Begin a plan whose levels say all that the checks ask for."""
    plan = plans.create_plan(
        ContingencyPlan(
            country=agency.country,
            owner_agency=agency,
            title=title,
            kind=more.pop("kind", "mass_influx"),
            marking=more.pop("marking", Marking.OFFICIAL_USE),
            **more,
        ),
        agencies=agencies or [agency],
        by=by,
    )
    for level in plan.levels.all():
        level.activation, level.stand_down, level.decided_by = "more than usual", "as usual", "the head"
        plans.save_part(level, by=by)
    return plan


def add(kind: type[Any], plan: ContingencyPlan, /, *, by: User, after: Any = None, **values: Any) -> Any:
    """Add a part to a plan."""
    return plans.save_part(kind(plan=plan, **values), by=by, after=after)


def task(
    plan: ContingencyPlan, title: str = "Open all booths", *, by: User, rank: int = 2, **more: Any
) -> Any:
    return add(ResponseTask, plan, by=by, level=plan.levels.get(rank=rank), title=title, **more)


def fill(stage: Stage) -> None:
    """Put one part of each kind into the stage's plan."""
    plan, by = stage.plan, stage.head
    add(PlanningFigure, plan, by=by, quantity="persons_day", best=1000, likely=2000, worst=5000)
    add(Assumption, plan, by=by, text="The well gives water", owner=stage.border, test_by=TODAY)
    post = add(DutyPost, plan, by=by, name="Shift leader", agency=stage.border)
    water = add(
        StandbyResource,
        plan,
        by=by,
        name="Water",
        kind="water",
        unit="l",
        agency=stage.customs,
        available=9000,
        used_a_day=3000,
        arrives_within=60,
    )
    plans.set_needs(water, {plan.levels.get(rank=3): (2000.0, 3000.0)}, by=by)
    first = task(plan, "Tell all", by=by, agency=stage.border, post=post, lasts=30)
    task(plan, by=by, agency=stage.customs, begins=30, lasts=60, after=[first], resource=water, amount=500)
    duty = add(
        CallStep, plan, by=by, office="Head of the point", channel="201", fallback="radio", fallback_minutes=3
    )
    add(CallStep, plan, by=by, office="Customs", agency=stage.customs, caller=duty, channel="214", minutes=3)
    add(ReferralStep, plan, by=by, group="asylum", receives=stage.customs, what="note the wish")
    add(PaperFallback, plan, by=by, function="First line", form_title="Form 1", columns="Name\nTime", lines=5)
    add(CostLine, plan, by=by, item="Water", month_1=100, month_2=50, month_3=0)
    add(PastCrisis, plan, by=by, name="Inflow of autumn", began_on=date(2026, 3, 20))
    sign = add(
        WarningSign,
        plan,
        by=by,
        name="People waiting",
        frequency="daily",
        unit="persons",
        persist_n=2,
        persist_m=3,
    )
    plans.set_thresholds(sign, {plan.levels.get(rank=2): 400.0}, by=by)
    for day in range(40):
        value = 500 if day >= 15 else 100
        report = SignReport(sign=sign, on=date(2026, 3, 1) + timedelta(days=day), value=value)
        plans.report_sign(report, by=by)


def sign_all(plan: ContingencyPlan, *, by: User) -> None:
    """Sign a plan for all agencies, by its own agency, from paper."""
    for one in stands_of(plan):
        sign(plan, agency=one.agency, stand="agreed", letter="letter No. 1", by=by)


def approve(plan: ContingencyPlan, *, by: User, basis: str = "No. 1", changed: str = "") -> PlanRevision:
    """Have a plan signed by all agencies, and approve it."""
    sign_all(plan, by=by)
    return plans.approve(plan, basis=basis, changed=changed, by=by)


def make_real(stage: Stage, *, rank: int = 2) -> Activation:
    """Approve the plan and put it into force by an order."""
    if stage.plan.state == "draft":
        approve(stage.plan, basis="No. 1", by=stage.head)
    return activations.activate(
        stage.plan,
        level=stage.plan.levels.get(rank=rank),
        exercise=False,
        by=stage.head,
        number="17",
        authority="Governor",
        given_at=timezone.now(),
        reason="people come",
    )


def make_exercise(stage: Stage, *, held: bool = False) -> Exercise:
    """Plan an exercise with an inject and an expected action; hold it if asked."""
    by = stage.head
    exercise = exercises.save_exercise(
        Exercise(plan=stage.plan, title="Cold October", kind="tabletop", planned_on=TODAY), by=by
    )
    inject = Inject(exercise=exercise, text="900 people wait")
    exercises.save_script(inject, by=by)
    expected = ExpectedAction(exercise=exercise, inject=inject, agency=stage.customs, text="clears the lane")
    exercises.save_script(expected, by=by)
    if held:
        exercises.begin(exercise, level=stage.plan.levels.get(rank=2), by=by)
        exercises.give_inject(inject, by=by)
        exercises.note_outcome(expected, outcome="late", seen="after an hour", by=by)
        exercises.observe(Observation(exercise=exercise, judged="to_improve", text="told too late"), by=by)
        exercises.end(exercise, conclusion="to be repeated", by=by)
    return exercise


def write(activation: Activation, text: str, *, by: User) -> LogEntry:
    return activations.write_log(LogEntry(activation=activation, text=text), by=by)


def make_simulation(stage: Stage, *, run: bool = True) -> PointSimulation:
    """Make a simulation of the plan's point, run unless told otherwise."""
    figures = PointFigures(
        title="A test (invented)", code="here", name="Here", booths=2, built=4,
        persons=(400, 500, 600), queue_above=10, is_invented=True,
    )  # fmt: skip
    simulation = PointSimulation(
        plan=stage.plan, title="Inflow", scenario=scenario_text(figures), replications=3
    )
    simulations.save_simulation(simulation, by=stage.head)
    if run:
        comparison = compare(read_study(simulation.scenario), replications=3)
        simulations.keep_results(simulation, results_of(comparison), by=stage.head)
    return simulation
