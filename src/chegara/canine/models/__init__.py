"""Dogs, teams and what they do."""

from chegara.canine.models.aids import Movement, TrainingAid
from chegara.canine.models.certificates import Certification, Component
from chegara.canine.models.development import DutyNorm, DutyPost, Intake, SearchShare, UnitCost
from chegara.canine.models.dogs import Dog, FeedNorm, Inspection, Kennel, VetRecord
from chegara.canine.models.exercises import Exercise, Performance, Placement, SetUp, Trial
from chegara.canine.models.field import Deployment, FieldChange, Find, Search
from chegara.canine.models.norms import NationalNorm, NormCategory, NormItem
from chegara.canine.models.people import Handler
from chegara.canine.models.property import Cost, Equipment
from chegara.canine.models.teams import Maintenance, Odour, Team

__all__ = (
    "Certification",
    "Component",
    "Cost",
    "Deployment",
    "Dog",
    "DutyNorm",
    "DutyPost",
    "Equipment",
    "Exercise",
    "FeedNorm",
    "FieldChange",
    "Find",
    "Handler",
    "Inspection",
    "Intake",
    "Kennel",
    "Maintenance",
    "Movement",
    "NationalNorm",
    "NormCategory",
    "NormItem",
    "Odour",
    "Performance",
    "Placement",
    "Search",
    "SearchShare",
    "SetUp",
    "Team",
    "TrainingAid",
    "Trial",
    "UnitCost",
    "VetRecord",
)
