"""The words of the canine service: kinds, states, areas."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.canine.methods import costs, performance


class OdourClass(models.TextChoices):
    """What kind of target an odour is."""

    NARCOTIC = "narcotic", _("narcotic drug")
    PRECURSOR = "precursor", _("precursor")
    EXPLOSIVE = "explosive", _("explosive")
    WEAPON = "weapon", _("ammunition or weapon")
    TOBACCO = "tobacco", _("tobacco")
    CURRENCY = "currency", _("currency")
    WILDLIFE = "wildlife", _("protected species (CITES)")
    FOOD = "food", _("food or farm product")
    PERSON = "person", pgettext_lazy("odour", "person")
    REMAINS = "remains", _("human remains")
    STORAGE = "storage", _("electronic storage")


RESTRICTED = frozenset({OdourClass.EXPLOSIVE, OdourClass.WEAPON})
"""Aids of these lie in a closed circle, and no telephone is used where they are handled."""


class Discipline(models.TextChoices):
    """What a team is deployed for."""

    NARCOTICS = "narcotics", _("Drugs")
    EXPLOSIVES = "explosives", _("Explosives and weapons")
    TOBACCO = "tobacco", _("Tobacco and excise goods")
    CURRENCY = "currency", pgettext_lazy("discipline", "Currency")
    WILDLIFE = "wildlife", _("Protected species")
    FOOD = "food", _("Food and farm products")
    PERSONS = "persons", _("Persons in vehicles")
    TRACKING = "tracking", _("Tracking")
    PATROL = "patrol", _("Patrol")
    RESCUE = "rescue", _("Search and rescue")


NO_TELEPHONE = frozenset({Discipline.EXPLOSIVES})
"""Disciplines whose exercises are written on paper and read back by a second reader."""


class DogSex(models.TextChoices):
    """Sex of a dog."""

    MALE = "m", pgettext_lazy("dog", "male")
    FEMALE = "f", pgettext_lazy("dog", "female")


class Precision(models.TextChoices):
    """How exactly a day is known."""

    DAY = "day", pgettext_lazy("precision", "to the day")
    MONTH = "month", pgettext_lazy("precision", "to the month")
    YEAR = "year", pgettext_lazy("precision", "to the year")


class DogSource(models.TextChoices):
    """Where a dog came from."""

    PURCHASE = "purchase", _("purchased")
    BRED = "bred", _("own breeding")
    DONOR = "donor", _("given by a donor or programme")
    TRANSFER = "transfer", _("transferred from another service")


class DogStatus(models.TextChoices):
    """Where a dog stands in its service."""

    CANDIDATE = "candidate", pgettext_lazy("dog", "candidate")
    TRAINING = "training", pgettext_lazy("dog", "in training")
    OPERATIONAL = "operational", pgettext_lazy("dog", "operational")
    SUSPENDED = "suspended", pgettext_lazy("dog", "suspended")
    SICK = "sick", pgettext_lazy("dog", "sick")
    RETIRED = "retired", pgettext_lazy("dog", "retired")
    DECEASED = "deceased", pgettext_lazy("dog", "deceased")
    TRANSFERRED = "transferred", pgettext_lazy("dog", "transferred")


GONE = frozenset({DogStatus.RETIRED, DogStatus.DECEASED, DogStatus.TRANSFERRED})


class AlertType(models.TextChoices):
    """How a dog shows a find."""

    PASSIVE = "passive", pgettext_lazy("alert", "passive")
    ACTIVE = "active", pgettext_lazy("alert", "active")


class HandlerRole(models.TextChoices):
    """What somebody does in the canine service."""

    HANDLER = "handler", pgettext_lazy("canine", "handler")
    INSTRUCTOR = "instructor", pgettext_lazy("canine", "instructor")
    ASSESSOR = "assessor", pgettext_lazy("canine", "assessor")
    VETERINARIAN = "vet", pgettext_lazy("canine", "veterinarian")
    KENNEL = "kennel", pgettext_lazy("canine", "kennel worker")
    MANAGER = "manager", pgettext_lazy("canine", "manager of the service")


class VetKind(models.TextChoices):
    """What an entry of the veterinary record is about."""

    EXAMINATION = "examination", _("examination")
    RABIES = "rabies", _("vaccination against rabies")
    VACCINATION = "vaccination", _("other vaccination")
    DEWORMING = "deworming", _("deworming")
    PARASITES = "parasites", _("treatment against parasites")
    INJURY = "injury", _("injury")
    ILLNESS = "illness", _("illness")
    DENTAL = "dental", _("teeth")
    JOINTS = "joints", _("hips and elbows")
    MEDICATION = "medication", _("medication")
    EXPOSURE = "exposure", _("exposure to a drug or poison")


class Fitness(models.TextChoices):
    """What a veterinarian allows."""

    FIT = "fit", pgettext_lazy("dog", "fit")
    LIMITED = "limited", pgettext_lazy("dog", "fit with limits")
    UNFIT = "unfit", pgettext_lazy("dog", "unfit")


class MovementKind(models.TextChoices):
    """How a training aid moves in or out of its store."""

    RECEIVED = "received", _("received into the store")
    OUT = "out", _("handed out")
    BACK = "back", _("handed back")
    WEIGHED = "weighed", _("weighed in the store")
    DESTROYED = "destroyed", _("written off")


class EquipmentKind(models.TextChoices):
    """What equipment is for."""

    CARE = "care", _("care and feeding")
    LEADS = "leads", _("collars, leads, harness")
    TRAINING = "training", _("training")
    TRANSPORT = "transport", _("transport")
    MEDICAL = "medical", _("first aid and medicine")
    PROTECTION = "protection", _("protection")
    OTHER = "other", pgettext_lazy("equipment", "other")


class CostKind(models.TextChoices):
    """What money of the service is spent on."""

    PURCHASE = "purchase", _("purchase of dogs")
    FEED = "feed", pgettext_lazy("cost", "feed")
    VETERINARY = "veterinary", _("veterinary care")
    TRAINING = "training", pgettext_lazy("cost", "training")
    EQUIPMENT = "equipment", pgettext_lazy("cost", "equipment")
    KENNEL = "kennel", _("kennels")
    TRANSPORT = "transport", pgettext_lazy("cost", "transport")
    OTHER = "other", pgettext_lazy("cost", "other")


class Area(models.TextChoices):
    """What is searched."""

    CAR_OUT = "car_out", _("car from outside")
    CAR_IN = "car_in", _("car from inside")
    TRUCK = "truck", _("truck")
    BUS = "bus", _("bus")
    CONTAINER = "container", _("container")
    WAGON = "wagon", _("rail wagon")
    BAGGAGE = "baggage", _("baggage")
    PARCEL = "parcel", _("parcels")
    BUILDING = "building", _("building or room")
    PERSONS = "persons", _("line of persons")
    VESSEL = "vessel", _("vessel")
    AIRCRAFT = "aircraft", _("aircraft")
    OPEN = "open", _("open ground")
    WHEEL = "wheel", _("scent wheel or line-up")


class Weather(models.TextChoices):
    """Precipitation while it is searched."""

    DRY = "dry", pgettext_lazy("weather", "dry")
    RAIN = "rain", pgettext_lazy("weather", "rain")
    SNOW = "snow", pgettext_lazy("weather", "snow")
    FOG = "fog", pgettext_lazy("weather", "fog")


class Blinding(models.TextChoices):
    """Who knew where the hides lay, as `methods.performance` counts it."""

    KNOWN = performance.Blinding.KNOWN.value, pgettext_lazy("trial", "known")
    SINGLE = performance.Blinding.SINGLE.value, pgettext_lazy("trial", "single-blind")
    DOUBLE = performance.Blinding.DOUBLE.value, pgettext_lazy("trial", "double-blind")


class Response(models.TextChoices):
    """What the dog, or the handler for it, answered at one search unit."""

    ALERT = "alert", pgettext_lazy("response", "alert")
    NONE = "none", pgettext_lazy("response", "no alert")
    UNCLEAR = "unclear", pgettext_lazy("response", "unclear")
    HANDLER = "handler", _("handler's error")


class Outcome(models.TextChoices):
    """What a response was worth, with the truth of the set-up beside it."""

    HIT = performance.Outcome.HIT.value, pgettext_lazy("trial", "hit")
    MISS = performance.Outcome.MISS.value, pgettext_lazy("trial", "miss")
    FALSE_ALERT = performance.Outcome.FALSE_ALERT.value, pgettext_lazy("trial", "false alert")
    CORRECT = performance.Outcome.CORRECT_REJECTION.value, pgettext_lazy("trial", "correct rejection")
    UNCLEAR = performance.Outcome.UNCLEAR.value, pgettext_lazy("trial", "unclear")
    HANDLER = performance.Outcome.HANDLER_ERROR.value, pgettext_lazy("trial", "handler's error")


class ComponentKind(models.TextChoices):
    """Parts of a certification (SWGDOG SC2)."""

    RECOGNITION = "recognition", _("odour recognition")
    COMPREHENSIVE = "comprehensive", _("comprehensive assessment")
    DOUBLE_BLIND = "double_blind", _("double-blind assessment")


class Trigger(models.TextChoices):
    """Why a team was sent."""

    ROUTINE = "routine", pgettext_lazy("deployment", "routine")
    RANDOM = "random", pgettext_lazy("deployment", "random choice")
    PROFILE = "profile", pgettext_lazy("deployment", "risk profile")
    REQUEST = "request", pgettext_lazy("deployment", "request")
    INFORMATION = "information", pgettext_lazy("deployment", "information")


class RecordedOn(models.TextChoices):
    """How a record came in."""

    PAGE = "page", pgettext_lazy("recorded", "at a desk")
    PHONE = "phone", pgettext_lazy("recorded", "on a telephone")
    PAPER = "paper", pgettext_lazy("recorded", "on paper, read back")


class ChangeState(models.TextChoices):
    """What became of a change that a telephone sent."""

    APPLIED = "applied", pgettext_lazy("canine", "taken over")
    CONFLICT = "conflict", _("differs from another device: to be settled")
    CHOSEN = "chosen", _("chosen in place of the other")
    DROPPED = "dropped", _("the other was kept")


class CostBasis(models.TextChoices):
    """What a unit cost is multiplied by, as `methods.costs` counts it."""

    TEAM = costs.Basis.TEAM.value, _("team in service, a year")
    PUPIL = costs.Basis.PUPIL.value, _("team in the course")
    JOINING = costs.Basis.JOINING.value, _("team that joins")
    YEAR = costs.Basis.YEAR.value, pgettext_lazy("canine cost", "year")
    ONCE = costs.Basis.ONCE.value, pgettext_lazy("canine cost", "once")
