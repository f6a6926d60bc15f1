"""Evidence: what agencies report, batch by batch, each value with the file, sheet and row it came from."""

from chegara.evidence.models.decisions import CountingRule, GapDecision, GapFinding, Reconciliation
from chegara.evidence.models.dictionary import Category, Form, Indicator
from chegara.evidence.models.doubles import DoubleCandidate, DoubleDecision, DoubleSearch, Pair, PairQuerySet
from chegara.evidence.models.imports import (
    TRANSITIONS,
    UNREAD,
    Batch,
    BatchQuerySet,
    BatchState,
    Problem,
    ProblemQuerySet,
    RememberedMapping,
    Severity,
    SourceFile,
)
from chegara.evidence.models.questions import (
    QUESTION_TRANSITIONS,
    AnswerKind,
    DiscrepancyLetter,
    Question,
    QuestionKind,
    QuestionState,
)
from chegara.evidence.models.records import (
    MonthlySummary,
    MonthlyTotal,
    Observation,
    Record,
    RecordQuerySet,
    StoredForecast,
)
from chegara.evidence.models.views import SavedView, SavedViewQuerySet
from chegara.evidence.models.written import QuantityAnswer, QuantityQuestion, WrittenPlace

__all__ = [
    "QUESTION_TRANSITIONS",
    "TRANSITIONS",
    "UNREAD",
    "AnswerKind",
    "Batch",
    "BatchQuerySet",
    "BatchState",
    "Category",
    "CountingRule",
    "DiscrepancyLetter",
    "DoubleCandidate",
    "DoubleDecision",
    "DoubleSearch",
    "Form",
    "GapDecision",
    "GapFinding",
    "Indicator",
    "MonthlySummary",
    "MonthlyTotal",
    "Observation",
    "Pair",
    "PairQuerySet",
    "Problem",
    "ProblemQuerySet",
    "QuantityAnswer",
    "QuantityQuestion",
    "Question",
    "QuestionKind",
    "QuestionState",
    "Reconciliation",
    "Record",
    "RecordQuerySet",
    "RememberedMapping",
    "SavedView",
    "SavedViewQuerySet",
    "Severity",
    "SourceFile",
    "StoredForecast",
    "WrittenPlace",
]

# Their tables belong to this app as well, and rest upon those above.
from chegara.evidence import grade_models, request_models  # noqa: F401
