"""Tables of the slice, one topic a module."""

from chegara.integrity.models.reviews import Review  # isort: skip - the others belong to it
from chegara.integrity.models.documents import SourceDocument, SourceParagraph
from chegara.integrity.models.findings import ConformityFinding, TextPair
from chegara.integrity.models.improvement import MeasureTag, OldItem, Recommendation
from chegara.integrity.models.structure import (
    Appointment,
    CaseStep,
    HeldCompetence,
    Holder,
    Mandate,
    Norm,
    Post,
    PostDuty,
    PostRequirement,
    PostResponsibility,
    PostRight,
    Practice,
    ProcessStep,
    RaciLetter,
    SeparationRule,
    ServiceUnit,
    UnitFunction,
    UnitTask,
)

__all__ = [
    "Appointment",
    "CaseStep",
    "ConformityFinding",
    "HeldCompetence",
    "Holder",
    "Mandate",
    "MeasureTag",
    "Norm",
    "OldItem",
    "Post",
    "PostDuty",
    "PostRequirement",
    "PostResponsibility",
    "PostRight",
    "Practice",
    "ProcessStep",
    "RaciLetter",
    "Recommendation",
    "Review",
    "SeparationRule",
    "ServiceUnit",
    "SourceDocument",
    "SourceParagraph",
    "TextPair",
    "UnitFunction",
    "UnitTask",
]
