"""How agencies stand to what they decide together, as blocks: a table, and each dissenting opinion."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from chegara.reporting.blocks import Block, Callout, Column, Table
from chegara.risk.choices import Stand
from chegara.risk.models import AgencyStand


def stand_blocks(title: str, parts: Sequence[AgencyStand]) -> list[Block]:
    """Return the table of the agencies' stands, and the dissenting opinions word for word."""
    blocks: list[Block] = [
        Table(
            title,
            (Column(_("Agency"), width=3), Column(_("Stand"), width=3)),
            tuple((one.agency.name, one.get_stand_display()) for one in parts),
        )
    ]
    for one in parts:
        if one.stand == Stand.DISSENTING:
            heading = _("Dissenting opinion of %(agency)s") % {"agency": one.agency.name}
            blocks.append(Callout(heading, one.dissent, "warning"))
    return blocks
