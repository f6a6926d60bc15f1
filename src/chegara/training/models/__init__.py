"""What is taught, by whom, to whom, and what came of it."""

from chegara.training.models.activity import (
    Activity,
    ActivityList,
    Participation,
    Person,
    Recommendation,
    Topic,
)
from chegara.training.models.competence import Certificate, Holding, Requirement
from chegara.training.models.course import (
    Course,
    Feedback,
    FollowUp,
    Outcome,
    Registration,
    Result,
    Session,
    Sitting,
    Test,
)
from chegara.training.models.exchange import Offer, Request, Trainer
from chegara.training.models.practice import Practice, PracticeAnswer, Vignette

__all__ = (
    "Activity",
    "ActivityList",
    "Certificate",
    "Course",
    "Feedback",
    "FollowUp",
    "Holding",
    "Offer",
    "Outcome",
    "Participation",
    "Person",
    "Practice",
    "PracticeAnswer",
    "Recommendation",
    "Registration",
    "Request",
    "Requirement",
    "Result",
    "Session",
    "Sitting",
    "Test",
    "Topic",
    "Trainer",
    "Vignette",
)
