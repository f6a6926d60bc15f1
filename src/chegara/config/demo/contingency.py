"""Sarvania's contingency plans, all of them invented, by the actions that users' own clicks call."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone

from chegara.accounts.models import Marking, User
from chegara.config.demo.organisation import folder
from chegara.config.demo.risks import HEAD
from chegara.contingency import jobs
from chegara.contingency.actions import activations, exercises, plans, simulations
from chegara.contingency.actions.agreements import sign, stands_of
from chegara.contingency.forms import PARTS
from chegara.contingency.models import (
    ContingencyPlan,
    Exercise,
    ExpectedAction,
    Inject,
    LogEntry,
    Observation,
    PointSimulation,
    SignReport,
)
from chegara.contingency.wordings import texts_of
from chegara.organisation.actions import make_release
from chegara.organisation.models import Agency, CrossingPoint, State
from chegara.plans.choices import PlanState
from chegara.plans.models import Plan
from chegara.risk.choices import Stand
from chegara.risk.models import Risk

APART = {
    "agencies", "point", "risk", "basis", "changed", "dissents", "simulation", "exercise", "activation",
    *PARTS,
}  # fmt: skip
SCENARIOS = files("chegara.contingency") / "parameters" / "scenarios"
ORDER = (
    "figure",
    "assumption",
    "level",
    "post",
    "resource",
    "task",
    "call",
    "referral",
    "fallback",
    "cost",
    "crisis",
)


@transaction.atomic
def build_contingency() -> None:
    """Write the plans, approve two, tell of an exercise and of an activation that are over."""
    told = tomllib.loads((folder("XS") / "contingency.toml").read_text(encoding="utf-8"))
    russian = tomllib.loads((folder("XS") / "contingency.ru.toml").read_text(encoding="utf-8"))
    head = User.objects.get(username="supervisor")
    agencies = {agency.code: agency for agency in Agency.objects.filter(country="XS")}
    release = make_release(
        from_agency=agencies["XS-BOR"], to_all=True, letter_number=told["release_letter"],
        letter_date=datetime(2026, 5, 12, tzinfo=timezone.get_current_timezone()).date(),
        signatory="(invented)", by="demo",
    )  # fmt: skip
    for one in told["plans"]:
        plan = _plan(one, agencies, release, head)
        for each in one.get("simulation", ()):
            _simulation(plan, each, head)
        if "basis" in one:
            _agree(plan, one.get("dissents", {}), head)
            plans.approve(plan, basis=one["basis"], changed=one["changed"], by=head)
        if one.get("exercise"):
            _exercise(plan, told["exercise"], agencies, head)
        if one.get("activation"):
            _activation(plan, told["activation"], agencies, head)
        words = {text: russian[text] for text in texts_of(plan) if text in russian}
        plans.set_wordings(plan, language="ru", words=words, by=head)


def _plan(one: dict[str, Any], agencies: dict[str, Agency], release: Any, head: User) -> ContingencyPlan:
    risks = Risk.objects.filter(assessment__country="XS", title=one.get("risk", "")).order_by(
        "-assessment__year"
    )
    plan = ContingencyPlan(
        country=State.objects.get(code="XS"), owner_agency=agencies["XS-BOR"], marking=Marking.OFFICIAL_USE,
        point=CrossingPoint.objects.get(code=one["point"]), risk=risks.first(),
        **{name: value for name, value in one.items() if name not in APART},
    )  # fmt: skip
    part = [agencies[code] for code in one["agencies"]]
    plans.create_plan(plan, agencies=part, releases=[release], by=head)
    known: dict[str, dict[Any, Any]] = {name: {} for name in ORDER}
    known["level"] = {level.rank: level for level in plan.levels.all()}
    for name in ORDER:
        for row in one.get(name, ()):
            _part(plan, name, dict(row), known, agencies, head)
    for row in one.get("sign", ()):
        _sign(plan, dict(row), known, agencies, head)
    return plan


def _part(
    plan: ContingencyPlan, name: str, row: dict[str, Any], known: dict[str, dict[Any, Any]],
    agencies: dict[str, Agency], head: User,
) -> None:  # fmt: skip
    needs, after = row.pop("needs", {}), row.pop("after", None)
    rank = row.pop("rank", None)
    for column in ("agency", "owner", "receives"):
        if column in row:
            row[column] = agencies[row[column]]
    for column, kind in (
        ("level", "level"),
        ("from_level", "level"),
        ("post", "post"),
        ("resource", "resource"),
        ("caller", "call"),
    ):
        if column in row:
            row[column] = known[kind][row[column]]
    part: Any = known["level"][rank] if rank else PARTS[name][0](plan=plan)
    for column, value in row.items():
        setattr(part, column, value)
    plans.save_part(part, by=head, after=[known["task"][number] for number in after or ()])
    if name == "task":
        known["task"][part.number] = part
    elif name in {"post", "resource", "call"}:
        known[name][row.get("office") or row["name"]] = part
    if needs:
        levels = known["level"]
        plans.set_needs(part, {levels[int(key)]: tuple(value) for key, value in needs.items()}, by=head)


def _sign(
    plan: ContingencyPlan, row: dict[str, Any], known: dict[str, dict[Any, Any]], agencies: dict[str, Agency],
    head: User,
) -> None:  # fmt: skip
    thresholds, readings, first = row.pop("thresholds"), row.pop("readings", ()), row.pop("first", None)
    row["series_id"], row["owner"] = row.pop("series", None), agencies[row["owner"]]
    sign = PARTS["sign"][0](plan=plan, **row)
    plans.save_part(sign, by=head)
    levels = known["level"]
    plans.set_thresholds(sign, {levels[int(key)]: float(v) for key, v in thresholds.items()}, by=head)
    for place, value in enumerate(readings):
        report = SignReport(sign=sign, on=first + timedelta(days=place), value=value, source="(invented)")
        plans.report_sign(report, by=head)


def _simulation(plan: ContingencyPlan, one: dict[str, Any], head: User) -> None:
    """Simulate a scenario that Chegara ships, by the jobs that users' own clicks begin."""
    simulation = PointSimulation(
        plan=plan, title=one["title"], replications=one["replications"],
        scenario=(SCENARIOS / f"{one['scenario']}.toml").read_text(encoding="utf-8"),
    )  # fmt: skip
    simulations.save_simulation(simulation, by=head)
    asked: dict[str, Any] = {"by": head, "progress": lambda _done, _total: None, "simulation": simulation.pk}
    jobs.simulate(**asked)
    if "sensitivity" in one:
        jobs.find_sensitivity(**asked, plan=one["sensitivity"])
    if "staffing" in one:
        jobs.find_staffing(**asked, **one["staffing"])


