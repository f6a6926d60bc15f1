"""Excess interaction of a whole service: exact tails and 10,000 re-assignments.

Bound: 2,000,000 declarations, 400 officers, 5,000 declarants, 10,000 re-assignments in under 120 s and 4 GB.

    python benchmarks/interaction.py [--files 2000000] [--draws 10000] [--rule random]
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from measuring import cpu_seconds, machine, peak_memory, verdict

from chegara.integrity.methods.interaction import Declarations, Roster, Rule, excess_interaction

OFFICERS, DECLARANTS, OFFICES, SHIFTS, ON_DUTY = 400, 5000, 20, 730, 8


def service(files: int, rng: np.random.Generator) -> tuple[Declarations, Roster]:
    """Simulate a service: 20 offices of 20 officers, 8 on duty a shift, declarants at two offices each.

    One pair in a thousand is planted: of their common shifts' files three in ten are passed on.
    """
    own = OFFICERS // OFFICES
    cells = OFFICES * SHIFTS
    duty = np.argsort(rng.random((cells, own)), axis=1)[:, :ON_DUTY]
    duty += (np.arange(cells) // SHIFTS * own)[:, None]
    weight = rng.pareto(1.5, DECLARANTS) + 0.2
    declarant = rng.choice(DECLARANTS, files, p=weight / weight.sum())
    homes = rng.integers(0, OFFICES, (DECLARANTS, 2))
    cell = homes[declarant, rng.integers(0, 2, files)] * SHIFTS + rng.integers(0, SHIFTS, files)
    officer = duty[cell, rng.integers(0, ON_DUTY, files)]
    for planted in range(0, DECLARANTS, 500):
        friend = homes[planted, 0] * own
        theirs = (declarant == planted) & (duty[cell] == friend).any(axis=1) & (rng.random(files) < 0.3)
        officer[theirs] = friend
    roster = Roster(cell=np.repeat(np.arange(cells), ON_DUTY), officer=duty.ravel())
    return Declarations(cell=cell, officer=officer, declarant=declarant), roster


def main() -> None:
    """Run and print figure and bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2_000_000)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--rule", type=Rule, default=Rule.RANDOM)
    wanted = parser.parse_args()
    rng = np.random.default_rng(1)
    port = service(wanted.files, rng)
    excess_interaction(*service(5000, rng), rule=wanted.rule, draws=1, rng=rng)  # compiles
    clock, processor = time.perf_counter(), cpu_seconds()
    found = excess_interaction(*port, rule=wanted.rule, draws=wanted.draws, rng=rng)
    clock, processor = time.perf_counter() - clock, cpu_seconds() - processor
    flagged = found.q <= 0.05
    print(
        f"{wanted.files:,} files, {wanted.draws:,} re-assignments, rule {wanted.rule}, {found.tests:,} pairs"
    )
    print(f"{clock:.1f} s")
    print(
        f"{flagged.sum()} pairs stand out, {(flagged & (found.declarant % 500 == 0)).sum()} of them planted"
    )
    print(f"{processor:.1f} s of processor; {machine()}")
    if wanted.files == 2_000_000 and wanted.draws == 10_000:
        verdict("time", clock, 120, "s")
        verdict("memory", peak_memory() / 1e9, 4, "GB")


if __name__ == "__main__":
    main()
