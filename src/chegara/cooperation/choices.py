"""The words that classify what agencies are competent for, exchange, share and agree upon."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Function(models.TextChoices):
    """What is done at the border, whoever does it."""

    PERSONS = "persons", _("First-line control of persons")
    DOCUMENTS = "documents", _("Examination of documents")
    VISAS = "visas", _("Visas and migration formalities")
    GOODS = "goods", _("Control of goods")
    VEHICLES = "vehicles", _("Control of vehicles")
    TRANSPORT = "transport", _("Transport control, weights")
    SEARCH_PERSONS = "search_persons", _("Search of persons")
    SEARCH_VEHICLES = "search_vehicles", _("Search of vehicles and goods")
    XRAY = "xray", _("Inspection by X-ray")
    DOG = "dog", _("Work with a service dog")
    RADIATION = "radiation", _("Radiation control")
    SEIZURE = "seizure", pgettext_lazy("function", "Seizure")
    DETENTION = "detention", pgettext_lazy("function", "Detention")
    VETERINARY = "veterinary", _("Veterinary control")
    PHYTOSANITARY = "phytosanitary", _("Phytosanitary control")
    SANITARY = "sanitary", _("Sanitary control")
    ASYLUM = "asylum", _("Reception of asylum applications")
    ORDER = "order", _("Public order at the crossing point")
    PATROL = "patrol", _("Patrolling of the border")
    INVESTIGATION = "investigation", pgettext_lazy("function", "Investigation")
    RISK_ANALYSIS = "risk_analysis", pgettext_lazy("function", "Risk analysis")
    CRISIS = "crisis", _("Response to emergencies")


class Where(models.TextChoices):
    """Where a function is carried out."""

    POINTS = "points", _("At crossing points")
    BORDER = "border", _("Between crossing points")
    INSIDE = "inside", _("Inside the country")


class RaciRole(models.TextChoices):
    """An agency's part in a function, by the responsibility assignment matrix (RACI)."""

    ACCOUNTABLE = "A", _("A: leads and answers for it")
    RESPONSIBLE = "R", _("R: carries it out")
    CONSULTED = "C", _("C: is asked before")
    INFORMED = "I", _("I: is told after")


class ExchangeArea(models.TextChoices):
    """What information is exchanged for."""

    FLOWS = "flows", _("Flows of persons, vehicles and goods")
    INVESTIGATIONS = "investigations", _("Investigations")
    RISK_ANALYSIS = "risk_analysis", pgettext_lazy("area of exchange", "Risk analysis")
    PATROLLING = "patrolling", _("Patrolling")
    SPECIAL_OPERATIONS = "special_operations", _("Special operations")
    REFERRAL = "referral", _("Referral of persons")


class PersonGroup(models.TextChoices):
    """Whom a border officer hands over to those who can help."""

    ASYLUM = "asylum", _("Asylum seekers")
    TRAFFICKING = "trafficking", _("Victims of trafficking")
    MINORS = "minors", _("Unaccompanied minors")
    SICK = "sick", _("Sick travellers")


class Deadline(models.TextChoices):
    """Within what time somebody is told, or how often."""

    AT_ONCE = "at_once", _("at once")
    HOUR = "hour", _("within 1 hour")
    THREE_HOURS = "three_hours", _("within 3 hours")
    DAY = "day", _("within 24 hours")
    THREE_DAYS = "three_days", _("within 3 days")
    WEEK = "week", _("within a week")
    MONTHLY = "monthly", _("every month")
    QUARTERLY = "quarterly", _("every quarter")
    YEARLY = "yearly", _("every year")


PERIODIC: dict[str, int] = {Deadline.MONTHLY: 1, Deadline.QUARTERLY: 3, Deadline.YEARLY: 12}
"""Deadlines that come back, by their months."""


class Channel(models.TextChoices):
    """The way by which information goes."""

    SYSTEM = "system", _("Joint information system")
    SECURE_MAIL = "secure_mail", _("Closed e-mail")
    TELEPHONE = "telephone", _("Telephone")
    RADIO = "radio", _("Radio")
    COURIER = "courier", _("Courier, paper")
    LIAISON = "liaison", _("Liaison officer")
    MEETING = "meeting", pgettext_lazy("channel", "Meeting")


class Pillar(models.TextChoices):
    """The three pillars of integrated border management."""

    INTRA = "intra", _("Within the service")
    INTER = "inter", _("Between agencies")
    INTERNATIONAL = "international", _("International")


class Maturity(models.IntegerChoices):
    """How far cooperation has come in one field of the self-assessment."""

    ABSENT = 1, _("1: absent")
    AD_HOC = 2, _("2: by personal contact")
    WRITTEN = 3, _("3: laid down in writing")
    PRACTISED = 4, _("4: practised daily")
    MEASURED = 5, _("5: measured and improved")


class Settled(models.TextChoices):
    """What became of a point of a meeting."""

    AGREED = "agreed", pgettext_lazy("point of a meeting", "Agreed")
    OPEN = "open", pgettext_lazy("point of a meeting", "Open")


