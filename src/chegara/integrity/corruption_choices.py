"""The words that classify corruption risks, cases, surveys and questions for review."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.integrity.methods.scales import controls, factors, in_language


class RiskKind(models.TextChoices):
    """Whether a risk has shown itself."""

    REAL = "real", pgettext_lazy("of a corruption risk", "Real: a case, complaint or audit shows it")
    POTENTIAL = "potential", pgettext_lazy("of a corruption risk", "Potential")


class RiskMap(models.TextChoices):
    """On which of the two maps a risk stands."""

    NORMATIVE = "normative", _("Risks in laws and orders")
    ORGANISATIONAL = "organisational", _("Risks in organization and management")


class ScaleChoice(models.TextChoices):
    """By which scale risks are judged; codes of `parameters/corruption.toml`."""

    FIVE = "five", _("Five by five, two maps (Kazakhstan)")
    THREE = "three", _("Low, medium, high (Uzbekistan)")


class Strength(models.IntegerChoices):
    """How well a control works, in per cent of what it could take off."""

    NONE = 0, pgettext_lazy("strength of a control", "Does not work")
    WEAK = 25, pgettext_lazy("strength of a control", "Weak")
    MEDIUM = 50, pgettext_lazy("strength of a control", "Medium")
    GOOD = 75, pgettext_lazy("strength of a control", "Good")
    FULL = 100, pgettext_lazy("strength of a control", "Full")


class FactorStrength(models.IntegerChoices):
    """How strongly a factor is there."""

    ABSENT = 0, pgettext_lazy("strength of a factor", "Absent")
    WEAK = 1, pgettext_lazy("strength of a factor", "Weak")
    PLAIN = 2, pgettext_lazy("strength of a factor", "Plain")
    STRONG = 3, pgettext_lazy("strength of a factor", "Strong")


class LegalStatus(models.TextChoices):
    """What the law says of a case. An open investigation is asked for so that it can be refused."""

    ALLEGATION = "allegation", pgettext_lazy("legal status", "Allegation, nothing established")
    DISCIPLINARY = "disciplinary", pgettext_lazy("legal status", "Established in disciplinary proceedings")
    CHARGED = "charged", pgettext_lazy("legal status", "Charged, before a court")
    JUDGED = "judged", pgettext_lazy("legal status", "Final judgment")
    OPEN = "open", pgettext_lazy("legal status", "Investigation still open")


ESTABLISHED = (LegalStatus.DISCIPLINARY, LegalStatus.JUDGED)
"""Only these prove that a risk is real."""


class FoundBy(models.TextChoices):
    """How a case came to light."""

    COMPLAINT = "complaint", pgettext_lazy("how found", "Complaint")
    REPORT = "report", pgettext_lazy("how found", "Report by a member of staff")
    AUDIT = "audit", pgettext_lazy("how found", "Audit or check")
    SECURITY = "security", pgettext_lazy("how found", "Internal security")
    OTHER_AGENCY = "other_agency", pgettext_lazy("how found", "Another agency")
    MEDIA = "media", pgettext_lazy("how found", "Media")
    COURT = "court", pgettext_lazy("how found", "Court")


class SurveyKind(models.TextChoices):
    """Who is asked."""

    STAFF = "staff", pgettext_lazy("of a survey", "Staff")
    CLIENTS = "clients", pgettext_lazy("of a survey", "Clients")


class SurveyState(models.TextChoices):
    """Whether answers are taken; results are shown once, after the end."""

    DRAFT = "draft", pgettext_lazy("of a survey", "Being prepared")
    OPEN = "open", pgettext_lazy("of a survey", "Answers are taken")
    CLOSED = "closed", pgettext_lazy("of a survey", "Closed: results are shown")


class AssignmentRule(models.TextChoices):
    """How files are assigned; values of `methods.interaction.Rule`."""

    RANDOM = "random", _("by chance among those on duty")
    EVEN = "even", _("each on duty an equal share")


class QuestionKind(models.TextChoices):
    """What a question for review is about."""

    INTERACTION = "interaction", _("Meets a declarant more often than the rule of assignment lets expect")
    OUTLIER = "outlier", _("Finds more or less often than such files let expect")
    HANDOVER = "handover", _("Files of a declarant are handed over to one officer")
    OVERRIDE = "override", _("Changes the system's channel more or less often than such files let expect")
    BUNCHING = "bunching", _("Values gather just under a threshold")


class QuestionState(models.TextChoices):
    """What became of a question."""

    OPEN = "open", pgettext_lazy("of a question", "To be looked into")
    EXPLAINED = "explained", pgettext_lazy("of a question", "Explained: nothing wrong")
    PASSED_ON = "passed_on", pgettext_lazy("of a question", "Passed on to those who may examine it")


def factor_choices(language: str) -> list[tuple[str, str]]:
    """Return the factors with code and words."""
    return [(code, f"{code} {in_language(words, language)}") for code, words in factors().items()]


def control_choices(language: str) -> list[tuple[str, str]]:
    """Return the controls with code and words."""
    return [(code, f"{code} {in_language(words, language)}") for code, words in controls().items()]
