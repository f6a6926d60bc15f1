"""Write the files that Sarvania's agencies send, and keep the truth beside them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chegara.common.periods import Month
from chegara.config.demo.border_files import write_border_files
from chegara.config.demo.customs_files import write_customs_files
from chegara.config.demo.other_files import write_interior_file, write_migration_file, write_security_file
from chegara.config.demo.seizures import Event, SharedSeizure, draw_events, share
from chegara.config.demo.world import MONTHS, World, simulate

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from chegara.config.demo.demofile import DemoFile


@dataclass(frozen=True)
class Demo:
    """All that was generated.

    `truth` is what happened, by indicator and month, whoever reported it: each seizure counts once, although
    customs and the border service may both have it. What a single file states is in its own `totals`.
    """

    files: tuple[DemoFile, ...]
    truth: dict[tuple[str, Month], float]
    shared: tuple[SharedSeizure, ...]
    world: World

    @property
    def first_sent(self) -> tuple[DemoFile, ...]:
        """The files without the corrected versions that were sent later."""
        return tuple(file for file in self.files if file.corrects is None)


def generate(directory: Path, rng: np.random.Generator) -> Demo:
    """Write five years of invented statistics into a directory; the same `rng` gives the same bytes.

    Raises:
        OSError: the directory does not exist or cannot be written to.
    """
    world = simulate(rng)
    given = world.assumptions
    customs = draw_events(given, "customs", rng)
    shared = share(customs, given.levels["seizures"]["shared"], rng)
    border = sorted(
        draw_events(given, "border", rng) + [both.border for both in shared], key=lambda event: event.day
    )
    security = draw_events(given, "security", rng)
    files = [
        *write_border_files(world, border, directory, rng),
        *write_customs_files(world, customs, directory, rng),
        write_interior_file(world, directory / "interior-violations-invented.xlsx", rng),
        write_security_file(world, security, directory / "security-events-invented.csv", rng),
        write_migration_file(world, directory / "migration-invented.xlsx", rng),
    ]
    reported_twice = {id(both.border) for both in shared}
    events = [event for event in (*customs, *border, *security) if id(event) not in reported_twice]
    return Demo(tuple(files), true_totals(world, events), tuple(shared), world)


def true_totals(world: World, events: list[Event]) -> dict[tuple[str, Month], float]:
    """Return what happened, by indicator and month: seizures and incidents as numbers of events."""
    truth: defaultdict[tuple[str, Month], float] = defaultdict(float)
    for indicator, counts in _statistics(world).items():
        for column, month in enumerate(MONTHS):
            truth[indicator, month] = float(counts[..., column].sum())
    for event in events:
        truth[event.indicator, Month.of(event.day)] += event.number
    return dict(truth)


def _statistics(world: World) -> dict[str, NDArray[np.int64] | NDArray[np.float64]]:
    return {
        "persons.crossings": world.persons,
        "vehicles.crossings": world.vehicles,
        "goods.weight": world.tonnes,
        "wagons.crossings": world.wagons,
        "checks.persons": world.second_line,
        "checks.vehicles": world.vehicles_checked,
        "staff.on_duty": world.staff,
        "patrols": world.patrols,
        "false_documents": world.false_documents,
        "refusals": world.refusals,
        **world.at_sections,
        **world.at_divisions,
        **world.by_citizenship,
    }
