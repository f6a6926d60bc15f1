"""The words that a risk analysis chooses from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AssessmentState(models.TextChoices):
    """Where an assessment is."""

    DRAFTING = "drafting", _("Drafting: risks are described")
    SCORING = "scoring", _("Scoring: experts score in secret")
    DISCUSSION = "discussion", _("Discussion: results are talked over")
    AGREED = "agreed", _("Agreed: each agency has signed")
    APPROVED = "approved", _("Approved: frozen")
    PUBLISHED = "published", _("Published")


# From each state, the states that may follow; `actions` obeys it, the manual draws it.
TRANSITIONS: dict[str, frozenset[str]] = {
    AssessmentState.DRAFTING: frozenset({AssessmentState.SCORING}),
    AssessmentState.SCORING: frozenset({AssessmentState.DISCUSSION}),
    AssessmentState.DISCUSSION: frozenset({AssessmentState.SCORING, AssessmentState.AGREED}),
    AssessmentState.AGREED: frozenset({AssessmentState.DISCUSSION, AssessmentState.APPROVED}),
    AssessmentState.APPROVED: frozenset({AssessmentState.PUBLISHED, AssessmentState.DISCUSSION}),
    AssessmentState.PUBLISHED: frozenset({AssessmentState.DISCUSSION}),
}
# While risks may be described and levels set.
OPEN = frozenset({AssessmentState.DRAFTING, AssessmentState.DISCUSSION})
FROZEN = frozenset({AssessmentState.APPROVED, AssessmentState.PUBLISHED})


class Category(models.TextChoices):
    """What a risk is about."""

    MIGRATION = "migration", _("Irregular migration")
    DRUGS = "drugs", _("Drug smuggling")
    GOODS = "goods", _("Smuggling of goods")
    ARMS = "arms", _("Arms and explosives")
    TERRORISM = "terrorism", _("Terrorism and foreign fighters")
    TRAFFICKING = "trafficking", _("Trafficking in persons")
    DOCUMENTS = "documents", _("Document fraud")
    CASH = "cash", _("Cash and valuables")
    BIOSECURITY = "biosecurity", _("Animal, plant and human health")
    REGIME = "regime", _("Border regime and incidents")
    FLOW = "flow", _("Capacity and legitimate flow")
    OTHER = "other", pgettext_lazy("of risks", "Other")


class RuleCode(models.TextChoices):
    """How components become one level."""

    MATRICES = "matrices", _("chained matrices")
    MEDIAN = "median", _("median")
    WEIGHTED_SUM = "weighted_sum", _("weighted sum, with its sensitivity")


class ScaleCode(models.TextChoices):
    """Common scales for which matrices exist."""

    THREE = "three", _("three levels")
    FOUR = "four", _("four levels")
    FIVE = "five", _("five levels")


class YardstickCode(models.TextChoices):
    """Published lists of words for probability."""

    ICD_203 = "icd-203", _("ICD 203 (United States)")
    PHIA = "phia", _("PHIA (United Kingdom)")
    UNHCR_PPRE = "unhcr-ppre", _("PPRE (UNHCR)")


class Confidence(models.TextChoices):
    """How firmly the analysis stands: quality and quantity of sources, their agreement, assumptions."""

    LOW = "low", pgettext_lazy("confidence", "low")
    MODERATE = "moderate", pgettext_lazy("confidence", "moderate")
    HIGH = "high", pgettext_lazy("confidence", "high")


class Outlook(models.TextChoices):
    """Where a risk is going next year."""

    RISE = "rise", _("likely to grow")
    STEADY = "steady", _("likely to stay as it is")
    FALL = "fall", _("likely to fall")


class Stand(models.TextChoices):
    """How an agency stands to the assessment."""

    PENDING = "pending", _("not signed yet")
    AGREED = "agreed", _("agreed")
    DISSENTING = "dissenting", _("signed with a dissenting opinion")


class Treats(models.TextChoices):
    """Which component of a risk a measure treats."""

    THREAT = "threat", _("threat")
    VULNERABILITY = "vulnerability", _("vulnerability")
    IMPACT = "impact", _("impact")
