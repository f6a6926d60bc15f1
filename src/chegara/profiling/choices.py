"""The closed lists of the checkpoint: purposes, moments, grades, states, decisions, outcomes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PurposeCode(models.TextChoices):
    """What screening, a list or a profile is for; the list is that of the profile file."""

    TERRORISM = "terrorism", _("Terrorism")
    TRAFFICKING_IN_PERSONS = "trafficking_in_persons", _("Trafficking in persons")
    MIGRANT_SMUGGLING = "migrant_smuggling", _("Smuggling of migrants")
    IRREGULAR_STAY = "irregular_stay", _("Irregular stay")
    DOCUMENT_FRAUD = "document_fraud", _("Document fraud")
    DRUGS = "drugs", pgettext_lazy("purpose", "Drugs")
    WEAPONS = "weapons", pgettext_lazy("purpose", "Weapons")
    GOODS_SMUGGLING = "goods_smuggling", _("Smuggling of goods")
    UNDERVALUATION = "undervaluation", _("Undervaluation")
    CASH = "cash", _("Undeclared cash")
    STOLEN_VEHICLES = "stolen_vehicles", _("Stolen vehicles")
    HEALTH_OF_PLANTS_AND_ANIMALS = "health_of_plants_and_animals", _("Health of plants and animals")
    TRANSPORT_SAFETY = "transport_safety", _("Safety of transport")


class SubjectCode(models.TextChoices):
    """What an indicator or a profile is about."""

    PERSON = "person", pgettext_lazy("subject", "Person")
    VEHICLE = "vehicle", pgettext_lazy("subject", "Vehicle")
    CONSIGNMENT = "consignment", pgettext_lazy("subject", "Consignment")


class GoodsSubject(models.TextChoices):
    """What is selected in bulk on the site: persons are checked one by one."""

    CONSIGNMENT = "consignment", pgettext_lazy("subject", "Goods")
    VEHICLE = "vehicle", pgettext_lazy("subject", "Vehicles")


class LaneCode(models.TextChoices):
    """Where a record of goods or vehicles goes, the strictest first."""

    RED = "red", pgettext_lazy("lane", "red: examined")
    YELLOW = "yellow", pgettext_lazy("lane", "yellow: papers are checked")
    BLUE = "blue", pgettext_lazy("lane", "blue: audited after release")
    GREEN = "green", pgettext_lazy("lane", "green: released")


class QuotaLane(models.TextChoices):
    """The lanes that have a capacity and a quota."""

    RED = "red", pgettext_lazy("lane", "red")
    YELLOW = "yellow", pgettext_lazy("lane", "yellow")
    BLUE = "blue", pgettext_lazy("lane", "blue")


class LaneReason(models.TextChoices):
    """Why a record is in its lane."""

    PROFILE = "profile", _("a profile hit")
    CONTROL = "control", _("drawn for the random control sample")
    QUOTA = "quota", _("drawn to fill the office's quota")
    CAPACITY = "capacity", _("held back: the office's capacity of the day was used up")
    NOT_DRAWN = "not drawn", _("a profile hit, but the lot of its share fell otherwise")
    NONE = "none", _("no profile hit")


class Moment(models.TextChoices):
    """When a fact becomes knowable: an indicator counts from then on and not before."""

    BEFORE = "before", _("before arrival, from data sent ahead")
    APPROACH = "approach", _("while the vehicle or person approaches")
    DOCUMENT = "document", _("when the document is read")
    INTERVIEW = "interview", _("in the conversation")
    INSPECTION = "inspection", _("at the inspection")


class SourceKind(models.TextChoices):
    """What an indicator is read from."""

    DOCUMENT = "document", _("the document")
    CONDUCT = "conduct", _("an act that was seen")
    ROUTE = "route", _("the route")
    GOODS = "goods", _("goods, luggage, vehicle")
    DATA = "data", _("data of earlier crossings")
    STATEMENT = "statement", _("what is stated")
    INFORMATION = "information", _("information of another body")


class EvidenceGrade(models.TextChoices):
    """How well it is known that the indicator tells."""

    A = "A", _("A: measured against a random sample")
    B = "B", _("B: measured on checked cases")
    C = "C", _("C: several documented cases")
    D = "D", _("D: experts' opinion only")


class EntryQuality(models.TextChoices):
    """How well a list's entry tells one person from a namesake."""

    A = "A", _("A: name, whole date of birth and document")
    B = "B", _("B: name and whole date of birth")
    C = "C", _("C: name and year of birth or document")
    D = "D", _("D: name only")


