"""The choice of measures under a budget: which may be chosen, with which effects, and what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chegara.elicitation.methods.distributions import Pert
from chegara.pages.jobs import Reporting
from chegara.plans.choices import PAID, EffectOn, Funds, Status
from chegara.plans.methods.selection import (
    Choice,
    Effect,
    Measure,
    Problem,
    best_sets,
    budget_curve,
)
from chegara.plans.methods.uncertain_selection import (
    Fixed,
    RankedSet,
    Reranking,
    Share,
    Together,
    UncertainEffect,
    rerank,
)
from chegara.plans.models import Measure as PlannedMeasure
from chegara.risk.choices import Treats
from chegara.risk.harm import HarmLine, causes_of, estimate, joint_viewer, simulated
from chegara.risk.methods.quantification.exceedance import (
    curve_amounts,
    exceedance_curve,
    mean_harm,
    quantile_of_harm,
)
from chegara.risk.methods.quantification.simulation import (
    AS_IS,
    QuantifiedRisk,
    State,
    expected_harm,
)
from chegara.risk.methods.quantification.uncertain_mean import uncertain_mean
from chegara.risk.models import Assessment, Treatment
from chegara.risk.quantity_models import ConditionKind, Selection

DRAWS = 10_000
SEARCHED = 20
SETS = 10
BUDGETS = 12
DECIDED = {*PAID} - {Status.DONE}


@dataclass(frozen=True)
class Candidate:
    """A measure of the plan, and why it can't be chosen (a code; empty: it can)."""

    measure: PlannedMeasure
    treatments: tuple[Treatment, ...]
    effects: tuple[UncertainEffect, ...]
    cost: float | None
    why_not: str
    decided: bool

    @property
    def key(self) -> str:
        """The name by which the methods know it."""
        return name_of(self.measure.pk)


def name_of(measure: int) -> str:
    """Return the name by which the methods know a measure."""
    return f"measure:{measure}"


def selection_of(assessment: Assessment) -> Selection | None:
    """Return under which budget measures are chosen, None where nothing is chosen."""
    return Selection.objects.filter(assessment=assessment).first()


def candidates(assessment: Assessment, lines: Sequence[HarmLine], selection: Selection) -> list[Candidate]:
    """Return the measures that treat a risk in numbers and that every agency may know of.

    Each with its effects on those risks: that of the treatment where one is stated, else the measure's own.
    """
    keys = {line.risk.pk: line.risk.key for line in lines if line.quantified}
    seen = PlannedMeasure.objects.visible_to(joint_viewer(assessment)).exclude(status=Status.DROPPED)
    by_measure: dict[int, list[Treatment]] = {}
    for one in (
        Treatment.objects.filter(risk__in=keys, measure__in=seen.values("pk"))
        .select_related("measure__lead", "measure__owner_agency", "effect", "risk")
        .order_by("measure__code", "risk__number", "component")
    ):
        by_measure.setdefault(one.measure_id, []).append(one)
    return [_candidate(tuple(treatments), selection) for treatments in by_measure.values()]


def _candidate(treatments: tuple[Treatment, ...], selection: Selection) -> Candidate:
    measure = treatments[0].measure
    by_risk: dict[str, list[Treatment]] = {}
    for one in treatments:
        by_risk.setdefault(one.risk.key, []).append(one)
    effects = tuple(
        effect for risk, of in by_risk.items() if (effect := _effect(name_of(measure.pk), risk, of))
    )
    cost = (
        0.0 if measure.funds == Funds.NONE_NEEDED else None if measure.cost is None else float(measure.cost)
    )
    why_not = ""
    if measure.status == Status.DONE:
        why_not = "done"
    elif not effects:
        why_not = "no_effect"
    elif cost is None:
        why_not = "no_cost"
    elif cost and measure.currency != selection.currency:
        why_not = "currency"
    decided = selection.keeps_decided and measure.status in DECIDED
    return Candidate(measure, treatments, effects, cost, why_not, decided)


