"""A point's scenario from its technological scheme: controls in order, who passes each, for how long.

A scheme's three times of a control (at least, the norm, at most) are taken for one person or vehicle as PERT
takes them (Malcolm, Roseboom, Clark and Fazar, Operations Research 7(5), 1959): mean (low + 4 norm + high) /
6, standard deviation (high - low) / 6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from chegara.contingency.methods.simulation.building import (
    DAY_PROFILE,
    Frame,
    Range,
    head,
    plans,
    spread,
    station_text,
    surge,
    text,
)

LEAST_CV = 0.01
HOUR = 60.0

ABOARD = {"cars": (1, 4), "buses": (20, 45), "trains": (150, 400)}
"""Persons in a vehicle where nobody has counted them: an assumption, to be replaced. Lorries: the driver."""

KINDS = {"pedestrians": "pedestrian", "cars": "car", "buses": "bus", "trucks": "truck"}
BATCHES = ("buses", "trains")
"""Traffic whose persons go through controls one by one; others go through them as a vehicle."""


@dataclass(frozen=True, kw_only=True)
class Control:
    """One control of a stream: minutes of a person or vehicle, the share (0 to 1) that passes, its posts."""

    name: str
    minutes: Range
    is_per_person: bool
    share: float
    posts: int

    @property
    def mean(self) -> float:
        """Mean minutes by PERT."""
        low, norm, high = self.minutes
        return (low + 4 * norm + high) / 6

    @property
    def cv(self) -> float:
        """Standard deviation by PERT as a share of the mean."""
        return (self.minutes[2] - self.minutes[0]) / 6 / self.mean


@dataclass(frozen=True, kw_only=True)
class StreamFigures:
    """One direction and kind of traffic: arrivals a day (low, likely, high), and its controls in order.

    `traffic` is as in `KINDS`, or "trains". `waiting` stand there at the start.
    """

    code: str
    name: str
    direction: Literal["in", "out"]
    traffic: str
    arrivals: Range
    controls: tuple[Control, ...]
    waiting: int = 0

    @property
    def aboard(self) -> tuple[int, int]:
        """Persons in one vehicle, least and most."""
        return ABOARD.get(self.traffic, (1, 1))

    def minutes(self, control: Control) -> float:
        """Return mean minutes of what goes through a control: a person of a batch, else the vehicle."""
        people = sum(self.aboard) / 2
        if self.traffic in BATCHES:
            return control.mean if control.is_per_person else control.mean / people
        return control.mean * people if control.is_per_person else control.mean

    def load(self, control: Control) -> float:
        """Return how much of a control's posts a day takes with who waits at its start; 1: all of them."""
        people = sum(self.aboard) / 2 if self.traffic in BATCHES else 1.0
        arrivals = (self.arrivals[1] * people + self.waiting) / 24
        return arrivals * control.share * self.minutes(control) / HOUR / control.posts


@dataclass(frozen=True, kw_only=True)
class SchemeFigures(Frame):
    """What a scenario of a point with a technological scheme is built from."""

    streams: tuple[StreamFigures, ...]


def bottleneck(streams: Sequence[StreamFigures]) -> tuple[str, int]:
    """Return the stream and the place in it of the control whose posts are used most.

    Raises:
        ValueError: no stream has a control.
    """
    found = [
        (stream.load(control), stream.code, place)
        for stream in streams
        for place, control in enumerate(stream.controls)
    ]
    if not found:
        raise ValueError("a scenario needs arrivals that pass a control")
    _load, code, place = max(found, key=lambda one: one[0])
    return code, place


def scheme_text(figures: SchemeFigures) -> str:
    """Return the scenario file: the point by its scheme, and with the reserve at the control used most.

    Raises:
        ValueError: nobody comes, so that there is nothing to simulate.
    """
    coming = [stream for stream in figures.streams if stream.arrivals[1] or stream.waiting]
    narrowest = bottleneck(coming)
    parts = [head(figures)]
    for stream in coming:
        for place, control in enumerate(stream.controls):
            more = figures.reserve if (stream.code, place) == narrowest else 0
            parts.append(
                station_text(_station(stream.code, place), control.name, control.posts, control.posts + more)
            )
    parts += [_flow(stream) for stream in coming]
    return "\n".join(
        [*parts, surge(figures, [each.code for each in coming]), plans(figures, _station(*narrowest))]
    )


def _station(stream: str, place: int) -> str:
    return f"{stream}-{place + 1}"


def _flow(stream: StreamFigures) -> str:
    steps = "".join(
        f"    {{ station = {text(_station(stream.code, place))}, minutes = {stream.minutes(control):.4g}, "
        f"{_law(control)}, share = {control.share:g} }},\n"
        for place, control in enumerate(stream.controls)
    )
    group = f"group_size = {list(stream.aboard)}\n" if stream.traffic in BATCHES else ""
    waiting = f"waiting_at_start = {stream.waiting}\n" if stream.waiting else ""
    return (
        f"[flows.{stream.code}]\nname = {text(stream.name)}\n"
        f"kind = {text(KINDS.get(stream.traffic, 'other'))}\ndirection = {text(stream.direction)}\n"
        f"per_day = {stream.arrivals[1]:g}\n{spread(stream.arrivals)}{group}{waiting}"
        f"profile = {list(DAY_PROFILE)}\nroute = [\n{steps}]\n"
    )


def _law(control: Control) -> str:
    return f"cv = {control.cv:.3g}" if control.cv >= LEAST_CV else 'law = "fixed"'
