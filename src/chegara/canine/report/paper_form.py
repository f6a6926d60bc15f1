"""The paper form of an exercise: written on the spot, read back by a second reader.

It says how many search units there are and nothing of what lies where, so that it can be handed to whoever
writes in a double-blind trial.
"""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.canine.choices import Response
from chegara.canine.models import SetUp
from chegara.organisation.papers import document
from chegara.organisation.registers.presenters import day
from chegara.reporting.blocks import (
    Block,
    Callout,
    Column,
    Document,
    Paragraph,
    Signature,
    SignatureBlock,
    Table,
)
from chegara.reporting.numbers import UNKNOWN


def paper_form(made: SetUp, language: str) -> Document:
    """Return the form of one version of an exercise's set-up."""
    with translation.override(language):
        exercise = made.exercise
        facts = (
            (_("Exercise"), f"{exercise.code}, " + _("version") + f" {made.version}"),
            (_("Goal"), exercise.goal),
            (_("Day and place"), f"{day(exercise.on)}, {exercise.point or exercise.place or UNKNOWN}"),
            (_("What is searched"), str(made.get_area_display())),
            (pgettext("canine", "Team"), ""),
            (_("Began at, ended at"), ""),
            (_("Weather"), ""),
        )
        blocks: list[Block] = []
        if exercise.on_paper_only:
            blocks.append(
                Callout(
                    _("No telephone, no radio"),
                    _("Explosives or ammunition are handled: leave telephones and radios outside."),
                    "warning",
                )
            )
        blocks += [
            Table(_("About"), (Column("", width=1), Column("", width=3)), facts),
            Paragraph(
                _("Cross what was seen at each unit; leave the line empty where nothing was searched.")
            ),
            Table(
                pgettext("canine", "Units"),
                (
                    Column(pgettext("canine", "Unit"), "center", 0.6),
                    *(Column(str(label), "center") for label in Response.labels),
                    Column(_("Seconds"), "center", 0.8),
                    Column(_("Remark"), width=2),
                ),
                tuple((str(unit), *[""] * (len(Response.labels) + 2)) for unit in range(1, made.units + 1)),
            ),
            SignatureBlock(
                _("Signatures"),
                (
                    Signature(_("Written by")),
                    Signature(_("Read back by a second reader")),
                    Signature(pgettext("canine", "Assessor")),
                ),
            ),
        ]
        return document(
            _("Form of an exercise"),
            blocks,
            language,
            subtitle=exercise.code,
            countries=[exercise.country],
            marking=exercise.marking,
            issued_by=exercise.owner_agency.name,
        )