def _agree(plan: ContingencyPlan, dissents: dict[str, str], head: User) -> None:
    """Have the plan signed: by the heads who have accounts, for the others by their letters."""
    heads = {code: User.objects.get(username=name) for code, name in HEAD.items()}
    for number, one in enumerate(stands_of(plan), start=1):
        code = one.agency.code
        sign(
            plan, agency=one.agency, by=heads.get(code, head), dissent=dissents.get(code, ""),
            stand=Stand.DISSENTING if code in dissents else Stand.AGREED,
            letter="" if code in heads else f"{number}/CP",
        )  # fmt: skip


def _moment(naive: datetime) -> datetime:
    return timezone.make_aware(naive)


def _exercise(plan: ContingencyPlan, told: dict[str, Any], agencies: dict[str, Agency], head: User) -> None:
    began, ended = _moment(told["began_at"]), _moment(told["ends_at"])
    names = ("title", "kind", "planned_on", "place", "director", "objectives", "participants")
    exercise = exercises.save_exercise(Exercise(plan=plan, **{name: told[name] for name in names}), by=head)
    injects: dict[int, Inject] = {}
    found: list[tuple[ExpectedAction, str, str]] = []
    for one in told["injects"]:
        inject = Inject(
            exercise=exercise, **{name: one[name] for name in ("number", "at_minute", "channel", "text")}
        )
        exercises.save_script(inject, by=head)
        injects[inject.number] = inject
        for agency, text, within, outcome, seen in one["expected"]:
            expected = ExpectedAction(
                exercise=exercise, inject=inject, agency=agencies[agency], text=text, within=within
            )
            exercises.save_script(expected, by=head)
            found.append((expected, outcome, seen))
    exercises.begin(exercise, level=plan.levels.get(rank=2), by=head, at=began)
    for inject in injects.values():
        exercises.give_inject(inject, by=head, at=began + timedelta(minutes=inject.at_minute))
    for expected, outcome, seen in found:
        exercises.note_outcome(expected, outcome=outcome, seen=seen, by=head)
    made = [_observe(exercise, one, injects, agencies, head) for one in told["observations"]]
    exercises.end(exercise, conclusion=told["conclusion"], by=head, at=ended)
    action_plan = Plan.objects.exclude(state=PlanState.CLOSED).get(country="XS", compartment=None)
    for observation, one in zip(made, told["observations"], strict=True):
        if "correction" in one:
            planned = dict(one["correction"])
            planned["lead"] = agencies[planned["lead"]]
            exercises.propose_correction(
                exercise, plan=action_plan, observation=observation, reason="after-action report", by=head,
                **planned,
            )  # fmt: skip


def _observe(
    exercise: Exercise,
    one: dict[str, Any],
    injects: dict[int, Inject],
    agencies: dict[str, Agency],
    head: User,
) -> Observation:
    observation = Observation(
        exercise=exercise, judged=one["judged"], agency=agencies[one["agency"]], text=one["text"],
        cause=one.get("cause", ""), inject=injects.get(one.get("inject", 0)),
    )  # fmt: skip
    return exercises.observe(observation, by=head)


def _activation(plan: ContingencyPlan, told: dict[str, Any], agencies: dict[str, Agency], head: User) -> None:
    began = _moment(told["began_at"])
    levels = {level.rank: level for level in plan.levels.all()}

    def after(minutes: int) -> datetime:
        return began + timedelta(minutes=minutes)

    (rank, _at, number, authority, reason), *later = told["orders"]
    activation = activations.activate(
        plan, level=levels[rank], exercise=False, title=told["title"], began_at=began, given_at=began,
        number=number, authority=authority, reason=reason, by=head,
    )  # fmt: skip
    for rank, at, number, authority, reason in later:
        activations.order_level(
            activation,
            level=levels[rank],
            number=number,
            authority=authority,
            given_at=after(at),
            reason=reason,
            by=head,
        )
    for at, kind, agency, text in told["log"]:
        entry = LogEntry(
            activation=activation, kind=kind, happened_at=after(at), agency=agencies[agency], text=text
        )
        activations.write_log(entry, by=head)
    for number, state, remark in told["tasks"]:
        task = plan.tasks.get(number=number)
        activations.report_task(activation, task, state=state, remark=remark, by=head)
    activations.stand_down(activation, ending=told["ending"], by=head, at=_moment(told["ends_at"]))
