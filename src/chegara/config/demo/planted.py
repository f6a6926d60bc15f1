"""Invented events of which it is known which are one: to measure how well doubles are found.

Agencies report each event in their own way. A second report of an event differs from the first as real ones
do: the day it was entered, grams for kilograms (rightly, or with the figure left as it was), rounding,
packing, the place in another spelling or script or not at all, a kind named before the laboratory spoke,
columns left blank. Beside them stand honest near-twins: different events of one day, place and kind, such as
two couriers on one train, half of them reported by two agencies.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from chegara.common.units import in_base_unit
from chegara.config.demo.world import read_assumptions
from chegara.evidence.methods.doubles.events import Event
from chegara.evidence.methods.doubles.weights import load_parameters

FIRST_DAY = date(2021, 1, 1)
DAYS = 5 * 365
AGENCIES = (1, 2, 3)
KINDS = {
    "seizures.drugs": (
        ("heroin", 0.9, 3), ("opium", 1.6, 3), ("cannabis_resin", 1.1, 3), ("cannabis_herb", 0.6, 2),
        ("methamphetamine", 0.25, 1), ("pregabalin", 0.4, 1),
    ),
    "seizures.other_goods": (("clothes", 240, 2), ("food", 90, 3), ("medicines", 4, 1), ("", 60, 1)),
    "seizures.fuel": (("diesel", 560, 3), ("petrol", 190, 2)),
}  # fmt: skip
TRANSPORTS = ("car", "lorry", "bus", "train", "on foot", "plane")
CONCEALMENTS = ("luggage", "hiding place in a vehicle", "clothes", "cargo", "hand luggage", "fuel tank")
SHARE_TOLD_TWICE, SHARE_TOLD_AGAIN, SHARE_OF_TWINS = 0.12, 0.10, 0.04


@dataclass(frozen=True)
class Planted:
    """Events, and which pairs of them, by key, are one event."""

    events: tuple[Event, ...]
    doubles: frozenset[tuple[int, int]]


@dataclass(frozen=True)
class _Happened:
    """What happened, whoever tells of it; the quantity is in kg or l."""

    indicator: str
    day: int
    point: int
    kind: str
    quantity: float
    transport: str
    concealment: str
    origin: str
    destination: str


def plant(number: int, rng: np.random.Generator, *, days: int = DAYS) -> Planted:
    """Return the reports of about `number` invented events over so many days, in random order."""
    teller = _Teller(rng)
    reports: list[tuple[int, Event]] = []
    for event in range(number):
        happened = teller.happen(days)
        tellers = list(rng.permutation(AGENCIES))
        reports.append((event, teller.tell(happened, tellers[0])))
        if rng.random() < SHARE_TOLD_TWICE:
            reports.append((event, teller.tell_again(happened, tellers[1])))
            if rng.random() < SHARE_TOLD_AGAIN:
                reports.append((event, teller.tell_again(happened, tellers[2])))
        elif rng.random() < SHARE_OF_TWINS:
            agency = tellers[int(rng.integers(2))]
            reports.append((-event - 1, teller.tell(teller.twin_of(happened), agency)))
    order = rng.permutation(len(reports))
    events: list[Event] = []
    of_event: dict[int, list[int]] = {}
    for key, place in enumerate(order, start=1):
        event, report = reports[place]
        events.append(report._replace(key=key))
        of_event.setdefault(event, []).append(key)
    doubles = {(a, b) for keys in of_event.values() for a in keys for b in keys if a < b}
    return Planted(tuple(events), frozenset(doubles))


class _Teller:
    """Lets events happen, and has agencies tell of them."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        given = read_assumptions()
        self.points = [(point["name_ru"], point["name_en"], point["division"]) for point in given.points]
        self.divisions = {row["code"]: row["name_ru"] for row in given.divisions}
        self.states = [state["code"] for state in given.states]
        weights = np.array([given.levels["points"][point["code"]]["persons"] for point in given.points])
        self.busy = weights**0.6 / (weights**0.6).sum()
        self.group_of = load_parameters().group_of

    def _one_of(self, choices: Any, weights: Any = None) -> Any:
        shares = None if weights is None else np.array(weights) / np.sum(weights)
        return choices[int(self.rng.choice(len(choices), p=shares))]

    def happen(self, days: int) -> _Happened:
        """Draw one event."""
        indicator = self._one_of(list(KINDS), (6, 3, 2))
        kind, median, _weight = self._one_of(KINDS[indicator], [weight for _, _, weight in KINDS[indicator]])
        quantity = median * float(np.exp(self.rng.normal(0, 1.3)))
        if self.rng.random() < 0.15:  # people carry round amounts
            quantity = float(f"{quantity:.1g}")
        return _Happened(
            indicator, FIRST_DAY.toordinal() + int(self.rng.integers(days)),
            int(self.rng.choice(len(self.points), p=self.busy)), kind, max(quantity, 0.001),
            self._one_of(TRANSPORTS), self._one_of(CONCEALMENTS), self._one_of(self.states),
            self._one_of(self.states),
        )  # fmt: skip

    def twin_of(self, happened: _Happened) -> _Happened:
        """Draw a different event of the same day, place and kind."""
        other = self.happen(1)
        quantity = happened.quantity * float(np.exp(self.rng.normal(0, 1.0)))
        return _Happened(
            happened.indicator, happened.day, happened.point, happened.kind, max(quantity, 0.001),
            happened.transport if self.rng.random() < 0.5 else other.transport, other.concealment,
            happened.origin if self.rng.random() < 0.5 else other.origin, other.destination,
        )  # fmt: skip

    def tell(self, happened: _Happened, agency: int) -> Event:
        """Report an event as it was, with the columns that an agency leaves blank."""
        name, _english, division = self.points[happened.point]
        blank = self.rng.random(6)
        unit = "l" if happened.indicator == "seizures.fuel" else "kg"
        written = round(happened.quantity, 3)
        if unit == "kg" and (written < 1 or self.rng.random() < 0.2):
            unit, written = "g", round(written * 1000, 1)
        return self._event(
            happened, agency, happened.day, name if blank[0] > 0.04 else "",
            self.divisions[division] if blank[1] > 0.3 else "",
            happened.kind, written, unit,
            transport=happened.transport if blank[2] > 0.25 else "",
            concealment=happened.concealment if blank[3] > 0.4 else "",
            origin=happened.origin if blank[4] > 0.4 else "",
            destination=happened.destination if blank[5] > 0.45 else "",
        )  # fmt: skip

    def tell_again(self, happened: _Happened, agency: int) -> Event:
        """Report an event as another agency does, with its errors."""
        rng, told = self.rng, self.tell(happened, agency)
        place = told.place and self._spelt_otherwise(happened.point)
        written, unit = told.written, told.unit_written
        error = rng.random()
        if written is not None and error < 0.20:
            written = float(f"{written:.2g}")
        elif written is not None and error < 0.32:
            written = round(written * float(rng.uniform(0.92, 1.08)), 3)
        elif unit in {"kg", "g"} and error < 0.36:
            unit = "g" if unit == "kg" else "kg"
        elif error < 0.39:
            written = None
        kind = told.kind
        if rng.random() < 0.03:
            kind = ""
        elif kind in self.group_of and rng.random() < 0.03:
            group = [other for other, group in self.group_of.items() if group == self.group_of[kind]]
            kind = self._one_of(group)
        columns = {
            name: self._one_of(choices)
            if (value := getattr(told, name)) and rng.random() < 0.08
            else value
            for name, choices in (
                ("transport", TRANSPORTS), ("concealment", CONCEALMENTS), ("origin", self.states),
                ("destination", self.states),
            )
        }  # fmt: skip
        later = int(rng.choice([0, 1, -1, 2, -2], p=[0.72, 0.15, 0.05, 0.06, 0.02]))
        return self._event(
            happened, agency, happened.day + later, place, told.area, kind, written, unit, **columns
        )

    def _event(
        self, happened: _Happened, agency: int, day: int, place: str, area: str, kind: str,
        written: float | None, unit: str, **columns: str,
    ) -> Event:  # fmt: skip
        quantity, base = (None, "") if written is None else in_base_unit(written, unit)
        return Event(
            key=0, indicator=happened.indicator, day=day, agency=int(agency), file=int(agency), place=place,
            area=area, kind=kind, group=self.group_of.get(kind, ""), quantity=quantity, unit=base,
            written=written, unit_written=unit if written is not None else "", number=1.0, citizenship="",
            **columns,
        )  # fmt: skip

    def _spelt_otherwise(self, point: int) -> str:
        russian, english, _division = self.points[point]
        draw = self.rng.random()
        if draw < 0.55:
            return russian
        if draw < 0.75:
            return english
        if draw < 0.85:
            return f"КПП «{russian}»"
        letters = list(russian if draw < 0.95 else english)
        place = int(self.rng.integers(1, len(letters) - 1))
        letters[place] = letters[place] * 2 if self.rng.random() < 0.5 else ""
        return "".join(letters)


def on(day: int) -> date:
    """Return the date of an event's day.

    >>> on(FIRST_DAY.toordinal())
    datetime.date(2021, 1, 1)
    """
    return FIRST_DAY + timedelta(days=day - FIRST_DAY.toordinal())
