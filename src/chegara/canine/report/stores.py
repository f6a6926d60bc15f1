"""Papers of the stores: feed by the norms, and the act of what is written off.

Training aids stand in an act only for whoever keeps them; nobody else learns from it that there are any.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.canine.choices import GONE, MovementKind
from chegara.canine.models import Dog, Equipment, Movement, TrainingAid
from chegara.canine.report.common import Period, called, label, signatures
from chegara.organisation.models import Agency
from chegara.organisation.papers import document, table
from chegara.organisation.registers.presenters import day, number
from chegara.organisation.visibility import Viewer
from chegara.reporting.blocks import Block, Document, Paragraph
from chegara.reporting.numbers import UNKNOWN

DAYS_A_MONTH = 365.25 / 12


def feed_norms(agency: Agency, viewer: Viewer, language: str, *, at: date) -> Document:
    """Return what each dog is fed a day by which norm, and what the kennels need a month."""
    with translation.override(language):
        dogs = (
            Dog.objects.visible_to(viewer)
            .filter(owner_agency=agency)
            .exclude(status__in=GONE)
            .select_related("kennel")
            .prefetch_related("feed_norms")
        )
        rows, sums, without = [], defaultdict[str, int](int), []
        orders: dict[str, str] = {}
        for dog in dogs:
            norms = list(dog.feed_norms.all())
            if not norms:
                without.append(dog)
            for norm in norms:
                sums[norm.feed] += norm.grams
                orders[norm.name] = norm.basis or _("order not entered")
                rows.append(
                    (
                        called(dog, viewer),
                        str(dog.kennel or UNKNOWN),
                        norm.name,
                        norm.feed,
                        number(norm.grams),
                    )
                )
        totals = [
            (feed, number(grams / 1000, 2), number(grams / 1000 * DAYS_A_MONTH, 0))
            for feed, grams in sorted(sums.items())
        ]
        heads = (
            _("Dog"),
            label(Dog, "kennel"),
            _("Norm"),
            pgettext("cost", "Feed"),
            _("Grams a day"),
        )
        cited = "; ".join(f"{name}: {basis}" for name, basis in orders.items())
        blocks: list[Block] = [
            *table(_("Feed of each dog"), heads, rows, numbers=1, widths=(1, 1.8, 1.6, 1, 0.7), source=cited),
            *table(
                _("Feed of all dogs"),
                (pgettext("cost", "Feed"), _("kg a day"), _("kg a month")),
                totals,
                numbers=2,
                notes=(_("A month is 365.25 / 12 days."),),
            ),
        ]
        if without:
            names = ", ".join(called(dog, viewer) for dog in without)
            blocks.append(Paragraph(_("Without a feed norm, and in no sum: %s.") % names))
        blocks.append(
            signatures(_("Confirmed by"), _("Head of the canine unit"), _("Veterinarian"), _("Supply"))
        )
        return document(
            _("Feed norms and need of feed"),
            blocks,
            language,
            countries=[agency.country],
            issued_by=agency.name,
        )


def write_off_act(agency: Agency, viewer: Viewer, language: str, *, period: Period) -> Document:
    """Return the act of what was written off in a period: dogs, equipment, training aids (need-to-know)."""
    with translation.override(language):
        blocks: list[Block] = [
            Paragraph(
                _("The commission has looked at what is listed, and proposes to take it off the books.")
            ),
            *_dogs(agency, viewer, period),
            *_equipment(agency, viewer, period),
            *_aids(agency, viewer, period),
            signatures(
                _("Commission"),
                _("Chair of the commission"),
                _("Member of the commission"),
                _("Member of the commission"),
                _("Approved: head of the agency"),
            ),
        ]
        return document(
            _("Write-off act"),
            blocks,
            language,
            subtitle=str(period),
            countries=[agency.country],
            issued_by=agency.name,
        )


def _dogs(agency: Agency, viewer: Viewer, period: Period) -> list[Block]:
    dogs = (
        Dog.objects.visible_to(viewer)
        .filter(owner_agency=agency, left_on__range=period.days)
        .order_by("left_on")
    )
    rows = [
        (
            called(dog, viewer),
            dog.breed or UNKNOWN,
            day(dog.born_on),
            day(dog.acquired_on),
            _money(dog.price, dog.currency),
            day(dog.left_on),
            f"{dog.get_status_display()}: {dog.left_why or UNKNOWN}",
        )
        for dog in dogs
    ]
    heads = (
        _("Dog"),
        label(Dog, "breed"),
        label(Dog, "born_on"),
        label(Dog, "acquired_on"),
        label(Dog, "price"),
        label(Dog, "left_on"),
        _("Why"),
    )
    return table(_("Dogs"), heads, rows, widths=(1.1, 1, 0.9, 0.9, 0.9, 0.9, 1.6))


def _equipment(agency: Agency, viewer: Viewer, period: Period) -> list[Block]:
    items = (
        Equipment.objects.visible_to(viewer)
        .filter(owner_agency=agency, written_off_on__range=period.days)
        .order_by("written_off_on", "name")
    )
    rows = [
        (
            one.name,
            one.number or UNKNOWN,
            number(one.quantity),
            day(one.issued_on),
            number(one.wear_months),
            _money(one.price, one.currency),
            day(one.written_off_on),
            one.written_off_why or UNKNOWN,
        )
        for one in items
    ]
    heads = (
        _("Item"),
        _("Inventory number"),
        _("Quantity"),
        _("Issued on"),
        label(Equipment, "wear_months"),
        label(Equipment, "price"),
        label(Equipment, "written_off_on"),
        _("Why"),
    )
    return table(pgettext("canine", "Equipment"), heads, rows, widths=(1.4, 1, 0.7, 0.9, 0.8, 0.9, 0.9, 1.3))


def _aids(agency: Agency, viewer: Viewer, period: Period) -> list[Block]:
    """Return the aids that were destroyed; without the permission there is no such chapter at all."""
    if not TrainingAid.objects.visible_to(viewer).filter(owner_agency=agency).exists():
        return []
    rows = [
        (
            move.aid.code,
            str(move.aid.odour),
            number(move.weight_g, 2),
            number(move.second_weight_g, 2),
            day(timezone.localdate(move.moved_at)),
            move.purpose or UNKNOWN,
            _("by two persons") if move.second_id else _("second signature missing"),
        )
        for move in Movement.objects.visible_to(viewer)
        .filter(
            aid__owner_agency=agency,
            kind=MovementKind.DESTROYED,
            moved_at__date__range=period.days,
        )
        .select_related("aid__odour")
        .order_by("moved_at")
    ]
    heads = (
        label(TrainingAid, "code"),
        _("Substance"),
        _("Weight, g"),
        _("By the second person, g"),
        _("Written off on"),
        _("Why"),
        _("Weighed and signed"),
    )
    return table(_("Training aids"), heads, rows, widths=(1, 1.2, 0.7, 0.9, 0.9, 1.4, 1.1))


def _money(amount: object, currency: str) -> str:
    return f"{number(float(str(amount)), 2)} {currency}" if amount is not None else UNKNOWN
