"""Papers of a dog: the service card and the veterinary passport."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, Sum
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.canine.choices import Precision, VetKind
from chegara.canine.methods.ages import full_years
from chegara.canine.models import Certification, Deployment, Dog, Search, VetRecord
from chegara.canine.report.common import called, facts, is_own, label, named, signatures
from chegara.organisation.papers import document, table
from chegara.organisation.registers.presenters import day, number
from chegara.organisation.visibility import Viewer
from chegara.reporting.blocks import Block, Callout, Document, Heading
from chegara.reporting.numbers import UNKNOWN

VACCINATIONS = (VetKind.RABIES, VetKind.VACCINATION)
TREATMENTS = (VetKind.DEWORMING, VetKind.PARASITES)


def service_card(dog: Dog, viewer: Viewer, language: str, *, at: date) -> Document:
    """Return the card of a service dog: who it is, its teams, certificates, service, equipment."""
    with translation.override(language):
        blocks: list[Block] = [
            *identity(dog, viewer, at),
            *_service(dog),
            Heading(_("Teams and certificates"), 2, numbered=False),
            *_teams(dog, viewer),
            *_certificates(dog),
            Heading(_("Service"), 2, numbered=False),
            *_deployments(dog),
            Heading(_("Feed and equipment"), 2, numbered=False),
            *_keep(dog),
            signatures(_("Card kept by"), _("Head of the canine unit"), _("Handler")),
        ]
        return document(
            _("Service dog's card"),
            blocks,
            language,
            subtitle=called(dog, viewer),
            countries=[dog.country],
            marking=dog.marking,
            issued_by=dog.owner_agency.name,
        )


def identity(dog: Dog, viewer: Viewer, at: date) -> list[Block]:
    """Return what identifies a dog; what stays at home is told to the own agency alone."""
    names = ("call_name", "pedigree_name", "microchip", "tattoo") if is_own(dog, viewer) else ()
    pairs = [(label(Dog, "code"), dog.code)]
    pairs += [(label(Dog, name), getattr(dog, name) or UNKNOWN) for name in names]
    pairs += [
        (label(Dog, "sex"), _sex(dog)),
        (label(Dog, "born_on"), born(dog, at)),
        (label(Dog, "breed"), dog.breed or UNKNOWN),
        (label(Dog, "colour"), dog.colour or UNKNOWN),
    ]
    if is_own(dog, viewer) and (dog.sire_id or dog.dam_id):
        pairs.append((_("Sire and dam"), f"{dog.sire or UNKNOWN}, {dog.dam or UNKNOWN}"))
    return facts(_("The dog"), pairs)


def born(dog: Dog, at: date) -> str:
    """Return a dog's birth as exactly as it is known, with its age."""
    if dog.born_on is None:
        return UNKNOWN
    shape = {Precision.DAY: "%d.%m.%Y", Precision.MONTH: "%m.%Y", Precision.YEAR: "%Y"}
    text = dog.born_on.strftime(shape[Precision(dog.born_precision)])
    if dog.born_on > at:
        return text
    age = full_years(dog.born_on, min(at, dog.left_on or at))
    if dog.born_precision == Precision.YEAR:
        return text
    return _("%(born)s; full years: %(age)s") % {"born": text, "age": age}


def _sex(dog: Dog) -> str:
    if not dog.sex:
        return UNKNOWN
    neutered = {True: _("neutered"), False: _("not neutered"), None: ""}[dog.neutered]
    return ", ".join(part for part in (dog.get_sex_display(), neutered) if part)


def _service(dog: Dog) -> list[Block]:
    price = f"{number(float(dog.price), 2)} {dog.currency}" if dog.price is not None else UNKNOWN
    pairs = [
        (label(Dog, "status"), dog.get_status_display()),
        (label(Dog, "source"), dog.get_source_display() or UNKNOWN),
        (label(Dog, "acquired_on"), day(dog.acquired_on)),
        (label(Dog, "price"), price),
        (label(Dog, "alert_type"), dog.get_alert_type_display() or UNKNOWN),
        (_("Place of service"), str(dog.point or dog.unit or UNKNOWN)),
        (_("Kennel and box"), f"{dog.kennel or UNKNOWN}, {dog.box or UNKNOWN}"),
    ]
    if dog.left_on:
        pairs.append((label(Dog, "left_on"), f"{day(dog.left_on)}: {dog.left_why or UNKNOWN}"))
    return facts(_("In the service"), pairs)


