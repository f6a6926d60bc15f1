"""The registers of training: which tables there are, and what lists and forms show of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.training.models import (
    Activity,
    Certificate,
    Course,
    Feedback,
    FollowUp,
    Holding,
    Offer,
    Outcome,
    Part,
    Participation,
    Person,
    Recommendation,
    Registration,
    Request,
    Requirement,
    Result,
    Session,
    Shared,
    Sitting,
    Test,
    Topic,
    Trainer,
    Vignette,
)


@dataclass(frozen=True)
class Register:
    """One table as users see it.

    `columns` stand in the list, `fields` in the form; `filters` are offered above the list; `parts` stand on
    the page of a record. Where `entered` is false its rows come about by an action of their own.
    """

    model: Any
    title: Any
    new: Any
    explanation: Any
    columns: tuple[str, ...]
    fields: tuple[str, ...]
    filters: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    entered: bool = True

    @property
    def name(self) -> str:
        """The register's name in addresses."""
        return str(self.model.register)

    @property
    def is_part(self) -> bool:
        """Whether its rows belong to a row of another register."""
        return issubclass(self.model, Part)

    @property
    def is_shared(self) -> bool:
        """Whether its rows are common to all agencies."""
        return issubclass(self.model, Shared)


_REGISTERS = (
    Register(
        Activity,
        _("Activities"),
        _("New activity"),
        _("Workshops, courses, exchanges of trainers, study visits and missions, and what came of them."),
        ("title", "kind", "held_in", "place", "start", "end", "participants", "programme"),
        (
            "title",
            "kind",
            "programme",
            "held_in",
            "place",
            "start",
            "end",
            "announced",
            "topics",
            "agencies",
            "from_where",
            "organisers",
            "partners",
            "participants",
            "women",
            "outputs",
            "evaluation",
            "builds_on",
            "source",
        ),
        filters=("kind", "held_in", "topics", "agencies"),
        parts=("recommendations", "participations"),
    ),
    Register(
        Recommendation,
        _("Recommendations"),
        _("New recommendation"),
        "",
        ("number", "text", "addressee", "measure"),
        ("number", "text", "addressee"),
    ),
    Register(
        Participation,
        _("Who took part"),
        _("Add a person"),
        "",
        ("person", "role"),
        ("person", "role"),
    ),
    Register(
        Course,
        _("Courses"),
        _("New course"),
        _(
            "What is taught, with learning outcomes by the Sectoral Qualifications Framework for Border "
            "Guarding."
        ),
        ("title", "level", "hours", "of_trainers", "owner_agency"),
        ("title", "topics", "level", "hours", "of_trainers", "pass_mark", "valid_months", "description"),
        filters=("topics", "level"),
        parts=("sessions", "outcomes", "tests", "results"),
    ),
    Register(
        Outcome,
        _("Learning outcomes"),
        _("New outcome"),
        "",
        ("kind", "text", "topic"),
        ("kind", "text", "topic"),
    ),
    Register(
        Session,
        _("Sessions"),
        _("New session"),
        "",
        ("start", "end", "place", "language"),
        ("start", "end", "place", "language", "places", "trainers", "activity"),
        parts=("registrations", "sittings", "feedback", "follow-ups", "certificates"),
    ),
    Register(
        Registration,
        _("Registered"),
        _("Register somebody"),
        "",
        ("person", "withdrawn"),
        ("person", "withdrawn"),
    ),
    Register(Test, _("Tests"), _("New test"), "", ("title", "form"), ("title", "form")),
    Register(
        Sitting,
        _("Tests written"),
        _("Enter a score"),
        "",
        ("person", "moment", "score", "test"),
        ("person", "test", "moment", "score"),
    ),
    Register(
        Feedback,
        _("Feedback"),
        _("Enter a sheet"),
        "",
        ("useful", "taught", "organised", "remark"),
        ("useful", "taught", "organised", "remark"),
    ),
    Register(
        FollowUp,
        _("Observations at work"),
        _("New observation"),
        "",
        ("person", "on", "applied", "evidence"),
        ("person", "on", "applied", "observer", "evidence"),
    ),
    Register(
        Result,
        _("Results at work"),
        _("New result"),
        "",
        ("indicator", "before", "before_period", "after", "after_period", "source"),
        ("indicator", "unit", "before", "before_period", "after", "after_period", "source", "remark"),
    ),
    Register(
        Certificate,
        _("Certificates"),
        "",
        _("Certificates by the day until which they are valid."),
        ("number", "person", "issued_on", "valid_until", "revoked_on"),
        (),
        entered=False,
    ),
    Register(
        Person,
        _("Persons trained"),
        _("New person"),
        _("Who learns or teaches, under a pseudonym: others see it, the name stays with the agency."),
        ("code", "owner_agency", "unit", "point", "office", "sex"),
        ("code", "full_name", "sex", "office", "unit", "point", "left_on"),
        filters=("owner_agency", "unit", "sex"),
        parts=("holdings",),
    ),
    Register(
        Holding,
        _("Competences held"),
        _("New assessment"),
        "",
        ("topic", "level", "on", "valid_until", "source"),
        ("topic", "level", "on", "valid_until", "source"),
    ),
    Register(
        Trainer,
        _("Trainers"),
        _("New trainer"),
        _("Who teaches what, in which languages, until when; abroad they are known by pseudonym."),
        ("person", "level", "languages", "topics", "valid_until", "travels", "owner_agency"),
        ("person", "topics", "level", "languages", "valid_until", "travels", "observed", "refreshed_on"),
        filters=("topics", "level"),
        parts=("offers",),
    ),
    Register(
        Offer,
        _("Offers"),
        _("New offer"),
        "",
        ("start", "end", "format", "remark"),
        ("start", "end", "format", "remark"),
    ),
    Register(
        Request,
        _("Requests for trainers"),
        pgettext_lazy("of training", "New request"),
        _("What is asked of other countries' trainers; offers are matched to it in the cooperation plan."),
        ("title", "topics", "languages", "start", "end", "days", "owner_agency"),
        (
            "title",
            "topics",
            "level",
            "languages",
            "start",
            "end",
            "days",
            "format",
            "host",
            "participants",
            "funding",
        ),
        filters=("topics",),
    ),
    Register(
        Requirement,
        _("Competences needed"),
        _("New requirement"),
        _("The level of each competence that positions need; weighted by risk it gives the ranked needs."),
        ("topic", "office", "level", "weight", "risk", "owner_agency"),
        ("topic", "office", "level", "weight", "risk"),
        filters=("topic", "level"),
    ),
    Register(
        Vignette,
        _("Vignettes"),
        _("New vignette"),
        _("Invented stories in two versions that differ in ethnicity, dress or sex alone."),
        ("title", "attribute", "risk", "owner_agency"),
        (
            "title",
            "story",
            "attribute",
            "reference",
            "compared",
            "indicators",
            "exonerating",
            "risk",
            "explanation",
        ),
        filters=("attribute", "risk"),
    ),
    Register(
        Topic,
        _("Topics"),
        _("New topic"),
        _("Topics of training, which are also the competences that it gives."),
        ("name_en", "name_ru", "code"),
        ("name_en", "name_ru", "code"),
    ),
)
REGISTERS: dict[str, Register] = {register.name: register for register in _REGISTERS}
LISTED = tuple(
    register for register in REGISTERS.values() if not register.is_part or register.name == "certificates"
)
"""Registers with a list of their own."""
PARENTS = {part: register.name for register in REGISTERS.values() for part in register.parts}
"""On the page of which register a part stands."""
