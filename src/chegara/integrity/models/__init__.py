"""Tables of the slice, one topic a module."""

from chegara.integrity.models.reviews import Review  # isort: skip - the others belong to it
from chegara.integrity.models.analyses import (
    Alias,
    DeclarationAnalysis,
    MirrorFlow,
    ReviewQuestion,
    Unsealing,
)
from chegara.integrity.models.corruption import (
    CorruptionRisk,
    IntegrityCase,
    PostFactor,
    RiskControl,
    RiskRules,
)
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
from chegara.integrity.models.surveys import IntegritySurvey, SurveyAnswer, SurveyCode, SurveyGroup

__all__ = [
    "Alias",
    "Appointment",
    "CaseStep",
    "ConformityFinding",
    "CorruptionRisk",
    "DeclarationAnalysis",
    "HeldCompetence",
    "Holder",
    "IntegrityCase",
    "IntegritySurvey",
    "Mandate",
    "MeasureTag",
    "MirrorFlow",
    "Norm",
    "OldItem",
    "Post",
    "PostDuty",
    "PostFactor",
    "PostRequirement",
    "PostResponsibility",
    "PostRight",
    "Practice",
    "ProcessStep",
    "RaciLetter",
    "Recommendation",
    "Review",
    "ReviewQuestion",
    "RiskControl",
    "RiskRules",
    "SeparationRule",
    "ServiceUnit",
    "SourceDocument",
    "SourceParagraph",
    "SurveyAnswer",
    "SurveyCode",
    "SurveyGroup",
    "TextPair",
    "UnitFunction",
    "UnitTask",
    "Unsealing",
]
