"""Recommendations, the action plan they enter, and what becomes of the old plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.integrity.actions.guards import IntegrityError, audit, require_officer, save_audited
from chegara.integrity.choices import Decision, RecommendationKind, Verdict
from chegara.integrity.corruption_queries import severities_of
from chegara.integrity.methods.priority import priority
from chegara.integrity.models import (
    ConformityFinding,
    CorruptionRisk,
    MeasureTag,
    OldItem,
    Recommendation,
    Review,
)
from chegara.plans.actions.guards import PlanRefusedError
from chegara.plans.actions.measures import propose_measure
from chegara.plans.actions.plans import create_plan, save_objective
from chegara.plans.actions.progress import move_measure
from chegara.plans.choices import Area, Kind, Status, Term
from chegara.plans.models import Measure, Objective, Plan

AREA = {
    RecommendationKind.STRUCTURE: Area.INSTITUTIONS, RecommendationKind.TRANSPARENCY: Area.PROCEDURES,
    RecommendationKind.CONTROL: Area.PROCEDURES, RecommendationKind.LEGAL: Area.LEGAL,
    RecommendationKind.PERSONNEL: Area.PEOPLE, RecommendationKind.IT: Area.COMMUNICATION,
}  # fmt: skip


@transaction.atomic
def save_recommendation(
    recommendation: Recommendation,
    *,
    findings: Sequence[ConformityFinding],
    by: User,
    risks: Sequence[CorruptionRisk] = (),
) -> Recommendation:
    """Add a recommendation or change it; a new one gets the next number.

    Its priority follows from how grave the findings are that it answers, from the corruption risks that it
    treats as they stand with today's controls, and from how easily it is done.

    Raises:
        IntegrityError: a finding is not one that was decided to be fixed, or something is of another review.
    """
    review = recommendation.review
    require_officer(review, by)
    if any(each.review_id != review.pk or each.decision != Decision.FIX for each in findings):
        raise IntegrityError(_("A recommendation answers findings that are to be fixed."))
    if any(each.review_id != review.pk for each in risks):
        raise IntegrityError(_("It belongs to another review."))
    if not recommendation.number:
        last = Recommendation.objects.filter(review=review).aggregate(last=models.Max("number"))["last"] or 0
        recommendation.number, recommendation.by = last + 1, by
    recommendation.priority = priority(
        [*(each.severity for each in findings), *severities_of(review, risks)], recommendation.ease
    )
    save_audited(recommendation, review, "recommendation_saved", by=by)
    recommendation.findings.set(findings)
    recommendation.risks.set(risks)
    return recommendation


@transaction.atomic
def begin_plan(review: Review, *, title: str, start: date, end: date, by: User) -> Plan:
    """Begin the action plan that the review leads to, in the review's compartment."""
    require_officer(review, by)
    if review.plan is not None:
        raise IntegrityError(_("The review has an action plan already."))
    plan = create_plan(
        country=review.owner_agency.country, title=title, start=start, end=end,
        owner_agency=review.owner_agency, by=by, compartment=review.compartment, basis=review.title,
    )  # fmt: skip
    choose_plan(review, plan, by=by)
    return plan


@transaction.atomic
def choose_plan(review: Review, plan: Plan, *, by: User) -> None:
    """Say which action plan the review updates.

    Raises:
        IntegrityError: the plan lies outside the compartment, so that its measures would betray the review.
    """
    require_officer(review, by)
    if plan.compartment_id != review.compartment_id or plan.owner_agency_id != review.owner_agency_id:
        raise IntegrityError(
            _("The plan lies outside the review's compartment: its measures would betray it.")
        )
    review.plan = plan
    save_audited(review, review, "plan_chosen", by=by)


def _plan_of(review: Review) -> Plan:
    if review.plan is None:
        raise IntegrityError(_("Begin an action plan first, or choose one."))
    return review.plan


def _objective(plan: Plan, term: str, *, by: User) -> Objective:
    """Return the plan's first objective of a term; begin one where there is none."""
    found = plan.objectives.filter(term=term).order_by("number").first()
    if found is not None:
        return found
    titles = {
        Term.SHORT: _("Integrity: short-term measures"), Term.MEDIUM: _("Integrity: medium-term measures"),
        Term.LONG: _("Integrity: long-term measures"),
    }  # fmt: skip
    return save_objective(Objective(plan=plan, title=titles[Term(term)], term=term), by=by)