def _teams(dog: Dog, viewer: Viewer) -> list[Block]:
    teams = (
        dog.teams.visible_to(viewer)
        .select_related("handler", "point")
        .prefetch_related("odours")
        .order_by("since")
    )
    heads = (_("Team"), pgettext("canine", "Handler"), _("Discipline"), _("Target odours"), _("From – until"))
    rows = [
        (
            team.code,
            named(team.handler, viewer),
            team.get_discipline_display(),
            ", ".join(str(odour) for odour in team.odours.all()) or UNKNOWN,
            f"{day(team.since)} – {day(team.until) if team.until else ''}",
        )
        for team in teams
    ]
    return table(_("Teams"), heads, rows, widths=(0.8, 1.4, 1.2, 1.6, 1.3))


def _certificates(dog: Dog) -> list[Block]:
    acts = Certification.objects.filter(team__dog=dog).select_related("team").order_by("on")
    rows = [
        (
            act.number,
            act.team.code,
            day(act.on),
            result_words(act),
            act.category or UNKNOWN,
            day(act.valid_until) if act.passed else UNKNOWN,
        )
        for act in acts
    ]
    heads = (
        _("Act"),
        _("Team"),
        _("Assessed on"),
        _("Result"),
        pgettext("canine", "Category"),
        pgettext("canine", "Valid until"),
    )
    return table(_("Certifications"), heads, rows)


def result_words(act: Certification) -> str:
    """Return in words how a certification ended, and whether it was withdrawn."""
    if act.withdrawn_on:
        return _("withdrawn on %s") % day(act.withdrawn_on)
    return pgettext("certification", "passed") if act.passed else pgettext("certification", "not passed")


def _deployments(dog: Dog) -> list[Block]:
    years = (
        Deployment.objects.filter(team__dog=dog)
        .order_by("on__year")
        .values_list("on__year")
        .annotate(days=Count("pk"), minutes=Sum("minutes_on_duty"))
    )
    searched = {
        year: counts
        for year, *counts in Search.objects.filter(deployment__team__dog=dog)
        .order_by("deployment__on__year")
        .values_list("deployment__on__year")
        .annotate(
            searches=Count("pk"),
            alerts=Count("pk", filter=Q(alert=True)),
            finds=Count("pk", filter=Q(found=True)),
        )
    }
    rows = [
        (
            str(year),
            number(days),
            number(minutes / 60, 0) if minutes is not None else UNKNOWN,
            *(number(count) for count in searched.get(year, (0, 0, 0))),
        )
        for year, days, minutes in years
    ]
    heads = (
        _("Year"),
        _("Deployments"),
        _("Hours on duty"),
        _("Searches"),
        _("Alerts"),
        _("Searches with a find"),
    )
    note = _(
        "What was found in the field depends on how much there was to find: it says nothing of how well the "
        "dog detects."
    )
    return table(_("Deployments by year"), heads, rows, numbers=5, notes=(note,))


def _keep(dog: Dog) -> list[Block]:
    feed = [
        (norm.feed, norm.name, norm.basis or UNKNOWN, number(norm.grams)) for norm in dog.feed_norms.all()
    ]
    items = [
        (one.name, one.number or UNKNOWN, day(one.issued_on), number(one.quantity))
        for one in dog.equipment.filter(written_off_on=None)
    ]
    return [
        *table(
            _("Feed a day"),
            (pgettext("cost", "Feed"), _("Norm"), _("By which order"), _("Grams a day")),
            feed,
            numbers=1,
            widths=(1.2, 1.4, 2, 0.7),
        ),
        *table(
            pgettext("canine", "Equipment"),
            (_("Item"), _("Inventory number"), _("Issued on"), _("Quantity")),
            items,
            numbers=1,
            widths=(2, 1.2, 1, 0.7),
        ),
    ]


