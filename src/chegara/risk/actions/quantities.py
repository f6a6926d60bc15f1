"""Harm in numbers and the choice of measures: what analysts decide, and the computing of both.

All of it only while the assessment is open: what was computed is frozen with the approval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.elicitation.actions.panels import invite, open_panel, set_items
from chegara.elicitation.ballots import ElicitationError
from chegara.elicitation.models import Panel
from chegara.pages.jobs import Reporting
from chegara.plans.methods.selection import InfeasibleError, TooManyMeasuresError
from chegara.plans.models import Measure
from chegara.risk.actions.common import (
    RiskError,
    audit,
    require_lead,
    require_open,
    require_part,
    save_audited,
)
from chegara.risk.choosing import candidates, choice_input, choose_measures, selection_of
from chegara.risk.harm import (
    MOST_CASES,
    MOST_CELLS,
    HarmLine,
    digest_of,
    expected_cases,
    harm_input,
    harm_lines,
    harm_panel_of,
    joint_viewer,
    quantification_of,
    simulate,
)
from chegara.risk.models import Assessment, EvidenceLink, Risk, Treatment
from chegara.risk.quantity_models import (
    Cause,
    Computation,
    ComputationKind,
    Condition,
    ConditionKind,
    Effect,
    FrequencyBasis,
    Quantification,
    Selection,
)
from chegara.risk.words import CRITERION, HARM_OF_A_CASE, in_each_language


def _require(assessment: Assessment, by: User) -> None:
    require_part(assessment, by)
    require_open(assessment)


@transaction.atomic
def describe_harm(assessment: Assessment, *, unit: str, definition: str, by: User) -> Quantification:
    """Say in what unit harm is counted and what counts as harm.

    Raises:
        RiskError: the assessment is not open, or experts are asked by other words already.
    """
    _require(assessment, by)
    found = quantification_of(assessment) or Quantification(assessment=assessment, by=by)
    panel = harm_panel_of(assessment)
    if panel and (panel.unit, panel.explanation) != (unit, definition):
        raise RiskError(
            _("Experts are asked in “%(unit)s”, by these words: they can't be changed any more.")
            % {"unit": panel.unit}
        )
    found.unit, found.definition = unit, definition
    save_audited(found, assessment, "harm_described", by=by)
    return found


@transaction.atomic
def save_cause(cause: Cause, *, by: User) -> Cause:
    """Store a common cause of several risks.

    Raises:
        RiskError: the assessment is not open.
    """
    _require(cause.assessment, by)
    save_audited(cause, cause.assessment, "cause_saved", by=by)
    return cause


@transaction.atomic
def remove_cause(cause: Cause, *, by: User) -> None:
    """Take a common cause away; the risks that shared it vary by themselves again.

    Raises:
        RiskError: the assessment is not open.
    """
    assessment = cause.assessment
    _require(assessment, by)
    before = {"name": cause.name, "swing": cause.swing}
    cause.delete()
    audit(assessment, "cause_removed", by, before=before)


@transaction.atomic
def set_basis(
    risk: Risk,
    *,
    link: EvidenceLink,
    first_year: int,
    last_year: int,
    cause: Cause | None,
    note: str,
    by: User,
) -> FrequencyBasis:
    """Choose the series and the years from which a risk's cases a year are estimated.

    Raises:
        RiskError: the assessment is not open, or series or cause are another's.
    """
    assessment = risk.assessment
    _require(assessment, by)
    if link.risk_id != risk.pk or (cause and cause.assessment_id != assessment.pk):
        raise RiskError(_("Choose a series that is linked to this risk, and a cause of this analysis."))
    if last_year > assessment.year:
        raise RiskError(_("The evidence of this analysis ends with %(year)s.") % {"year": assessment.year})
    basis = FrequencyBasis.objects.filter(risk=risk).first() or FrequencyBasis(risk=risk)
    basis.link, basis.first_year, basis.last_year = link, first_year, last_year
    basis.cause, basis.note = cause, note
    save_audited(basis, assessment, "basis_saved", by=by)
    return basis


@transaction.atomic
def remove_basis(risk: Risk, *, by: User, reason: str) -> None:
    """Leave a risk out of the harm in numbers.

    Raises:
        RiskError: the assessment is not open.
    """
    _require(risk.assessment, by)
    FrequencyBasis.objects.filter(risk=risk).delete()
    audit(risk.assessment, "basis_removed", by, on=risk, reason=reason)


@transaction.atomic
def open_judging(assessment: Assessment, *, by: User) -> Panel:
    """Open the panel that judges the harm of one case of each counted risk, with the experts who score.

    Until its first round, risks that were added meanwhile are taken in.

    Raises:
        RiskError: somebody does not lead the assessment, it is not open, or nothing is counted yet.
    """
    require_lead(assessment, by)
    require_open(assessment)
    found = quantification_of(assessment)
    counted = assessment.risks.standing().filter(frequency_basis__isnull=False).order_by("number")
    items = [(risk.key, str(risk)) for risk in counted]
    if found is None or not items:
        raise RiskError(_("Choose first by which series the cases of a risk are counted."))
    panel = harm_panel_of(assessment)
    try:
        if panel is None:
            panel = _new_panel(assessment, found, items, by)
        else:
            set_items(panel, items=items, by=by)
    except ElicitationError as error:
        raise RiskError(str(error)) from error
    return panel


def _new_panel(
    assessment: Assessment, found: Quantification, items: list[tuple[str, str]], by: User
) -> Panel:
    panel = open_panel(
        subject=found.subject,
        title=_("%(analysis)s: harm of one case") % {"analysis": assessment.title},
        country=assessment.country,
        owner_agency=assessment.owner_agency,
        marking=assessment.marking,
        compartment=assessment.compartment,
        releases=assessment.releases.all(),
        criteria=[{"code": CRITERION, **in_each_language(HARM_OF_A_CASE)}],
        scale=assessment.scale,
        unit=found.unit,
        explanation=found.definition,
        items=items,
        by=by,
    )
    scoring = Panel.objects.filter(subject=assessment.subject).first()
    for expert in scoring.experts.select_related("user", "agency") if scoring else ():
        invite(panel, user=expert.user, agency=expert.agency, by=by)
    audit(assessment, "judging_opened", by, after={"risks": len(items)})
    return panel


@transaction.atomic
def set_selection(
    assessment: Assessment, *, budget: Decimal, currency: str, keeps_decided: bool, by: User
) -> Selection:
    """Say under which budget measures are chosen.

    Raises:
        RiskError: the assessment is not open.
    """
    _require(assessment, by)
    found = selection_of(assessment) or Selection(assessment=assessment, by=by)
    found.budget, found.currency, found.keeps_decided = budget, currency, keeps_decided
    save_audited(found, assessment, "budget_set", by=by)
    return found


@transaction.atomic
def add_condition(
    selection: Selection, *, measure: Measure, kind: str, other: Measure | None, by: User
) -> Condition:
    """Add a condition on one measure or two.

    Raises:
        RiskError: the assessment is not open, a measure is not known to all its agencies, or it stands there
            already.
    """
    assessment = selection.assessment
    _require(assessment, by)
    asked = {one.pk for one in (measure, other) if one}
    seen = Measure.objects.visible_to(joint_viewer(assessment)).filter(
        pk__in=asked, plan__country=assessment.country
    )
    if seen.count() != len(asked):
        raise RiskError(_("There is no such measure in the country's plans."))
    if kind in {ConditionKind.REQUIRES, ConditionKind.EXCLUDES} and (other is None or other == measure):
        raise RiskError(_("“Not done without” and “not together with” need another measure."))
    if kind in {ConditionKind.MUST, ConditionKind.NEVER}:
        other = None
    if selection.conditions.filter(measure=measure, kind=kind, other=other).exists():
        raise RiskError(_("This condition stands there already."))
    condition = Condition(selection=selection, measure=measure, kind=kind, other=other)
    condition.full_clean()
    condition.save()
    audit(assessment, "condition_added", by, after={"condition": str(condition)})
    return condition


@transaction.atomic
def remove_condition(condition: Condition, *, by: User) -> None:
    """Take a condition away.

    Raises:
        RiskError: the assessment is not open.
    """
    assessment = condition.selection.assessment
    _require(assessment, by)
    before = {"condition": str(condition)}
    condition.delete()
    audit(assessment, "condition_removed", by, before=before)


@transaction.atomic
def state_effect(treatment: Treatment, *, low: float, best: float, high: float, by: User) -> Effect:
    """State by how many per cent a measure lowers the component of the risk that it treats.

    Raises:
        RiskError: the assessment is not open.
    """
    assessment = treatment.risk.assessment
    _require(assessment, by)
    effect = Effect.objects.filter(treatment=treatment).first() or Effect(treatment=treatment)
    effect.low, effect.best, effect.high = low, best, high
    effect.full_clean()
    effect.save()
    after = {"measure_code": treatment.measure.code, "treats": treatment.component,
             "effect": f"{low:g}–{best:g}–{high:g} %"}  # fmt: skip
    audit(assessment, "effect_stated", by, on=treatment.risk, after=after)
    return effect


def compute_harm(assessment: Assessment, *, trials: int, by: User, progress: Reporting) -> Computation:
    """Simulate the harm of a year; the same input gives the same result.

    Raises:
        RiskError: the assessment is not open, nothing is in numbers, or it would not fit into memory.
    """
    _require(assessment, by)
    lines = harm_lines(assessment)
    _check_size(lines, trials)
    sha256 = digest_of(harm_input(assessment, lines))
    try:
        content = simulate(assessment, lines, trials=trials, sha256=sha256, progress=progress)
    except ValueError as error:
        raise RiskError(
            _("No risk is in numbers yet: choose the series that counts its cases, and let experts judge "
              "the harm of one.")
        ) from error  # fmt: skip
    return _keep(assessment, ComputationKind.HARM, trials, sha256, content, by)


def compute_choice(assessment: Assessment, *, trials: int, by: User, progress: Reporting) -> Computation:
    """Choose measures under the budget, to proven optimality, and rank the best sets under uncertainty.

    Raises:
        RiskError: the assessment is not open, there is no budget, nothing can be chosen, or the conditions
            contradict each other or the budget.
    """
    _require(assessment, by)
    selection = selection_of(assessment)
    if selection is None:
        raise RiskError(_("Set the budget first."))
    lines = harm_lines(assessment)
    _check_size(lines, trials)
    found = candidates(assessment, lines, selection)
    unusable = {one.measure.pk: one.measure for one in found if one.why_not}
    for condition in selection.conditions.filter(kind=ConditionKind.MUST):
        if condition.measure_id in unusable or condition.measure_id not in {one.measure.pk for one in found}:
            raise RiskError(
                _("%(measure)s must be had, but can't be chosen: it treats no risk in numbers, or its effect "
                  "or cost is not known in this currency.") % {"measure": condition.measure}
            )  # fmt: skip
    sha256 = digest_of(choice_input(harm_input(assessment, lines), found, selection))
    try:
        content = choose_measures(
            assessment, lines, found, selection, trials=trials, sha256=sha256, progress=progress
        )
    except InfeasibleError as error:
        raise RiskError(
            _("No set of measures keeps the budget and the conditions: what must be had or is decided costs "
              "more than the budget, or the conditions contradict each other.")
        ) from error  # fmt: skip
    except TooManyMeasuresError as error:
        raise RiskError(
            _("Too many measures treat one risk to be combined exactly (at most 12): join those that are "
              "only done together.")
        ) from error  # fmt: skip
    except ValueError as error:
        raise RiskError(
            _("Nothing can be chosen: no measure with a known effect and cost treats a risk in numbers.")
        ) from error
    return _keep(assessment, ComputationKind.CHOICE, trials, sha256, content, by)


def _check_size(lines: Sequence[HarmLine], trials: int) -> None:
    """Refuse what would take minutes or not fit into memory."""
    risks = sum(1 for one in lines if one.quantified)
    cases = expected_cases(lines, trials)
    if risks * trials > MOST_CELLS or cases > MOST_CASES:
        raise RiskError(
            _("%(risks)s risks in %(trials)s years with %(cases)s cases are too many for one computation: "
              "choose fewer years.")
            % {"risks": risks, "trials": trials, "cases": round(cases)}
        )  # fmt: skip


@transaction.atomic
def _keep(
    assessment: Assessment,
    kind: ComputationKind,
    trials: int,
    sha256: str,
    content: Mapping[str, Any],
    by: User,
) -> Computation:
    """Store a result, if the assessment is open still."""
    _require(Assessment.objects.select_for_update().get(pk=assessment.pk), by)
    made = Computation.objects.create(
        assessment=assessment, kind=kind, trials=trials, input_sha256=sha256, content=content, by=by
    )
    audit(assessment, "computed", by, on=made, after={"kind": kind, "trials": trials, "input_sha256": sha256})
    return made


def carry_quantities(
    before: Assessment, following: Assessment, risks: Mapping[int, Risk], *, by: User
) -> None:
    """Take along into next year how harm is counted, by which series and causes; nothing that was judged."""
    found = quantification_of(before)
    if found is None:
        return
    Quantification.objects.create(assessment=following, unit=found.unit, definition=found.definition, by=by)
    causes = {
        one.pk: Cause.objects.create(assessment=following, name=one.name, swing=one.swing)
        for one in before.causes.all()
    }
    for basis in FrequencyBasis.objects.filter(risk__in=risks).select_related("link"):
        risk, old = risks[basis.risk_id], basis.link
        link = risk.evidence.filter(
            indicator=old.indicator_id, point=old.point_id, section=old.section_id, division=old.division_id,
            kind=old.kind,
        ).first()  # fmt: skip
        if link:
            FrequencyBasis.objects.create(
                risk=risk, link=link, first_year=basis.first_year, last_year=following.year,
                cause=causes.get(basis.cause_id or 0), note=basis.note,
            )  # fmt: skip