@transaction.atomic
def take_into_plan(recommendation: Recommendation, *, by: User) -> Measure:
    """Propose the measure that carries out a recommendation, in the review's action plan.

    Raises:
        IntegrityError: it has one already, or the plan is missing or frozen.
    """
    review = recommendation.review
    require_officer(review, by)
    if recommendation.measure is not None:
        raise IntegrityError(_("The recommendation has a measure already."))
    plan = _plan_of(review)
    measure = _propose(
        review, plan, by=by, origin=f"integrity:{recommendation.pk}", origin_name=str(recommendation)[:300],
        title=recommendation.title, description=recommendation.text,
        area=AREA[RecommendationKind(recommendation.kind)],
        objective=_objective(plan, recommendation.term, by=by),
    )  # fmt: skip
    MeasureTag.objects.create(review=review, measure=measure, arusha=recommendation.arusha)
    recommendation.measure = measure
    # Rounds may have been held since it was written.
    found = [each.severity for each in recommendation.findings.all()]
    found += severities_of(review, recommendation.risks.all())
    recommendation.priority = priority(found, recommendation.ease)
    recommendation.save(update_fields=["measure", "priority"])
    audit(review, "recommendation_planned", by=by, on=recommendation, after={"measure": measure.code})
    return measure


def _propose(
    review: Review, plan: Plan, *, by: User, title: str, reason: str = "", origin: str = "",
    objective: Objective | None = None, **planned: Any,
) -> Measure:  # fmt: skip
    try:
        return propose_measure(
            plan=plan, origin=origin, title=title[:300], kind=Kind.PREVENTION, by=by, objective=objective,
            owner_agency=review.owner_agency, lead=review.owner_agency, compartment=review.compartment,
            reason=reason or str(review), **planned,
        )  # fmt: skip
    except PlanRefusedError as error:
        raise IntegrityError(str(error)) from error


@transaction.atomic
def decide_old_item(
    item: OldItem, *, verdict: str, reason: str, by: User, measure: Measure | None = None
) -> OldItem:
    """Say what becomes of an item of the old plan.

    Kept or modified, it becomes a measure of the new plan with its own words, unless one is named that it
    became; merged, it names the measure that takes it in. An empty verdict opens the decision again. A measure
    that an earlier decision made of the item, and nobody has agreed to since, is dropped when it no longer
    becomes that.

    Raises:
        IntegrityError: the reason is missing, or the measure it is merged into.
    """
    review = item.review
    require_officer(review, by)
    before = item.measure if item.verdict in {Verdict.KEEP, Verdict.MODIFY} else None
    if verdict != Verdict.KEEP and not reason.strip():
        raise IntegrityError(_("Say why: the table of was, becomes and why prints it."))
    if verdict == Verdict.MERGE and measure is None:
        raise IntegrityError(_("Name the measure that it is merged into."))
    if verdict in {Verdict.KEEP, Verdict.MODIFY} and measure is None:
        told = "; ".join(filter(None, (item.responsible, item.deadline, item.status)))
        measure = _propose(
            review, _plan_of(review), by=by, title=item.text, reason=reason, remarks=told,
            description=item.text if len(item.text) > 300 else "",
        )  # fmt: skip
    if verdict in {Verdict.DROP, ""}:
        measure = None
    if measure is not None and (review.plan is None or measure.plan_id != review.plan_id):
        raise IntegrityError(_("The measure belongs to another plan."))
    item.verdict, item.measure, item.reason = verdict, measure, reason
    item.by, item.at = (by, timezone.now()) if verdict else (None, None)
    save_audited(item, review, "old_item_decided", by=by, reason=reason)
    if before is not None and before != measure:
        _drop_unused(before, item, by=by, reason=reason)
    return item


def _drop_unused(measure: Measure, item: OldItem, *, by: User, reason: str) -> None:
    """Drop a measure that was made of an item and that nothing else has led to since."""
    used = (
        OldItem.objects.filter(measure=measure).exists()
        or Recommendation.objects.filter(measure=measure).exists()
    )
    if (
        not used
        and measure.status == Status.PROPOSED
        and measure.title == item.text[:300]
        and measure.plan.open
    ):
        move_measure(measure, to=Status.DROPPED, by=by, reason=reason or str(item))