def _effect(measure: str, risk: str, treatments: Sequence[Treatment]) -> UncertainEffect | None:
    stated = [(one.component, share_of(*_stated(one))) for one in treatments if hasattr(one, "effect")]
    own = treatments[0].measure
    if not stated and own.effect_best is not None:
        on = own.effect_on or treatments[0].component
        stated = [(on, share_of(own.effect_low, own.effect_best, own.effect_high))]
    if not stated:
        return None
    impact = {Treats.IMPACT.value, EffectOn.IMPACT.value}
    return UncertainEffect(
        measure=measure,
        risk=risk,
        on_likelihood=_joined([share for on, share in stated if on not in impact]),
        on_impact=_joined([share for on, share in stated if on in impact]),
    )


def _stated(treatment: Treatment) -> tuple[float, float, float]:
    effect = treatment.effect
    return effect.low, effect.best, effect.high


def _joined(shares: Sequence[Share]) -> Share | None:
    return None if not shares else shares[0] if len(shares) == 1 else Together(tuple(shares))


def share_of(low: float | None, best: float, high: float | None) -> Share:
    """Return an effect given in per cent as an uncertain share; without an interval it is taken as sure."""
    if low is None or high is None or low == high:
        return Fixed(best / 100)
    return Pert(least=low / 100, mode=best / 100, most=high / 100)


def problem_of(
    lines: Sequence[HarmLine], found: Sequence[Candidate], selection: Selection
) -> tuple[Problem, list[UncertainEffect]]:
    """Return the choice as the optimiser takes it, by mean effects; and the effects with their uncertainty.

    Raises:
        ValueError: as for `Problem`.
    """
    usable = [one for one in found if not one.why_not]
    names = {one.key for one in usable}
    conditions = list(selection.conditions.all())

    def others(key: str, kind: str) -> frozenset[str]:
        return frozenset(
            name_of(c.other_id)
            for c in conditions
            if c.kind == kind and c.other_id is not None and name_of(c.measure_id) == key
        )

    must = {name_of(c.measure_id) for c in conditions if c.kind == ConditionKind.MUST}
    never = {name_of(c.measure_id) for c in conditions if c.kind == ConditionKind.NEVER}
    measures = tuple(
        Measure(
            name=one.key,
            cost=one.cost or 0.0,
            must_have=one.key in must or one.decided,
            requires=others(one.key, ConditionKind.REQUIRES) & names,
            # A measure that excludes itself can't be chosen; nor can one that needs what is not there.
            excludes=others(one.key, ConditionKind.EXCLUDES) & names
            | (
                {one.key}
                if one.key in never or others(one.key, ConditionKind.REQUIRES) - names
                else frozenset()
            ),
        )
        for one in usable
    )
    effects = [effect for one in usable for effect in one.effects]
    expected: list[Effect] = [effect.expected() for effect in effects]
    harm = {line.quantified.name: expected_harm(line.quantified) for line in lines if line.quantified}
    return Problem(harm=harm, measures=measures, effects=tuple(expected)), effects


def choice_input(
    harm_input: Mapping[str, Any], found: Sequence[Candidate], selection: Selection
) -> dict[str, Any]:
    """Return all that a choice depends on, besides the number of years."""
    return {
        "harm": harm_input,
        "budget": str(selection.budget.normalize()),
        "currency": selection.currency,
        "measures": [[c.key, c.cost, c.why_not, c.decided, [repr(e) for e in c.effects]] for c in found],
        "conditions": sorted(
            [c.measure_id, c.kind, c.other_id or 0] for c in selection.conditions.all()
        ),
    }  # fmt: skip


