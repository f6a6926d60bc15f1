"""The free texts of a risk analysis in another language."""

from __future__ import annotations

from typing import Any

from chegara.elicitation.models import AgencyPosition, Item, Panel
from chegara.organisation.wordings import text_columns, texts_in
from chegara.risk.models import (
    Assessment,
    AssessmentVersion,
    CitedEvent,
    CollectionTask,
    EvidenceLink,
    Instruction,
    Meeting,
    Participation,
    Risk,
)
from chegara.risk.quantity_models import Cause, FrequencyBasis, Quantification

NAME = "risk"
PARTS: tuple[tuple[type[Any], str], ...] = (
    (Participation, "assessment"),
    (Risk, "assessment"),
    (EvidenceLink, "risk__assessment"),
    (CitedEvent, "risk__assessment"),
    (CollectionTask, "risk__assessment"),
    (Quantification, "assessment"),
    (Cause, "assessment"),
    (FrequencyBasis, "risk__assessment"),
    (Meeting, "assessment"),
    (Instruction, "assessment"),
    (AssessmentVersion, "assessment"),
)
"""What holds free texts of an assessment, and by which columns it leads to it."""


def subject_of(assessment: Assessment) -> str:
    """Return what the wordings of an assessment belong to."""
    return f"{NAME}/{assessment.pk}"


def texts_of(assessment: Assessment) -> list[str]:
    """Return all free texts of an assessment and of its panels, those of its approved versions last."""
    found: list[Any] = [assessment]
    for model, way in PARTS:
        found += model._default_manager.filter(**{way: assessment}).order_by("pk")
    panels = Panel.objects.filter(subject__in=(assessment.subject, f"risk.harm:{assessment.pk}"))
    found += panels
    found += Item.objects.filter(panel__in=panels)
    found += AgencyPosition.objects.filter(item__panel__in=panels)
    frozen = [
        Risk(**{name: text for name, text in one["words"].items() if name in text_columns(Risk)})
        for version in assessment.versions.all()
        for one in version.content["risks"]
    ]
    return list(dict.fromkeys([*texts_in(found), *texts_in(frozen)]))
