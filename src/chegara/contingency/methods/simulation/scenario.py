"""What is simulated: crossing points, their stations, who comes, what goes wrong, what the plan does about
it.

A scenario is one world under one plan; a study is a scenario and the plans that are compared in it. Times of
windows are hours since the start of the run, times of service and waiting are minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Law = Literal["fixed", "exponential", "lognormal", "gamma"]
Kind = Literal["pedestrian", "car", "bus", "truck", "other"]
Direction = Literal["in", "out"]
Regime = Literal["own", "treaty", "other", "any"]

HOURS_A_DAY = 24


@dataclass(frozen=True, kw_only=True)
class Duration:
    """A random duration, in minutes.

    `cv` is the coefficient of variation of lognormal and gamma. Where the mean itself is uncertain, `low` and
    `high` bound it: each replication draws its mean from the triangle (low, minutes, high).
    """

    minutes: float
    law: Law = "lognormal"
    cv: float = 0.5
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """One control of a route: a `share` of people is sent there; of these `turned_back` go no further."""

    station: str
    service: Duration
    share: float = 1.0
    turned_back: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Route:
    """The controls of one flow at one point, in their order; `travel` is the way there, in minutes."""

    point: str
    steps: tuple[Step, ...]
    travel: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Flow:
    """People or vehicles of one class, direction and regime.

    `per_hour` holds the arrivals (of groups) by hour of the day when 24 long, else by hour of the run;
    `times` are exact arrivals by timetable, in hours since the start. A group of `group` (from, to) persons
    arrives at once, as a bus does. The first route is the flow's own, the others are those to which it can be
    diverted.
    """

    code: str
    name: str
    routes: tuple[Route, ...]
    kind: Kind = "other"
    direction: Direction = "in"
    regime: Regime = "any"
    per_hour: tuple[float, ...] = ()
    times: tuple[float, ...] = ()
    group: tuple[int, int] = (1, 1)
    factor_low: float = 1.0
    factor_high: float = 1.0
    priority: int = 1
    waiting_at_start: int = 0
    patience: Duration | None = None
    when_full: str | None = None

    @property
    def is_grouped(self) -> bool:
        """Whether people of this flow come in groups."""
        return self.group[1] > 1


@dataclass(frozen=True, kw_only=True)
class Shift:
    """From this hour of the day on, so many booths are staffed."""

    hour: float
    booths: int


@dataclass(frozen=True, kw_only=True)
class Station:
    """A place of control with like booths.

    `places` is the room for those who wait (None: without end). At a change of shift a share of the booths
    (`handover_share`) calls nobody for `handover` minutes. Where it `preempts`, the more urgent interrupts
    the less urgent.
    """

    code: str
    name: str
    point: str
    shifts: tuple[Shift, ...]
    built: int
    places: int | None = None
    handover: float = 0.0
    handover_share: float = 1.0
    preempts: bool = False


@dataclass(frozen=True, kw_only=True)
class Outage:
    """From `start` to `end` the work at these stations goes on at `pace` (1 as always, 0 frozen)."""

    code: str
    stations: tuple[str, ...]
    start: float
    end: float
    pace: float


@dataclass(frozen=True, kw_only=True)
class StaffLoss:
    """From `start` to `end` so many booths, and this share of the rest, are without an officer."""

    code: str
    stations: tuple[str, ...]
    start: float
    end: float
    booths: int = 0
    share: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Surge:
    """From `start` to `end` these flows are `factor` times as large."""

    code: str
    flows: tuple[str, ...]
    start: float
    end: float
    factor: float


@dataclass(frozen=True, kw_only=True)
class OpenBooths:
    """Open so many more booths, staffed from a reserve where one is named."""

    station: str
    booths: int
    reserve: str | None = None


@dataclass(frozen=True, kw_only=True)
class Divert:
    """Send this share of a flow to another point."""

    flow: str
    point: str
    share: float


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """When the queue (persons) or the wait (minutes) has been above `above` for `hold` minutes, act.

    What is ordered takes effect `delay` minutes later, and ends when the value has been below `below` for
    `release` minutes. `level` is the place of the plan's level in `Scenario.levels`.
    """

    name: str
    station: str
    watches: Literal["queue", "wait"]
    above: float
    below: float
    actions: tuple[OpenBooths | Divert, ...]
    level: int = 0
    hold: float = 0.0
    release: float = 0.0
    delay: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One world under one plan.

    People arrive for `hours` from `starts` (hour of the day) on; then the run goes on for at most `run_off`
    hours until all are through. The commander looks every `look_every` minutes.
    """

    title: str
    hours: float
    points: dict[str, str]
    stations: tuple[Station, ...]
    flows: tuple[Flow, ...]
    starts: float = 0.0
    run_off: float = 12.0
    look_every: float = 5.0
    target: float = 15.0
    levels: tuple[str, ...] = ("normal",)
    outages: tuple[Outage, ...] = ()
    losses: tuple[StaffLoss, ...] = ()
    surges: tuple[Surge, ...] = ()
    reserves: dict[str, int] = field(default_factory=dict)
    triggers: tuple[Trigger, ...] = ()

    @property
    def end(self) -> float:
        """The hour at which a run ends at the latest."""
        return self.hours + self.run_off

    def station(self, code: str) -> Station:
        """Return a station by its code."""
        return next(station for station in self.stations if station.code == code)

    def flow(self, code: str) -> Flow:
        """Return a flow by its code."""
        return next(flow for flow in self.flows if flow.code == code)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A named way to meet the scenario."""

    name: str
    scenario: Scenario


@dataclass(frozen=True, kw_only=True)
class Study:
    """A scenario and the plans compared in it; the first is what the others are compared with."""

    title: str
    plans: tuple[Plan, ...]
    seed: int
    is_invented: bool = False
    note: str = ""
    sources: tuple[str, ...] = ()
