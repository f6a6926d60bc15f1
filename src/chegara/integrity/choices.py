"""The words that classify what a review holds."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NormKind(models.TextChoices):
    """What kind of norm something rests on."""

    LAW = "law", pgettext_lazy("kind of norm", "Law")
    CODE = "code", pgettext_lazy("kind of norm", "Code")
    DECREE = "decree", _("Government decree")
    ORDER = "order", pgettext_lazy("kind of norm", "Order")
    STATUTE = "statute", _("Statute of a unit")
    JOB_DESCRIPTION = "job_description", _("Job description")
    PROCEDURE = "procedure", _("Standard procedure")


class VerbCode(models.TextChoices):
    """What a duty or right does to its object; values are those of `methods.service.Verb`."""

    PREPARE = "prepare", pgettext_lazy("duty", "prepares")
    DECIDE = "decide", pgettext_lazy("duty", "decides")
    APPROVE = "approve", pgettext_lazy("duty", "approves")
    EXECUTE = "execute", pgettext_lazy("duty", "carries out")
    CONTROL = "control", pgettext_lazy("duty", "controls")
    RECORD = "record", pgettext_lazy("duty", "records")
    PAY = "pay", pgettext_lazy("duty", "pays or collects")
    STORE = "store", pgettext_lazy("duty", "keeps in store")


class RaciCode(models.TextChoices):
    """The letters of a RACI matrix."""

    RESPONSIBLE = "R", _("R: does it")
    ACCOUNTABLE = "A", _("A: answers for it")
    CONSULTED = "C", _("C: is asked")
    INFORMED = "I", _("I: is told")


class DocumentKind(models.TextChoices):
    """What a file that is read in is."""

    STATUTE = "statute", _("Statute of a unit")
    JOB_DESCRIPTION = "job_description", _("Job description")
    STAFFING = "staffing", _("Staffing table")
    ORDERS = "orders", _("Orders on staff")
    OLD_PLAN = "old_plan", _("Old action plan")


class DocumentState(models.TextChoices):
    """Whether a document counts."""

    PREVIEW = "preview", pgettext_lazy("of a document", "Being looked through")
    CONFIRMED = "confirmed", pgettext_lazy("of a document", "Confirmed")


class ParagraphRole(models.TextChoices):
    """What a paragraph is taken for."""

    TITLE = "title", pgettext_lazy("of a paragraph", "Title")
    HEADING = "heading", pgettext_lazy("of a paragraph", "Heading")
    LEAD = "lead", pgettext_lazy("of a paragraph", "Words before a list")
    TASK = "task", pgettext_lazy("of a paragraph", "Task")
    FUNCTION = "function", pgettext_lazy("of a paragraph", "Function")
    DUTY = "duty", pgettext_lazy("of a paragraph", "Duty")
    RIGHT = "right", pgettext_lazy("of a paragraph", "Right")
    REQUIREMENT = "requirement", pgettext_lazy("of a paragraph", "Required competence")
    RESPONSIBILITY = "responsibility", pgettext_lazy("of a paragraph", "Responsibility")
    OTHER = "other", pgettext_lazy("of a paragraph", "Other text, kept")


class SeverityCode(models.TextChoices):
    """How much a finding matters; values are those of `methods.findings.Severity`."""

    HIGH = "high", pgettext_lazy("severity", "High")
    MEDIUM = "medium", pgettext_lazy("severity", "Medium")
    LOW = "low", pgettext_lazy("severity", "Low")


class Decision(models.TextChoices):
    """What is done about a finding."""

    FIX = "fix", _("To be fixed")
    ACCEPT = "accept", _("Accepted as it is")
    EXPLAIN = "explain", _("Explained: no fault")


class RecommendationKind(models.TextChoices):
    """The classes of recommendations."""

    STRUCTURE = "structure", _("Structure")
    TRANSPARENCY = "transparency", _("Transparency")
    CONTROL = "control", _("Control")
    LEGAL = "legal", pgettext_lazy("class of recommendations", "Legal")
    PERSONNEL = "personnel", pgettext_lazy("class of recommendations", "Personnel")
    IT = "it", _("Information technology")


class Arusha(models.TextChoices):
    """The ten key factors of the WCO's Revised Arusha Declaration (2003)."""

    LEADERSHIP = "leadership", _("1. Leadership and commitment")
    REGULATION = "regulation", _("2. Regulatory framework")
    TRANSPARENCY = "transparency", _("3. Transparency")
    AUTOMATION = "automation", _("4. Automation")
    REFORM = "reform", _("5. Reform and modernization")
    AUDIT = "audit", _("6. Audit and investigation")
    CONDUCT = "conduct", _("7. Code of conduct")
    PERSONNEL = "personnel", _("8. Human resource management")
    MORALE = "morale", _("9. Morale and organizational culture")
    BUSINESS = "business", _("10. Relationship with the private sector")


class Ease(models.IntegerChoices):
    """How easily something can be done."""

    EASY = 1, pgettext_lazy("ease", "Easy")
    MEDIUM = 2, pgettext_lazy("ease", "Takes effort")
    HARD = 3, pgettext_lazy("ease", "Hard")


class Verdict(models.TextChoices):
    """What becomes of an item of the old plan."""

    KEEP = "keep", pgettext_lazy("of an old item", "Kept")
    MODIFY = "modify", pgettext_lazy("of an old item", "Modified")
    MERGE = "merge", pgettext_lazy("of an old item", "Merged")
    DROP = "drop", pgettext_lazy("of an old item", "Dropped")