class Incident(models.TextChoices):
    """What border representatives tell each other of."""

    CROSSING = "crossing", _("Illegal crossing")
    SHOTS = "shots", _("Use of weapons")
    PERSON_FOUND = "person_found", _("Person or body found")
    ANIMALS = "animals", _("Stray animals, animal disease")
    FIRE = "fire", _("Fire, flood, pollution")
    MARKERS = "markers", _("Damage to boundary markers")
    CLOSURE = "closure", _("Closure or restriction of a crossing point")
    OTHER = "other", pgettext_lazy("incident", "Other")


class Category(models.TextChoices):
    """Who may use a crossing point."""

    MULTILATERAL = "multilateral", _("Multilateral")
    BILATERAL = "bilateral", _("Bilateral")
    LOCAL = "local", _("Simplified, for residents of the border area")


class FacilityKind(models.TextChoices):
    """What a crossing point is equipped with."""

    BOOTH = "booth", _("Booth")
    LANE = "lane", _("Lane")
    INSPECTION = "inspection", _("Inspection bay")
    SCALES = "scales", _("Scales")
    XRAY = "xray", _("X-ray scanner")
    RADIATION = "radiation", _("Radiation portal")
    KENNEL = "kennel", _("Kennel")
    SECOND_LINE = "second_line", _("Second-line desk")
    INTERVIEW = "interview", _("Interview room")
    HOLDING = "holding", _("Holding room")
    MEDICAL = "medical", _("Medical room")
    ISOLATION = "isolation", _("Isolation room")
    WAITING = "waiting", _("Waiting area, places")
    QUARANTINE = "quarantine", _("Quarantine area")
    LABORATORY = "laboratory", _("Laboratory")
    WAREHOUSE = "warehouse", _("Warehouse")
    GENERATOR = "generator", _("Generator")
    COMMUNICATION = "communication", _("Line of communication")


class Condition(models.TextChoices):
    """Whether equipment can be used."""

    WORKS = "works", pgettext_lazy("condition", "Works")
    FAULTY = "faulty", pgettext_lazy("condition", "Faulty")
    MISSING = "missing", pgettext_lazy("condition", "Missing")


class Direction(models.TextChoices):
    """Which way one crosses."""

    ENTRY = "entry", pgettext_lazy("direction", "Entry")
    EXIT = "exit", pgettext_lazy("direction", "Exit")


class Traffic(models.TextChoices):
    """What crosses, as a technological scheme tells it apart."""

    PEDESTRIANS = "pedestrians", pgettext_lazy("traffic", "Pedestrians")
    CARS = "cars", pgettext_lazy("traffic", "Cars")
    BUSES = "buses", pgettext_lazy("traffic", "Buses")
    TRUCKS = "trucks", pgettext_lazy("traffic", "Trucks")
    TRAINS = "trains", pgettext_lazy("traffic", "Passenger trains")


class Per(models.TextChoices):
    """What a time norm is for."""

    PERSON = "person", _("a person")
    VEHICLE = "vehicle", _("a vehicle")


class OperationState(models.TextChoices):
    """How far a joint operation is."""

    REQUESTED = "requested", pgettext_lazy("of an operation", "Requested")
    PLANNED = "planned", pgettext_lazy("of an operation", "Planned")
    RUNNING = "running", pgettext_lazy("of an operation", "Under way")
    EVALUATED = "evaluated", pgettext_lazy("of an operation", "Evaluated")
    REFUSED = "refused", pgettext_lazy("of an operation", "Refused")


OPERATION_TRANSITIONS: dict[str, frozenset[str]] = {
    OperationState.REQUESTED: frozenset({OperationState.PLANNED, OperationState.REFUSED}),
    OperationState.PLANNED: frozenset({OperationState.RUNNING, OperationState.REFUSED}),
    OperationState.RUNNING: frozenset({OperationState.EVALUATED}),
    OperationState.EVALUATED: frozenset(),
    OperationState.REFUSED: frozenset(),
}
OPERATION_NEEDS: dict[str, tuple[str, ...]] = {
    OperationState.PLANNED: ("starts", "ends", "place", "plan", "legal_basis"),
    OperationState.RUNNING: ("commander", "headquarters", "communication"),
    OperationState.EVALUATED: ("results", "lessons"),
}
"""What must be written before an operation gets there."""


class EquipmentKind(models.TextChoices):
    """What agencies lend each other."""

    XRAY = "xray", _("X-ray scanner")
    DOG_TEAM = "dog_team", _("Dog team")
    LABORATORY = "laboratory", _("Laboratory")
    LANE = "lane", _("Lane")
    VEHICLE = "vehicle", pgettext_lazy("equipment", "Vehicle")
    DRONE = "drone", _("Drone")
    READER = "reader", _("Document examination set")
    ROOM = "room", _("Room")
    OTHER = "other", pgettext_lazy("equipment", "Other")
