"""Compile the comparison of names before somebody waits for it: once an installation, half a minute.

Usage: python -m chegara.profiling.methods.names.ready
"""

from __future__ import annotations

import random

from chegara.profiling.methods.names import invented
from chegara.profiling.methods.names.explanation import explain
from chegara.profiling.methods.names.index import Index


def make_ready() -> None:
    """Search a small list of invented persons and explain a match; the machine code is kept for every later start."""
    rng = random.Random(1)  # noqa: S311 - invented persons, no secret
    people = [invented.person(rng) for _ in range(20)]
    listed = [invented.entry(invented.written(one, rng), one.birth, str(k)) for k, one in enumerate(people)]
    Index(listed).search(listed[0])
    explain(listed[0], listed[0])


if __name__ == "__main__":
    make_ready()
