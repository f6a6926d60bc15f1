"""What a reviewer would find in a risk analysis, each check with its name and reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chegara.pages.checks import CheckFunction, Finding, Ref, Scope, Severity, check
from chegara.plans.choices import Funds
from chegara.risk.choices import AssessmentState
from chegara.risk.models import Assessment, Risk
from chegara.risk.queries import at_high_level, treatments_of


def risk_check(name: str, title: Any, explanation: Any) -> Callable[[CheckFunction], CheckFunction]:
    """Register a check of risk analyses."""
    return check(f"risk.{name}", title=title, explanation=explanation, permission="risk.view")


def _newest(scope: Scope) -> list[Assessment]:
    """Return the newest assessment of each country and section; older ones are history."""
    found: dict[tuple[str, int | None], Assessment] = {}
    if scope.within and not scope.within.startswith("risk.assessment:"):
        return []
    for one in Assessment.objects.visible_to(scope.viewer).order_by("year", "pk"):
        found[one.country_id, one.section_id] = one
    wanted = scope.within.partition(":")[2]
    return [one for one in found.values() if not wanted or str(one.pk) == wanted]


def _ref(risk: Risk) -> Ref:
    return Ref(str(risk), risk.get_absolute_url())


@risk_check(
    "high_without_measure",
    gettext_lazy("A high risk without a measure that can be carried out"),
    gettext_lazy(
        "Each risk on the upper half of the scale needs a measure with a lead, a deadline and funds."
    ),
)
def high_without_measure(scope: Scope) -> Iterator[Finding]:
    """Yield the high risks that no measure treats that has a lead, a deadline and its money."""
    for assessment in _newest(scope):
        levels = at_high_level(assessment)
        treated = treatments_of([one.risk for one in levels], scope.viewer)
        for one in levels:
            measures = [treatment.measure for treatment in treated.get(one.risk.pk, ())]
            if not measures:
                yield Finding(_ref(one.risk), Severity.ERROR, _("No measure treats this risk."))
            elif not any(m.lead_id and m.deadline and m.funds and m.funds != Funds.SOUGHT for m in measures):
                yield Finding(
                    _ref(one.risk), Severity.ERROR,
                    _("None of its measures has a lead, a deadline and funds."),
                )  # fmt: skip


@risk_check(
    "no_evidence",
    gettext_lazy("A risk that rests on no evidence"),
    gettext_lazy("A level without a series behind it rests on judgement alone, and should say so."),
)
def no_evidence(scope: Scope) -> Iterator[Finding]:
    """Yield the risks to which no series is linked."""
    for assessment in _newest(scope):
        for risk in assessment.risks.standing().filter(evidence=None):
            yield Finding(_ref(risk), Severity.NOTE, _("No series is linked to it."))


@risk_check(
    "no_signature",
    gettext_lazy("An agency that has not signed"),
    gettext_lazy("An assessment in discussion waits for each agency, agreed or with a dissenting opinion."),
)
def no_signature(scope: Scope) -> Iterator[Finding]:
    """Yield the assessments in discussion that an agency has not signed."""
    for assessment in _newest(scope):
        if assessment.state != AssessmentState.DISCUSSION:
            continue
        for part in assessment.participations.filter(stand="pending").select_related("agency"):
            yield Finding(
                Ref(str(assessment), assessment.get_absolute_url()), Severity.WARNING,
                _("%(agency)s has not signed yet.") % {"agency": part.agency.short},
            )  # fmt: skip
