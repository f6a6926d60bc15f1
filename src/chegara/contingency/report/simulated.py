"""The chapter of a plan's document on what the simulator found."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from chegara.contingency.models import ContingencyPlan
from chegara.contingency.report.simulation import blocks
from chegara.contingency.report.what_if import sensitivity_blocks, staffing_blocks
from chegara.reporting.blocks import Block, Heading


def chapter(plan: ContingencyPlan) -> Iterator[Block]:
    """Yield each simulation of the plan that was run."""
    found = [each for each in plan.simulations.all() if each.results or each.sensitivity or each.staffing]
    if found:
        yield Heading(_("The plan tried in the simulator"))
    for simulation in found:
        yield Heading(simulation.title, 2)
        if simulation.results:
            yield from blocks(simulation)
        yield from sensitivity_blocks(simulation, level=3)
        yield from staffing_blocks(simulation, level=3)
