"""Contingency plans, their early warning, their activation, their exercises."""

from chegara.contingency.models.activation import (
    Activation,
    AppendOnlyError,
    LevelOrder,
    LogEntry,
    TaskReport,
)
from chegara.contingency.models.basis import Assumption, PlanningFigure, ResponseLevel
from chegara.contingency.models.exercise import (
    CorrectiveAction,
    Exercise,
    ExpectedAction,
    Inject,
    Observation,
)
from chegara.contingency.models.means import (
    CostLine,
    DutyPost,
    PaperFallback,
    ResourceNeed,
    StandbyResource,
)
from chegara.contingency.models.plan import ContingencyPlan, Part, PlanRevision
from chegara.contingency.models.response import CallStep, ReferralStep, ResponseTask
from chegara.contingency.models.signature import PlanSignature
from chegara.contingency.models.simulation import PointSimulation
from chegara.contingency.models.warning import PastCrisis, SignReport, Threshold, WarningSign

__all__ = [
    "Activation",
    "AppendOnlyError",
    "Assumption",
    "CallStep",
    "ContingencyPlan",
    "CorrectiveAction",
    "CostLine",
    "DutyPost",
    "Exercise",
    "ExpectedAction",
    "Inject",
    "LevelOrder",
    "LogEntry",
    "Observation",
    "PaperFallback",
    "Part",
    "PastCrisis",
    "PlanRevision",
    "PlanSignature",
    "PlanningFigure",
    "PointSimulation",
    "ReferralStep",
    "ResourceNeed",
    "ResponseLevel",
    "ResponseTask",
    "SignReport",
    "StandbyResource",
    "TaskReport",
    "Threshold",
    "WarningSign",
]
