"""The words of training: kinds, levels, moments."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ActivityKind(models.TextChoices):
    """What kind of activity it is."""

    WORKSHOP = "workshop", _("Workshop")
    NATIONAL_COURSE = "national_course", _("National course")
    REGIONAL_COURSE = "regional_course", _("Regional course")
    OF_TRAINERS = "of_trainers", _("Training of trainers")
    STUDY_VISIT = "study_visit", _("Study visit")
    EXCHANGE = "exchange", _("Exchange of trainers")
    MISSION = "mission", _("Technical mission")
    MEETING = "meeting", _("Meeting of managers")
    OTHER = "other", _("Other, or not stated")


class Settled(models.TextChoices):
    """How a row of a received list whose days were refused was settled."""

    DATES = "dates", _("right days entered")
    OPEN = "open", _("days stay unknown")
    DROP = "drop", _("row left out")


class TookPart(models.TextChoices):
    """As what somebody took part."""

    LEARNER = "learner", _("participant")
    TRAINER = "trainer", pgettext_lazy("taking part", "trainer")
    ORGANISER = "organiser", _("organiser")


class Sex(models.TextChoices):
    """As registers of staff hold it; needed for figures only."""

    WOMAN = "f", _("woman")
    MAN = "m", _("man")


class OutcomeKind(models.TextChoices):
    """The columns of the Sectoral Qualifications Framework for Border Guarding."""

    KNOWLEDGE = "knowledge", _("Knowledge")
    SKILLS = "skills", _("Skills")
    COMPETENCE = "competence", _("Competence")


class Framework(models.IntegerChoices):
    """Levels of the Sectoral Qualifications Framework for Border Guarding."""

    FOUR = 4, _("level 4")
    FIVE = 5, _("level 5")
    SIX = 6, _("level 6")
    SEVEN = 7, _("level 7")


class Moment(models.TextChoices):
    """When a test is written."""

    BEFORE = "before", _("before the course")
    AFTER = "after", _("after the course")
    RETENTION = "retention", _("months later")


class Applied(models.TextChoices):
    """Whether what was learnt is done at work (Kirkpatrick's level 3)."""

    YES = "yes", _("applied")
    PARTLY = "partly", _("applied in part")
    NO = "no", _("not applied")
    NO_OCCASION = "no_occasion", _("no occasion yet")


class TrainerLevel(models.IntegerChoices):
    """What a trainer may teach alone; higher is more."""

    ASSISTANT = 1, _("assistant")
    TRAINER = 2, _("trainer")
    MASTER = 3, _("master trainer")


class Level(models.IntegerChoices):
    """How well a competence is held or must be."""

    KNOWS = 1, _("1: knows of it")
    SUPERVISED = 2, _("2: does it under supervision")
    ALONE = 3, _("3: does it alone")
    TEACHES = 4, _("4: teaches it")


class Format(models.TextChoices):
    """How an exchange is held."""

    ON_SITE = "on_site", _("on site")
    E_LEARNING = "e_learning", _("e-learning")
    STUDY_VISIT = "study_visit", _("study visit")


class Attribute(models.TextChoices):
    """The one thing in which the two versions of a vignette differ."""

    ETHNICITY = "ethnicity", _("ethnicity")
    DRESS = "dress", _("dress")
    SEX = "sex", _("sex")
