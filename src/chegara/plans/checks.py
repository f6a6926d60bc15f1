"""What a reviewer would find in a plan, each check with its name and reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chegara.organisation.models import Agency
from chegara.pages.checks import CheckFunction, Finding, Ref, Scope, Severity, check
from chegara.plans.choices import LIVE, PAID, Funds, NeedKind, PlanState
from chegara.plans.methods.commitments import Overload, overloads
from chegara.plans.methods.duplicates import alike
from chegara.plans.methods.terms import bounds_of, outside
from chegara.plans.models import Measure, Plan
from chegara.plans.origins import origin_of
from chegara.plans.presenters import label
from chegara.plans.queries import capacity_of, measures_of, staff_commitments, thresholds


def plan_check(name: str, title: Any, explanation: Any) -> Callable[[CheckFunction], CheckFunction]:
    """Register a check of plans."""
    return check(f"plans.{name}", title=title, explanation=explanation, permission="plans.view")


def within(plan: Plan) -> str:
    """Return what limits a check to one plan."""
    return f"plans.plan:{plan.pk}"


def _plans(scope: Scope) -> list[Plan]:
    plans = Plan.objects.visible_to(scope.viewer).exclude(state=PlanState.CLOSED)
    if scope.within.startswith("plans.plan:"):
        plans = plans.filter(pk=int(scope.within.partition(":")[2]))
    elif scope.within:
        plans = plans.none()
    return list(plans)


def _measures(scope: Scope) -> list[Measure]:
    """Return the measures in scope that still have to be done; read once for all checks of a scope."""
    if "plans.measures" not in scope.kept:
        scope.kept["plans.measures"] = [
            measure
            for plan in _plans(scope)
            for measure in measures_of(plan, scope.viewer)
            if measure.status in LIVE
        ]
    found: list[Measure] = scope.kept["plans.measures"]
    return found


def ref(measure: Measure) -> Ref:
    """Return what a finding about a measure names."""
    return Ref(str(measure), measure.get_absolute_url())


def _found(measure: Measure, severity: Severity, reason: str) -> Finding:
    return Finding(ref(measure), severity, reason)


@plan_check(
    "no_lead",
    gettext_lazy("Measure without a lead agency"),
    gettext_lazy("What everybody shall do, nobody does: one agency answers for each measure."),
)
def no_lead(scope: Scope) -> Iterator[Finding]:
    """Find measures that no agency leads."""
    for measure in _measures(scope):
        if measure.lead is None:
            yield _found(measure, Severity.ERROR, _("No lead agency is named."))


@plan_check(
    "no_deadline",
    gettext_lazy("Measure without a deadline"),
    gettext_lazy("Without a day nothing is ever overdue."),
)
def no_deadline(scope: Scope) -> Iterator[Finding]:
    """Find measures without a deadline."""
    for measure in _measures(scope):
        if measure.deadline is None:
            yield _found(measure, Severity.ERROR, _("No deadline is set."))


@plan_check(
    "no_funding",
    gettext_lazy("Measure without funding"),
    gettext_lazy("A measure that costs money needs a source, and from its beginning on the money itself."),
)
def no_funding(scope: Scope) -> Iterator[Finding]:
    """Find measures of which nobody knows who pays, or that are under way unpaid."""
    for measure in _measures(scope):
        if measure.funds == Funds.NONE_NEEDED:
            continue
        if not measure.funds:
            yield _found(measure, Severity.ERROR, _("No source of funds is named."))
        elif measure.funds == Funds.SOUGHT:
            yield _found(measure, Severity.ERROR, _("The source of funds is still sought."))
        elif measure.cost is None:
            yield _found(measure, Severity.WARNING, _("What it costs is not known."))
        elif measure.status not in PAID:
            yield _found(measure, Severity.WARNING, _("The money was not granted yet."))


@plan_check(
    "no_origin",
    gettext_lazy("Measure that treats nothing"),
    gettext_lazy(
        "A measure answers to a risk, a finding or a task; else nobody can say whether it is needed."
    ),
)
def no_origin(scope: Scope) -> Iterator[Finding]:
    """Find measures of which nobody says what they treat."""
    for measure in _measures(scope):
        if not measure.origin and not measure.origin_name:
            yield _found(measure, Severity.ERROR, _("What it treats is not said."))


@plan_check(
    "no_indicator",
    gettext_lazy("Measure without an indicator"),
    gettext_lazy("Without indicator, baseline and target nobody sees whether a measure works."),
)
def no_indicator(scope: Scope) -> Iterator[Finding]:
    """Find measures whose effect nobody will see."""
    for measure in _measures(scope):
        if not measure.indicator and measure.series is None:
            yield _found(measure, Severity.ERROR, _("No indicator is named."))
            continue
        missing = [label(name).lower() for name in ("baseline", "target") if getattr(measure, name) is None]
        if missing:
            reason = _("The indicator has no %(missing)s.") % {"missing": _(" and no ").join(missing)}
            yield _found(measure, Severity.WARNING, reason)


@plan_check(
    "outside_term",
    gettext_lazy("Deadline outside its term"),
    gettext_lazy("An objective's term says within how many months of the plan's beginning it is reached."),
)
def outside_term(scope: Scope) -> Iterator[Finding]:
    """Find measures that are due after, or before, what their objective's term allows."""
    for measure in _measures(scope):
        if measure.objective is None or measure.deadline is None:
            continue
        start, term = measure.plan.start, measure.objective.term
        months, bounds = outside(term, start, measure.deadline), bounds_of(term, start)
        words = {
            "term": measure.objective.get_term_display(),
            "over": bounds.over + 1,
            "to": bounds.to,
            "deadline": f"{measure.deadline:%d.%m.%Y}",
        }
        if months:
            reason = _(
                "Due on %(deadline)s, outside “%(term)s”: months %(over)s to %(to)s of the plan."
            ) % words  # fmt: skip
            yield _found(measure, Severity.WARNING if months > 0 else Severity.NOTE, reason)


