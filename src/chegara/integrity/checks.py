"""What a reviewer would find between findings, recommendations and the action plan."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chegara.integrity.choices import Decision
from chegara.integrity.models import ConformityFinding, Recommendation
from chegara.pages.checks import Finding, Ref, Scope, Severity, check


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