def veterinary_passport(dog: Dog, viewer: Viewer, language: str, *, at: date) -> Document:
    """Return the veterinary passport: who the dog is, vaccinations, treatments, examinations, illnesses."""
    with translation.override(language):
        records = list(dog.vet_records.select_related("vet").order_by("on", "pk"))
        blocks: list[Block] = [
            *identity(dog, viewer, at),
            *_fitness(records),
            *_dated(_("Vaccinations"), _of(records, VACCINATIONS), viewer),
            *_dated(_("Deworming and treatment against parasites"), _of(records, TREATMENTS), viewer),
            *_examinations(_of(records, (VetKind.EXAMINATION, VetKind.DENTAL, VetKind.JOINTS)), viewer),
            *_histories(
                _of(records, (VetKind.ILLNESS, VetKind.INJURY, VetKind.MEDICATION, VetKind.EXPOSURE)),
                viewer,
            ),
            signatures(_("Confirmed by"), _("Veterinarian"), _("Head of the canine unit")),
        ]
        return document(
            _("Veterinary passport"),
            blocks,
            language,
            subtitle=called(dog, viewer),
            countries=[dog.country],
            marking=dog.marking,
            issued_by=dog.owner_agency.name,
        )


def _of(records: Iterable[VetRecord], kinds: Iterable[str]) -> list[VetRecord]:
    chosen = set(kinds)
    return [record for record in records if record.kind in chosen]


def _fitness(records: list[VetRecord]) -> list[Block]:
    judged = [record for record in records if record.fitness]
    if not judged:
        return [Callout(_("Fitness"), _("No veterinarian has judged it yet."), "warning")]
    last = judged[-1]
    text = _("%(fitness)s, %(on)s") % {"fitness": last.get_fitness_display(), "on": day(last.on)}
    if last.limits:
        text += f": {last.limits}"
    return [Callout(_("Fitness"), text, "note" if last.fitness == "fit" else "warning")]


def _dated(caption: str, records: list[VetRecord], viewer: Viewer) -> list[Block]:
    heads = (
        _("Date"),
        _("What"),
        label(VetRecord, "product"),
        pgettext("canine", "Valid until"),
        pgettext("canine", "Veterinarian"),
    )
    rows = [
        (
            day(record.on),
            record.get_kind_display(),
            record.product or UNKNOWN,
            day(record.valid_until),
            named(record.vet, viewer),
        )
        for record in records
    ]
    return table(caption, heads, rows, widths=(0.8, 1.5, 1.5, 0.9, 1.1))


def _examinations(records: list[VetRecord], viewer: Viewer) -> list[Block]:
    heads = (
        _("Date"),
        _("What"),
        label(VetRecord, "weight_kg"),
        label(VetRecord, "condition"),
        label(VetRecord, "fitness"),
        label(VetRecord, "found"),
        pgettext("canine", "Veterinarian"),
    )
    rows = [
        (
            day(record.on),
            record.get_kind_display(),
            number(record.weight_kg),
            number(record.condition),
            record.get_fitness_display() or UNKNOWN,
            "; ".join(part for part in (record.found, record.limits) if part) or UNKNOWN,
            named(record.vet, viewer),
        )
        for record in records
    ]
    return table(_("Examinations"), heads, rows, widths=(0.8, 1, 0.6, 0.8, 0.9, 1.6, 1.1))


def _histories(records: list[VetRecord], viewer: Viewer) -> list[Block]:
    heads = (
        _("Date"),
        _("What"),
        label(VetRecord, "found"),
        label(VetRecord, "product"),
        pgettext("canine", "Veterinarian"),
    )
    rows = [
        (
            day(record.on),
            record.get_kind_display(),
            record.found or UNKNOWN,
            record.product or UNKNOWN,
            named(record.vet, viewer),
        )
        for record in records
    ]
    return table(_("Illnesses, injuries, exposures, medication"), heads, rows, widths=(0.8, 1.1, 2, 1.2, 1.1))