@plan_check(
    "after_plan",
    gettext_lazy("Measure outside the plan's time"),
    gettext_lazy("What is due after a plan's end belongs to the next plan."),
)
def after_plan(scope: Scope) -> Iterator[Finding]:
    """Find measures that begin before or end after their plan."""
    for measure in _measures(scope):
        plan = measure.plan
        early = measure.start is not None and measure.start < plan.start
        late = measure.deadline is not None and measure.deadline > plan.end
        if early or late:
            reason = _("The plan runs from %(start)s to %(end)s.") % {
                "start": f"{plan.start:%d.%m.%Y}", "end": f"{plan.end:%d.%m.%Y}",
            }  # fmt: skip
            yield _found(measure, Severity.WARNING, reason)


@plan_check(
    "over_committed",
    gettext_lazy("Agency asked for more officers than it has"),
    gettext_lazy("Officers that measures need in a month, added up, against those whom the agency can give."),
)
def over_committed(scope: Scope) -> Iterator[Finding]:
    """Find agencies of which the measures that one may see ask more officers in a month than there are."""
    by_plan: dict[Plan, list[Measure]] = defaultdict(list)
    for measure in _measures(scope):
        by_plan[measure.plan].append(measure)
    for plan, measures in by_plan.items():
        found: dict[Agency, list[Overload[Agency]]] = defaultdict(list)
        for overload in overloads(staff_commitments(measures), capacity_of(plan)):
            found[overload.who].append(overload)
        for agency, months in found.items():
            worst = max(months, key=lambda each: each.asked)
            reason = ngettext(
                "%(agency)s: in %(n)s month more officers are needed than can be given; "
                "the most in %(month)s: %(asked)s of %(capacity)s.",
                "%(agency)s: in %(n)s months more officers are needed than can be given; "
                "the most in %(month)s: %(asked)s of %(capacity)s.",
                len(months),
            ) % {
                "agency": agency.short, "n": len(months), "asked": worst.asked, "capacity": worst.capacity,
                "month": f"{worst.month.month:02}.{worst.month.year}",
            }  # fmt: skip
            yield Finding(Ref(str(plan), plan.get_absolute_url()), Severity.ERROR, reason)


@plan_check(
    "short_of",
    gettext_lazy("Measure that lacks staff or equipment"),
    gettext_lazy("What a measure needs is more than what there is."),
)
def short_of(scope: Scope) -> Iterator[Finding]:
    """Find measures that need more of something than there is."""
    for measure in _measures(scope):
        for need in measure.needs.all():
            if need.available is not None and need.available < need.needed:
                words = {
                    "what": need.what, "needed": need.needed, "available": need.available,
                    "agency": need.agency.short, "kind": NeedKind(need.kind).label,
                }  # fmt: skip
                reason = _("%(kind)s, %(agency)s: %(what)s: %(needed)s needed, %(available)s available.")
                yield _found(measure, Severity.WARNING, reason % words)


@plan_check(
    "twice",
    gettext_lazy("The same measure twice"),
    gettext_lazy("Two agencies often propose the same in other words: merge them, or say how they differ."),
)
def twice(scope: Scope) -> Iterator[Finding]:
    """Find pairs of measures of a plan whose titles say the same."""
    by_plan: dict[int, list[Measure]] = defaultdict(list)
    for measure in _measures(scope):
        by_plan[measure.plan_id].append(measure)
    for measures in by_plan.values():
        likeness = thresholds()["duplicates"]["likeness"]
        for pair in alike([measure.title for measure in measures], likeness=likeness):
            first, second = measures[pair.first], measures[pair.second]
            reason = _("Perhaps the same as %(other)s (likeness %(likeness)s of 100).") % {
                "other": second, "likeness": round(pair.likeness),
            }  # fmt: skip
            yield _found(first, Severity.WARNING, reason)


@plan_check(
    "orphaned",
    gettext_lazy("Measure whose reason is gone"),
    gettext_lazy("What it treats was dropped since: end the measure, or say what it treats now."),
)
def orphaned(scope: Scope) -> Iterator[Finding]:
    """Find measures that treat what was dropped."""
    for measure in _measures(scope):
        origin = origin_of(measure.origin, scope.viewer) if measure.origin else None
        if origin is not None and origin.dropped:
            yield _found(measure, Severity.WARNING, _("“%(name)s” was dropped.") % {"name": origin.name})


@plan_check(
    "lead_unaware",
    gettext_lazy("Measure that its lead can't see"),
    gettext_lazy(
        "An agency sees another's measure only if a release names it, also the one that shall do it."
    ),
)
def lead_unaware(scope: Scope) -> Iterator[Finding]:
    """Find measures whose lead agency they were not released to."""
    for measure in _measures(scope):
        if measure.lead is None or measure.lead_id == measure.owner_agency_id:
            continue
        releases = [each for each in measure.releases.all() if each.withdrawn_at is None]
        if not any(each.to_all or measure.lead in each.to_agencies.all() for each in releases):
            reason = _("%(lead)s leads it, but it was not released to them.") % {"lead": measure.lead.short}
            yield _found(measure, Severity.ERROR, reason)
