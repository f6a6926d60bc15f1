"""The yearly report of a canine service."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.canine.choices import CostKind, DogStatus
from chegara.canine.queries.yearly import YearFigures
from chegara.canine.report.common import signatures
from chegara.canine.report.statistics import field_blocks, standing_blocks, trial_blocks
from chegara.organisation.papers import document, table
from chegara.organisation.registers.presenters import day, number
from chegara.reporting.blocks import Block, Document, Heading
from chegara.reporting.numbers import UNKNOWN


def yearly_report(this: YearFigures, before: YearFigures, language: str) -> Document:
    """Return the report of a year beside the year before."""
    with translation.override(language):
        last = this.service.scope.last
        blocks: list[Block] = [
            *standing_blocks(this.service),
            Heading(_("The year in figures"), 2, numbered=False),
            *_figures(this, before),
            *_left(this),
            Heading(_("Detection"), 2, numbered=False),
            *trial_blocks(this.service),
            Heading(_("In the field"), 2, numbered=False),
            *field_blocks(this.service),
            *_finds(this),
            Heading(_("Money"), 2, numbered=False),
            *_costs(this, before),
            signatures(_("Reported by"), _("Head of the canine service"), _("Head of the agency")),
        ]
        return document(
            _("Yearly report of the canine service"),
            blocks,
            language,
            subtitle=str(this.year)
            + (" · " + _("up to %s") % day(last) if last.month * 100 + last.day < 1231 else ""),
            countries=[this.agency.country],
            issued_by=this.agency.name,
        )


def _figures(this: YearFigures, before: YearFigures) -> list[Block]:
    def line(name: str, of: Sequence[float | None]) -> tuple[str, ...]:
        return (name, *(number(value) for value in of))

    pair = (this, before)
    rows = [
        line(_("Dogs acquired"), [one.dogs.joined for one in pair]),
        line(_("Dogs that left"), [sum(count for _status, count in one.dogs.left) for one in pair]),
        line(_("Illnesses, injuries, exposures"), [one.dogs.ill for one in pair]),
        line(_("Dogs that were unfit for some time"), [one.dogs.unfit for one in pair]),
        line(_("Dogs vaccinated against rabies"), [one.dogs.vaccinated for one in pair]),
        line(_("Exercises set up"), [one.exercises for one in pair]),
        line(_("Hours of maintenance training"), [one.hours for one in pair]),
        line(_("Assessments held"), [one.certified.held for one in pair]),
        line(_("of them passed"), [one.certified.passed for one in pair]),
        line(_("Certificates withdrawn"), [one.certified.withdrawn for one in pair]),
        line(_("Deployments"), [one.service.field.deployments for one in pair]),
        line(_("Searches"), [one.service.field.counts.searches for one in pair]),
        line(_("Finds"), [one.service.field.finds for one in pair]),
    ]
    return table(
        _("Counts from the records"),
        (_("What"), str(this.year), str(before.year)),
        rows,
        numbers=2,
        widths=(3, 1, 1),
        notes=(_("What was not recorded is in no count: a zero says that nothing is entered."),),
    )


def _left(this: YearFigures) -> list[Block]:
    if not this.dogs.left:
        return []
    rows = [(str(DogStatus(status).label), number(count)) for status, count in this.dogs.left]
    return table(
        _("Dogs that left, by what became of them"), (_("What became of them"), _("Dogs")), rows, numbers=1
    )


def _finds(this: YearFigures) -> list[Block]:
    rows = [
        (
            substance,
            number(count),
            f"{number(amount)} {unit}".strip() if amount is not None else UNKNOWN,
        )
        for substance, unit, count, amount in this.finds
    ]
    return table(
        _("Finds by substance"),
        (_("Substance or object"), _("Finds"), _("Amount")),
        rows,
        numbers=2,
        widths=(3, 1, 1.2),
    )


def _costs(this: YearFigures, before: YearFigures) -> list[Block]:
    spent = {
        one.year: {(kind, currency): total for kind, currency, total in one.costs} for one in (this, before)
    }
    keys = sorted({*spent[this.year], *spent[before.year]}, key=lambda key: (key[1], key[0]))
    rows = [
        (
            str(CostKind(kind).label),
            currency,
            *(_amount(spent[year].get((kind, currency))) for year in (this.year, before.year)),
        )
        for kind, currency in keys
    ]
    return table(
        _("Spent, by kind"),
        (pgettext("cost", "Kind"), pgettext("money", "Currency"), str(this.year), str(before.year)),
        rows,
        numbers=2,
        widths=(2.4, 0.8, 1, 1),
    )


def _amount(value: object) -> str:
    return UNKNOWN if value is None else number(float(str(value)), 0)
