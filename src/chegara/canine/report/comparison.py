"""Services side by side: their trials, and their development plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from chegara.canine.choices import Discipline
from chegara.canine.queries.comparison import Compared
from chegara.canine.queries.development import Development
from chegara.canine.queries.statistics import Scope
from chegara.canine.report.development import chance_text
from chegara.canine.report.statistics import counted, scope_words
from chegara.canine.report.words import rate_text
from chegara.organisation.models import Agency
from chegara.organisation.papers import document, table
from chegara.organisation.registers.presenters import between, number, percent
from chegara.reporting.blocks import Block, Document, Paragraph
from chegara.reporting.numbers import UNKNOWN


def services_compared(services: Sequence[Compared], scope: Scope, language: str) -> Document:
    """Return services side by side; teams stand under their codes, names of persons and dogs stay at home."""
    with translation.override(language):
        rows = []
        for one in services:
            head = one.trials.headline
            rows.append(
                (
                    _named(one.agency),
                    number(one.teams),
                    counted(one.certified),
                    counted(one.ready),
                    rate_text(head.sensitivity if head else None),
                    rate_text(head.false_alerts if head else None),
                    percent(one.covered) if one.covered else UNKNOWN,
                )
            )
        heads = (
            _("Service"),
            _("Teams"),
            _("Certified"),
            _("May serve"),
            _("Hits, double-blind"),
            _("False alerts, double-blind"),
            _("Odours × kinds of search tested"),
        )
        blocks: list[Block] = [
            Paragraph(
                _(
                    "Of other services only what they have released stands here, under codes: names of "
                    "handlers "
                    "and dogs stay at home. A service that released a part of its teams is seen by that part."
                )
            ),
            *table(
                _("Services side by side"),
                heads,
                rows,
                widths=(2, 0.6, 0.9, 0.9, 1.5, 1.5, 1),
                source=scope_words(scope),
                notes=(
                    _("They are in the order of their names: where intervals overlap there is no order."),
                    _(
                        "Conditions and difficulty of trials differ; compare what was tested, not only the "
                        "share."
                    ),
                ),
            ),
        ]
        return document(
            _("Canine services compared"),
            blocks,
            language,
            subtitle=scope_words(scope),
            countries=[one.agency.country for one in services],
        )


def plans_compared(plans: Sequence[Development], on: date, language: str) -> Document:
    """Return the development plans of services side by side: required teams against certified ones, and the
    forecast."""
    with translation.override(language):
        rows = [
            (
                _named(one.agency),
                str(Discipline(one.discipline).label),
                number(one.need.teams) if one.need else UNKNOWN,
                number(one.certified),
                number(max(one.gap, 0)) if one.gap is not None else UNKNOWN,
                _expected(one),
                chance_text(one.years[-1].enough) if one.years else UNKNOWN,
                number(one.wanted.pupils) if one.wanted else UNKNOWN,
            )
            for one in plans
        ]
        year = on.year + 5
        heads = (
            _("Service"),
            _("Discipline"),
            _("Required"),
            _("Certified"),
            _("Lacking"),
            _("Expected at the end of %s (95 %% interval)") % year,
            _("Chance of enough"),
            _("Needed a year in the course"),
        )
        lacking = [
            f"{_named(one.agency)}, {Discipline(one.discipline).label}: {'; '.join(one.lacks)}"
            for one in plans
            if one.lacks
        ]
        blocks = table(
            _("Required teams and certified ones"),
            heads,
            rows,
            widths=(2, 1, 0.8, 0.9, 0.8, 1.4, 0.9, 0.9),
            notes=(
                _("“–”: not known, because something that it rests on is not entered or not released."),
                *(_("Not entered or not released: %s.") % each for each in lacking),
            ),
        )
        return document(
            _("Development plans side by side"),
            blocks,
            language,
            countries=[one.agency.country for one in plans],
        )


def _named(agency: Agency) -> str:
    return f"{agency.country.name}: {agency.name}"


def _expected(one: Development) -> str:
    if not one.years:
        return UNKNOWN
    last = one.years[-1]
    return f"{number(last.expected, 1)} ({between(last.interval, 0)})"
