"""The smallest count that an edition for the public prints: dated, with its source."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

PARAMETERS = Path(__file__).parents[1] / "parameters" / "disclosure.toml"


@dataclass(frozen=True)
class Threshold:
    """The smallest count that is printed, since when, and what that rests on, by language."""

    value: int
    since: date
    source: dict[str, str]


@cache
def thresholds() -> tuple[Threshold, ...]:
    """Return all thresholds, the oldest first.

    Raises:
        ValueError: a threshold is below 2, which would withhold nothing.
    """
    entries = tomllib.loads(PARAMETERS.read_text(encoding="utf-8"))["least_count"]
    found = tuple(Threshold(entry["value"], entry["since"], entry["source"]) for entry in entries)
    if any(threshold.value < 2 for threshold in found):
        raise ValueError("a threshold below 2 withholds nothing")
    return tuple(sorted(found, key=lambda threshold: threshold.since))


def least_count(on: date) -> Threshold:
    """Return the threshold that holds on a day; before the first one, the first one."""
    held = [threshold for threshold in thresholds() if threshold.since <= on]
    return held[-1] if held else thresholds()[0]
