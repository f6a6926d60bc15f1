"""What a reviewer would find between findings, recommendations and the action plan."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chegara.integrity.choices import Decision
from chegara.integrity.corruption_queries import RiskLevels, RiskPicture
from chegara.integrity.methods.scales import Band
from chegara.integrity.models import ConformityFinding, CorruptionRisk, Recommendation, Review
from chegara.pages.checks import Finding, Ref, Scope, Severity, check
from chegara.plans.choices import LIVE, Status


@check(
    "integrity.finding_without_recommendation",
    title=gettext_lazy("Findings to be fixed without a recommendation"),
    explanation=gettext_lazy("It was decided to fix the finding, and nothing was recommended."),
    permission="integrity.view",
)
def finding_without_recommendation(scope: Scope) -> Iterator[Finding]:
    """Find what is to be fixed and nobody says how."""
    rows = ConformityFinding.objects.visible_to(scope.viewer).filter(
        standing=True, decision=Decision.FIX, recommendations=None
    )
    for each in rows:
        severity = Severity.ERROR if each.severity == "high" else Severity.WARNING
        told = _("It was decided to fix this, and no recommendation answers it.")
        yield Finding(Ref(str(each), each.get_absolute_url()), severity, told)


@check(
    "integrity.recommendation_without_measure",
    title=gettext_lazy("Recommendations without a measure"),
    explanation=gettext_lazy("What is recommended and not planned is not done."),
    permission="integrity.view",
)
def recommendation_without_measure(scope: Scope) -> Iterator[Finding]:
    """Find what is recommended and in no plan."""
    for each in Recommendation.objects.visible_to(scope.viewer).filter(measure=None):
        told = _("No measure of the action plan carries it out.")
        yield Finding(Ref(str(each), each.get_absolute_url()), Severity.WARNING, told)


def _risks(scope: Scope) -> list[RiskLevels]:
    """Return the corruption risks of all reviews that the viewer may know of, with their levels."""
    if "integrity.risks" not in scope.kept:
        reviews = Review.objects.visible_to(scope.viewer)
        scope.kept["integrity.risks"] = [one for each in reviews for one in RiskPicture(each).risks]
    found: list[RiskLevels] = scope.kept["integrity.risks"]
    return found


@check(
    "integrity.high_risk_without_measure",
    title=gettext_lazy("High corruption risks without a measure"),
    explanation=gettext_lazy(
        "The risk is high with today's controls, and no measure that is kept treats it."
    ),
    permission="integrity.view",
)
def high_risk_without_measure(scope: Scope) -> Iterator[Finding]:
    """Find high risks that nothing in the action plan treats."""
    treated = set(
        CorruptionRisk.objects.visible_to(scope.viewer)
        .filter(recommendations__measure__status__in=(*LIVE, Status.DONE))
        .values_list("pk", flat=True)
    )
    for one in _risks(scope):
        if one.counts == Band.HIGH and one.risk.pk not in treated:
            told = _("The risk is high, and no measure of the action plan treats it.")
            yield Finding(Ref(str(one.risk), one.risk.get_absolute_url()), Severity.ERROR, told)


@check(
    "integrity.risk_without_owner",
    title=gettext_lazy("Corruption risks nobody answers for"),
    explanation=gettext_lazy("A risk without a unit or position that answers for it is watched by nobody."),
    permission="integrity.view",
)
def risk_without_owner(scope: Scope) -> Iterator[Finding]:
    """Find risks without an owner."""
    for one in _risks(scope):
        if not one.risk.owner.strip():
            severity = Severity.ERROR if one.counts == Band.HIGH else Severity.WARNING
            told = _("No unit or position answers for the risk.")
            yield Finding(Ref(str(one.risk), one.risk.get_absolute_url()), severity, told)