def choose_measures(
    assessment: Assessment,
    lines: Sequence[HarmLine],
    found: Sequence[Candidate],
    selection: Selection,
    *,
    trials: int,
    sha256: str,
    progress: Reporting,
) -> dict[str, Any]:
    """Return the choice as JSON: chosen set, runner-up, residual risk, budget curve, harm before and after.

    Raises:
        InfeasibleError: no set keeps the budget and the conditions.
        ValueError: no risk is in numbers, or no measure can be chosen, or too many treat one risk.
    """
    problem, effects = problem_of(lines, found, selection)
    if not problem.measures:
        raise ValueError("no measure can be chosen")
    rng = np.random.default_rng(int(sha256[:16], 16))
    sets = rivals(best_sets(problem, float(selection.budget), count=SEARCHED))
    risks = [line.quantified for line in lines if line.quantified]
    worlds = {one.name: uncertain_mean(one, draws=DRAWS, rng=rng) for one in risks}
    ranked = rerank(problem, sets, effects, rng=rng, draws=DRAWS, harm=worlds)
    curve = _budget_curve(problem, selection)
    years = _before_and_after(
        assessment, risks, effects, ranked.sets[0].choice, trials=trials, rng=rng, progress=progress
    )
    return {
        "trials": trials,
        "budget": float(selection.budget),
        "currency": selection.currency,
        "sets": [_told(one) for one in ranked.sets],
        "beats_runner_up": ranked.beats_runner_up,
        "error": ranked.error,
        "draws": ranked.draws,
        "proven": all(one.choice.is_proven for one in ranked.sets),
        "residual": _residual(lines, ranked, worlds),
        "curve": curve,
        "decided": [one.measure.pk for one in found if one.decided and not one.why_not],
        "left_out": [[one.measure.pk, one.why_not] for one in found if one.why_not],
        "measures": {str(one.measure.pk): one.measure.code for one in found},
        "costs": {str(one.measure.pk): one.cost for one in found},
        **years,
    }


def rivals(sets: Sequence[Choice]) -> list[Choice]:
    """Return the best set and those that could be better than it, the best first.

    A set that only leaves out some of the best one's measures lowers less in any world: it is no rival.
    """
    best = set(sets[0].measures)
    return [sets[0], *(one for one in sets[1:] if not set(one.measures) < best)][:SETS]


def _told(one: RankedSet) -> dict[str, Any]:
    return {
        "measures": [int(name.partition(":")[2]) for name in one.choice.measures],
        "cost": one.choice.cost,
        "before": one.choice.harm_before,
        "left": [one.mean_left, one.interval.low, one.interval.high],
        "error": one.error,
        "best_in": one.best_in,
    }


def _residual(
    lines: Sequence[HarmLine], ranked: Reranking, worlds: Mapping[str, NDArray[np.float64]]
) -> list[list[float]]:
    return [
        [line.risk.pk, float(worlds[line.risk.key].mean()), left, interval.low, interval.high]
        for line in lines
        if line.quantified
        for left, interval in [ranked.residual[line.risk.key]]
    ]


def _budget_curve(problem: Problem, selection: Selection) -> list[list[Any]]:
    """Return for budgets from none to all measures what is left, and by how many measures."""
    whole = problem.cost(measure.name for measure in problem.measures)
    budgets = {float(b) for b in np.linspace(0, whole, BUDGETS + 1)} | {float(selection.budget)}
    return [
        [budget, choice.cost if choice else None, choice.harm_left if choice else None,
         len(choice.measures) if choice else None]
        for budget, choice in budget_curve(problem, sorted(budgets))
    ]  # fmt: skip


def _before_and_after(
    assessment: Assessment,
    risks: Sequence[QuantifiedRisk],
    effects: Sequence[UncertainEffect],
    choice: Choice,
    *,
    trials: int,
    rng: np.random.Generator,
    progress: Reporting,
) -> dict[str, Any]:
    """Return the harm of the same years without and with the chosen measures, by their mean effects."""
    often: dict[str, float] = {}
    much: dict[str, float] = {}
    for effect in effects:
        if effect.measure in choice.measures:
            mean = effect.expected()
            often[mean.risk] = often.get(mean.risk, 1.0) * (1 - mean.on_likelihood)
            much[mean.risk] = much.get(mean.risk, 1.0) * (1 - mean.on_impact)
    after = State(frequency=often, consequence=much)
    now, then = simulated(
        risks, (AS_IS, after), trials=trials, rng=rng, causes=causes_of(assessment), progress=progress
    )
    totals = {"now": now.total, "then": then.total}
    amounts = curve_amounts(totals["now"], points=40)
    return {
        "exceedance": {
            name: [[x.amount, x.probability] for x in exceedance_curve(total, amounts)]
            for name, total in totals.items()
        },
        "year": {
            name: [estimate(mean_harm(total)), estimate(quantile_of_harm(total, 0.95))]
            for name, total in totals.items()
        },
    }
