"""How two events agree, field by field, for many pairs at once.

Each comparison takes the events and the places of both members of each pair, and returns the number of the
level found in the field's list of levels (see doubles.toml), or `NOTHING` where a blank leaves nothing to
compare.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from chegara.evidence.methods.doubles.events import BLANK, Codes, Events, Floats
from chegara.evidence.methods.doubles.names import likeness
from chegara.evidence.methods.doubles.weights import NOTHING, Parameters

Places: TypeAlias = NDArray[np.intp]
Levels: TypeAlias = NDArray[np.int8]

EQUAL, CLOSE, NEAR = 0.0005, 0.02, 0.10
"""How far the logarithms of quantities lie apart: as good as equal, weighed anew, with or without packing."""

THOUSAND = float(np.log(1000))
"""Grams taken for kilograms, kilograms for tonnes, millilitres for litres."""


def _log_of_digits(log_quantity: Floats, digits: int) -> Floats:
    """Return the logarithms of quantities rounded to so many significant digits."""
    quantity = np.exp(log_quantity)
    step = 10.0 ** (np.floor(log_quantity / np.log(10)) - digits + 1)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.round(quantity / step) * step))


class Comparison:
    """Compares the fields of pairs of events."""

    def __init__(self, events: Events, parameters: Parameters) -> None:
        self.events = events
        self._alike_from = parameters.rule.alike
        self._likeness: dict[tuple[int, int], bool] = {}
        self._two_digits, self._one_digit = (_log_of_digits(events.log_quantity, n) for n in (2, 1))

    def levels(self, one: Places, other: Places) -> dict[str, Levels]:
        """Return each field's levels for the pairs whose members stand at these places."""
        return {name: compare(self, one, other) for name, compare in FIELDS.items()}

    def _codes(self, name: str, one: Places, other: Places) -> tuple[Codes, Codes]:
        codes = self.events.codes[name]
        return codes[one], codes[other]

    def source(self, one: Places, other: Places) -> Levels:
        """Other agency, another file of the same one, the same file."""
        events = self.events
        found = np.where(events.file[one] == events.file[other], 2, 1)
        return np.where(events.agency[one] != events.agency[other], 0, found).astype(np.int8)

    def day(self, one: Places, other: Places) -> Levels:
        """The same day, one day apart, a few days apart."""
        apart = np.abs(self.events.day[one] - self.events.day[other])
        found: Levels = np.minimum(apart, 2).astype(np.int8)
        return found

    def kind(self, one: Places, other: Places) -> Levels:
        """The same kind, one of the same group, another."""
        first, second = self._codes("kind", one, other)
        group, of_second = self._codes("group", one, other)
        found = np.where((group == of_second) & (group != BLANK), 1, 2)
        found = np.where(first == second, 0, found)
        return np.where((first == BLANK) | (second == BLANK), NOTHING, found).astype(np.int8)

    def place(self, one: Places, other: Places) -> Levels:
        """The same place, an alike spelling, no more known than the area, elsewhere in it, another place."""
        first, second = self._codes("place", one, other)
        sound, of_second = self.events.sound[one], self.events.sound[other]
        area, of_area = self._codes("area", one, other)
        both_areas = (area != BLANK) & (of_area != BLANK)
        both = (first != BLANK) & (second != BLANK)
        same_area = both_areas & (area == of_area)
        found = np.where(
            both, np.where(same_area, 3, 4), np.where(same_area, 2, np.where(both_areas, 4, NOTHING))
        )
        differ = np.flatnonzero(both & (first != second))
        found[differ[self._alike(sound[differ], of_second[differ])]] = 1
        found[both & (first == second)] = 0
        return found.astype(np.int8)

    def _alike(self, one: Codes, other: Codes) -> NDArray[np.bool_]:
        """Say of pairs of skeletons whether they are alike; each two are compared once."""
        low, high = np.minimum(one, other).astype(np.int64), np.maximum(one, other).astype(np.int64)
        number = len(self.events.skeletons) + 1
        pairs, inverse = np.unique(low * number + high, return_inverse=True)
        names = self.events.skeletons
        answers = np.array(
            [self._are_alike(int(p) // number, int(p) % number, names) for p in pairs], dtype=bool
        )
        return answers[inverse] if len(pairs) else np.zeros(0, dtype=bool)

    def _are_alike(self, one: int, other: int, names: tuple[str, ...]) -> bool:
        if one == other:
            return True
        key = (one, other)
        if key not in self._likeness:
            self._likeness[key] = likeness(names[one], names[other]) >= self._alike_from
        return self._likeness[key]

    def quantity(self, one: Places, other: Places) -> Levels:
        """Equal, rounded, weighed anew, near, the same figure in another unit, another quantity."""
        events = self.events
        apart = np.abs(events.log_quantity[one] - events.log_quantity[other])
        unit, of_unit = self._codes("unit", one, other)
        written, of_written = self._codes("unit_written", one, other)
        same_figure = (events.written[one] == events.written[other]) & (written != of_written)
        with np.errstate(invalid="ignore"):
            found = np.where(apart < CLOSE, 2, np.where(apart < NEAR, 3, 5))
            found[(apart < NEAR) & self._rounded(one, other)] = 1
            found[apart < EQUAL] = 0
            thousandfold = np.abs(apart - THOUSAND) < EQUAL
        found[unit != of_unit] = 5
        found[same_figure & (found != 0) | thousandfold & (unit == of_unit)] = 4
        return np.where(np.isnan(apart), NOTHING, found).astype(np.int8)

    def _rounded(self, one: Places, other: Places) -> NDArray[np.bool_]:
        """Say whether one quantity is the other, rounded to two digits or to one."""
        first, second = self.events.log_quantity[one], self.events.log_quantity[other]
        found = np.zeros(len(one), dtype=bool)
        for digits in (self._two_digits, self._one_digit):
            found |= (np.abs(digits[one] - second) < EQUAL) | (np.abs(digits[other] - first) < EQUAL)
        return found

    def number(self, one: Places, other: Places) -> Levels:
        """The same number of persons or things counted, or another."""
        first, second = self.events.number[one], self.events.number[other]
        found = np.where(first == second, 0, 1)
        return np.where(np.isnan(first) | np.isnan(second), NOTHING, found).astype(np.int8)


def _same_or_not(name: str) -> Callable[[Comparison, Places, Places], Levels]:
    def compare(self: Comparison, one: Places, other: Places) -> Levels:
        codes = self.events.codes[name]
        first, second = codes[one], codes[other]
        found = np.where(first == second, 0, 1)
        return np.where((first == BLANK) | (second == BLANK), NOTHING, found).astype(np.int8)

    return compare


FIELDS: Mapping[str, Callable[[Comparison, Places, Places], Levels]] = {
    "source": Comparison.source,
    "day": Comparison.day,
    "kind": Comparison.kind,
    "place": Comparison.place,
    "quantity": Comparison.quantity,
    "number": Comparison.number,
    "citizenship": _same_or_not("citizenship"),
    "transport": _same_or_not("transport"),
    "concealment": _same_or_not("concealment"),
    "origin": _same_or_not("origin"),
    "destination": _same_or_not("destination"),
}
