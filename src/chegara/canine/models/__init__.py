"""Dogs, teams and what they do."""

from chegara.canine.models.aids import Movement, TrainingAid
from chegara.canine.models.certificates import Certification, Component
from chegara.canine.models.dogs import Dog, FeedNorm, Inspection, Kennel, VetRecord
from chegara.canine.models.exercises import Exercise, Performance, Placement, SetUp, Trial
from chegara.canine.models.field import Deployment, FieldChange, Find, Search
from chegara.canine.models.people import Handler
from chegara.canine.models.property import Cost, Equipment
from chegara.canine.models.teams import Maintenance, Odour, Team

__all__ = (
    "Certification",
    "Component",
    "Cost",
    "Deployment",
    "Dog",
    "Equipment",
    "Exercise",
    "FeedNorm",
    "FieldChange",
    "Find",
    "Handler",
    "Inspection",
    "Kennel",
    "Maintenance",
    "Movement",
    "Odour",
    "Performance",
    "Placement",
    "Search",
    "SetUp",
    "Team",
    "TrainingAid",
    "Trial",
    "VetRecord",
)
