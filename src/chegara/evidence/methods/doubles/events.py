"""Single events as columns of numbers, so that a million of them are compared in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chegara.evidence.methods.doubles.names import skeleton

Codes: TypeAlias = NDArray[np.int32]
Floats: TypeAlias = NDArray[np.float64]
BLANK = -1


class Event(NamedTuple):
    """One event as reported; text is "" and a number None where nothing is known.

    `day` is the proleptic ordinal of its date. `place` is what names the place most closely: a known crossing
    point by a word of its own (such as "point 12"), else the file's own words. `area` is the division or
    section that it lies in. `quantity` is in `unit`, the base unit; `written` in `unit_written`, as reported.
    """

    key: int
    indicator: str
    day: int
    agency: int
    file: int
    place: str
    area: str
    kind: str
    group: str
    quantity: float | None
    unit: str
    written: float | None
    unit_written: str
    number: float | None
    citizenship: str
    transport: str
    concealment: str
    origin: str
    destination: str


TEXTS = (
    "indicator", "place", "area", "kind", "group", "unit", "unit_written", "citizenship", "transport",
    "concealment", "origin", "destination",
)  # fmt: skip


@dataclass(frozen=True)
class Events:
    """Events in order of indicator and day; each column has one number an event, `BLANK` where unknown.

    `codes` holds the columns of text, `sound` the place's skeleton; `skeletons` says what stands behind the
    codes of `sound`. Quantities are NaN where unknown, their logarithms too.
    """

    key: NDArray[np.int64]
    day: Codes
    agency: Codes
    file: Codes
    codes: dict[str, Codes]
    sound: Codes
    skeletons: tuple[str, ...]
    log_quantity: Floats
    written: Floats
    number: Floats

    def __len__(self) -> int:
        return len(self.key)

    @property
    def indicator(self) -> Codes:
        """The indicator's code."""
        return self.codes["indicator"]


class EventsBuilder:
    """Collects events one by one; what was read is kept as numbers only."""

    def __init__(self) -> None:
        self._numbers: dict[str, list[float]] = {
            name: [] for name in ("key", "day", "agency", "file", "quantity", "written", "number")
        }
        self._codes: dict[str, list[int]] = {name: [] for name in TEXTS}
        self._words: dict[str, dict[str, int]] = {name: {"": BLANK} for name in TEXTS}

    def __len__(self) -> int:
        return len(self._numbers["key"])

    def add(self, event: Event) -> None:
        """Add one event."""
        fields = event._asdict()
        for name, column in self._numbers.items():
            value = fields[name]
            column.append(np.nan if value is None else value)
        for name, codes in self._codes.items():
            words = self._words[name]
            word = fields[name]
            codes.append(words.setdefault(word, len(words) - 1))

    def build(self) -> Events:
        """Return the events in order."""
        numbers = {name: np.array(column, dtype=np.float64) for name, column in self._numbers.items()}
        codes = {name: np.array(column, dtype=np.int32) for name, column in self._codes.items()}
        sounds: dict[str, int] = {}
        sound_of = [sounds.setdefault(skeleton(word), len(sounds)) for word in list(self._words["place"])[1:]]
        sound = np.array([*sound_of, BLANK], dtype=np.int32)[codes["place"]]
        quantity = numbers["quantity"]
        with np.errstate(invalid="ignore", divide="ignore"):
            log_quantity = np.where(quantity > 0, np.log(quantity), np.nan)
        order = np.lexsort((log_quantity, codes["place"], numbers["day"], codes["indicator"]))
        whole = {name: numbers[name].astype(np.int32)[order] for name in ("day", "agency", "file")}
        return Events(
            key=numbers["key"].astype(np.int64)[order],
            codes={name: column[order] for name, column in codes.items()},
            sound=sound[order],
            skeletons=tuple(sounds),
            log_quantity=log_quantity[order],
            written=numbers["written"][order],
            number=numbers["number"][order],
            **whole,
        )