class ProfileState(models.TextChoices):
    """Where a profile stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waits for approval")
    ACTIVE = "active", _("Active")
    REFUSED = "refused", pgettext_lazy("risk profile", "Refused: a new version is needed")
    STOPPED = "stopped", _("Stopped")
    LAPSED = "lapsed", _("Lapsed: worse than chance")


class CheckState(models.TextChoices):
    """Where a check stands: it opens with a document, and cannot close without a person's reasons."""

    OPEN = "open", pgettext_lazy("check", "Open")
    DECIDED = "decided", pgettext_lazy("check", "Decided")
    SECOND_LINE = "second_line", pgettext_lazy("check", "In second line")
    CLOSED = "closed", pgettext_lazy("check", "Closed")


class OwnView(models.TextChoices):
    """What the officer thinks before the list's score is shown: the guard against trust in the machine."""

    NOTHING = "nothing", _("Nothing stands out")
    UNSURE = "unsure", _("Something does not fit")
    CONCERN = "concern", _("There are facts that must be looked into")


class DecisionCode(models.TextChoices):
    """What a person decides at the first line."""

    NO_ACTION = "no_action", _("Goes on")
    DOCUMENT_CHECK = "document_check", _("The document is examined, then goes on")
    SECOND_LINE = "second_line", _("Second line")
    REFER = "refer", _("Referred to the competent body")


class OutcomeCode(models.TextChoices):
    """What came of a check."""

    NOTHING = "nothing", _("Nothing was found")
    OFFENCE = "offence", _("A breach was found")
    REFUSED = "refused", _("Entry or exit was refused under the law")
    HANDED_OVER = "handed_over", _("Handed over to the competent body")
    PROTECTED = "protected", _("Referred for protection")


POSITIVE = frozenset({OutcomeCode.OFFENCE, OutcomeCode.REFUSED, OutcomeCode.HANDED_OVER})
"""Outcomes that confirm a suspicion; to be referred for protection is help, and confirms none."""


class MatchJudgement(models.TextChoices):
    """What a person says of a candidate; the machine never does."""

    OPEN = "open", _("not judged yet")
    SAME = "same", _("the same person")
    OTHER = "other", _("another person")


class RequestKind(models.TextChoices):
    """What somebody asks about data on them."""

    ACCESS = "access", _("Access")
    RECTIFICATION = "rectification", _("Rectification")
    ERASURE = "erasure", _("Erasure")
    COMPLAINT = "complaint", _("Complaint about a stop")


class RequestDecision(models.TextChoices):
    """What a person decides on a request."""

    GRANTED = "granted", pgettext_lazy("request", "granted")
    IN_PART = "in_part", pgettext_lazy("request", "granted in part")
    REFUSED = "refused", pgettext_lazy("request", "refused")


class RequestStep(models.TextChoices):
    """What a person does with one record that a request led to."""

    TOLD = "told", pgettext_lazy("record", "told to the person")
    CORRECTED = "corrected", pgettext_lazy("record", "corrected")
    ERASED = "erased", pgettext_lazy("record", "erased")
    KEPT = "kept", pgettext_lazy("record", "kept as it is")


class DocumentField(models.TextChoices):
    """What a check holds of a document, and what is corrected on request."""

    SURNAME = "surname", _("Surname")
    GIVEN_NAMES = "given_names", _("Given names")
    BIRTH = "birth", _("Date of birth")
    SEX = "sex", _("Sex")
    NATIONALITY = "nationality", _("Nationality (code)")
    NUMBER = "number", _("Document number")
    ISSUER = "issuer", _("Issued by (code)")
    EXPIRY = "expiry", _("Date of expiry")


class BiometricAnswer(models.TextChoices):
    """What another system answered on a print or a face: of it only this word and a number are kept."""

    AGREES = "agrees", _("agrees: the same person")
    DIFFERS = "differs", _("differs: another person")


class Shift(models.TextChoices):
    """A turn of duty."""

    DAY = "day", pgettext_lazy("shift", "day")
    NIGHT = "night", pgettext_lazy("shift", "night")


PERSON_ASKED, RECORD_ASKED = "profiling.person_asked", "profiling.record_asked"
"""What the log calls a question of a program."""
CHECK_READ = "profiling.check_read"
"""What the log calls the reading of a check by another than its officer."""
