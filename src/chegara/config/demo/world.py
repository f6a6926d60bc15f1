"""What truly happened at Sarvania's border, month by month, whatever the agencies' files then say of it.

Everything follows from `sarvania/assumptions.toml` and the random numbers passed in. Flows come first;
violations follow flows and effort, with over-dispersion: a detection measures checking as much as offences.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chegara.common.periods import Month, months_between
from chegara.config.demo.organisation import Row, folder, read_sheet

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]

COUNTRY = "XS"
MONTHS = tuple(months_between(Month(2021, 1), Month(2025, 12)))
ENTRY, EXIT = 0, 1
REASONS = ("Н-01", "Н-02", "Н-03", "Н-04", "Н-05", "Н-06", "Н-07", "Н-08")


@dataclass(frozen=True)
class Assumptions:
    """The invented country's organisation and the levels from which its figures are made."""

    points: tuple[Row, ...]
    sections: tuple[Row, ...]
    divisions: tuple[Row, ...]
    states: tuple[Row, ...]
    levels: dict[str, Any]

    @property
    def neighbour_of(self) -> dict[str, str]:
        """The neighbouring state of each border section."""
        return {section["code"]: section["neighbour"] for section in self.sections}


@dataclass(frozen=True)
class World:
    """Monthly truth; the axes are named in the comments, the last one is the month."""

    assumptions: Assumptions
    operating: NDArray[np.bool_]  # point, month
    persons: Counts  # point, direction, citizenship, month
    vehicles: Counts  # point, direction, kind, month
    tonnes: Floats  # point, direction, month
    wagons: Counts  # point, direction, month
    second_line: Counts  # point, month: persons checked thoroughly
    vehicles_checked: Counts  # point, month
    staff: Counts  # point, month
    patrols: Counts  # section, month
    at_sections: dict[str, Counts]  # indicator: section, month
    at_divisions: dict[str, Counts]  # indicator: division, month
    false_documents: Counts  # division, kind, month
    by_citizenship: dict[str, Counts]  # indicator: citizenship, month
    refusals: Counts  # point, citizenship, reason, month


def read_assumptions() -> Assumptions:
    """Read the invented country's organisation and levels from the package."""
    levels = tomllib.loads((folder(COUNTRY) / "assumptions.toml").read_text(encoding="utf-8"))
    points, sections, divisions, states = (
        tuple(read_sheet(COUNTRY, sheet)) for sheet in ("points", "sections", "divisions", "states")
    )
    return Assumptions(points, sections, divisions, states, levels)


def simulate(rng: np.random.Generator) -> World:
    """Draw five years of the invented country's border."""
    given = read_assumptions()
    operating = operating_months(given)
    persons = draw_persons(given, operating, rng)
    effort = draw_effort(given, operating, persons, rng)
    vehicles, tonnes, wagons = draw_traffic(given, operating, persons, rng)
    return World(
        assumptions=given,
        operating=operating,
        persons=persons,
        vehicles=vehicles,
        tonnes=tonnes,
        wagons=wagons,
        second_line=effort["second_line"],
        vehicles_checked=rng.binomial(vehicles.sum(axis=(1, 2)), given.levels["shares"]["vehicles_checked"]),
        staff=effort["staff"],
        patrols=effort["patrols"],
        at_sections=draw_violations(given, persons, effort, rng),
        at_divisions=draw_inland(given, rng),
        false_documents=draw_false_documents(given, rng),
        by_citizenship=draw_migration(given, rng),
        refusals=draw_refusals(given, persons, rng),
    )


def calendar_weight(month: Month, calendar: dict[str, Any]) -> float:
    """Return how much travel the days of a month allow, relative to 30 working days.

    >>> calendar_weight(Month(2023, 2), {"weekend": 1.0, "holiday": 1.0, "holidays": []})
    0.9333333333333333
    """
    days = [month.first_day + timedelta(days=n) for n in range((month.last_day - month.first_day).days + 1)]
    return sum(_day_weight(day, calendar) for day in days) / 30


def _day_weight(day: date, calendar: dict[str, Any]) -> float:
    if day.strftime("%m-%d") in calendar["holidays"]:
        return float(calendar["holiday"])
    return float(calendar["weekend"]) if day.weekday() >= 5 else 1.0


def trend(levels: dict[str, Any]) -> Floats:
    """Return the level of each month: recovery in equal ratios, then steady growth; 1 when recovered."""
    recovered = Month.parse(levels["trend"]["recovered"])
    before = recovered - MONTHS[0]
    ahead = np.array([month - recovered for month in MONTHS], dtype=np.float64)
    recovery = levels["trend"]["start"] ** np.clip(-ahead / before, 0, None)
    growth: Floats = recovery * (1 + levels["trend"]["yearly_growth"]) ** (np.clip(ahead, 0, None) / 12)
    return growth


def of_month(twelve: list[float]) -> Floats:
    """Repeat twelve seasonal factors over all months."""
    return np.array([twelve[month.month - 1] for month in MONTHS])


def wander(shape: tuple[int, ...], levels: dict[str, Any], rng: np.random.Generator) -> Floats:
    """Return factors around 1 that drift from month to month (autoregressive in the logarithm)."""
    spread, persistence = levels["noise"]["spread"], levels["noise"]["persistence"]
    shocks = rng.normal(0.0, spread, (*shape, len(MONTHS)))
    for month in range(1, len(MONTHS)):
        shocks[..., month] += persistence * shocks[..., month - 1]
    factors: Floats = np.exp(shocks)
    return factors


def between(first: str, last: str) -> NDArray[np.bool_]:
    """Return which months lie from `first` to `last`, both included."""
    return np.array([Month.parse(first) <= month <= Month.parse(last) for month in MONTHS])


def operating_months(given: Assumptions) -> NDArray[np.bool_]:
    """Return which point works in which month: all but the new one before it opened."""
    operating = np.ones((len(given.points), len(MONTHS)), dtype=np.bool_)
    opening = given.levels["opening"]
    new = _index(given.points)[opening["point"]]
    operating[new] = between(opening["first"], str(MONTHS[-1]))
    return operating


def passability(given: Assumptions) -> Floats:
    """Return the factor of each point and month that closure and opening leave."""
    closure, opening = given.levels["closure"], given.levels["opening"]
    closed = between(closure["first"], closure["last"])
    factors = np.ones((len(given.points), len(MONTHS)))
    for row, point in enumerate(given.points):
        if point["section"] == closure["section"]:
            factors[row, closed] = closure["remains"]
        elif point["section"] == closure["goes_to"]:
            factors[row, closed] = closure["goes_there"]
        if point["code"] == opening["point"]:
            age = np.array([month - Month.parse(opening["first"]) for month in MONTHS]) + 1
            factors[row] = np.clip(age / opening["months_to_full"], 0, 1)
    return factors


def draw_persons(given: Assumptions, operating: NDArray[np.bool_], rng: np.random.Generator) -> Counts:
    """Draw persons by point, direction, citizenship and month."""
    levels = given.levels
    days = np.array([calendar_weight(month, levels["calendar"]) for month in MONTHS])
    common = trend(levels) * of_month(levels["season"]["travel"]) * days
    base = np.array([levels["points"][point["code"]]["persons"] for point in given.points]) / 2
    mean = base[:, None] * common * passability(given) * wander((len(given.points),), levels, rng) * operating
    shares = citizenship_shares(given, rng)
    expected = mean[:, None, None, :] * shares[:, None, :, None] * np.ones((1, 2, 1, 1))
    own = _index(given.states)[COUNTRY]
    for row, point in enumerate(given.points):
        if given.neighbour_of.get(point["section"]) == levels["season"]["wave_neighbour"]:
            expected[row, EXIT, own] *= of_month(levels["season"]["leaving"])
            expected[row, ENTRY, own] *= of_month(levels["season"]["returning"])
    drawn: Counts = rng.poisson(expected)
    return drawn


def citizenship_shares(given: Assumptions, rng: np.random.Generator) -> Floats:
    """Return the share of each citizenship at each point; rows sum to 1."""
    states = _index(given.states)
    shares = np.empty((len(given.points), len(states)))
    for row, point in enumerate(given.points):
        neighbour = given.neighbour_of.get(point["section"])
        fixed = {COUNTRY: given.levels["shares"]["own" if neighbour else "own_by_air"]}
        if neighbour:
            fixed[neighbour] = given.levels["shares"]["neighbour"]
        others = [state for state in states if state not in fixed]
        rest = (1 - sum(fixed.values())) * rng.dirichlet(np.full(len(others), 3.0))
        for state, share in (*fixed.items(), *zip(others, rest, strict=True)):
            shares[row, states[state]] = share
    return shares


def draw_traffic(
    given: Assumptions, operating: NDArray[np.bool_], persons: Counts, rng: np.random.Generator
) -> tuple[Counts, Floats, Counts]:
    """Draw vehicles, tonnes and wagons; goods move with the economy, cars with the travellers."""
    levels, shares = given.levels, given.levels["shares"]
    road = np.array([point["kind"] == "road" for point in given.points])
    by_direction = persons.sum(axis=2)
    business = trend(levels) * passability(given) * wander((len(given.points),), levels, rng) * operating
    lorries, wagons = (
        np.array([levels["points"][point["code"]].get(name, 0) for point in given.points])[:, None]
        * business
        / 2
        for name in ("lorries", "wagons")
    )
    both = np.ones((1, 2, 1))
    vehicles = np.stack(
        [
            rng.poisson(by_direction * road[:, None, None] * shares["cars_per_person"]),
            rng.poisson(lorries[:, None, :] * both),
            rng.poisson(by_direction * road[:, None, None] * shares["buses_per_person"]),
        ],
        axis=2,
    )
    wagons_drawn = rng.poisson(wagons[:, None, :] * both)
    load = wander((len(given.points), 2), levels, rng)
    tonnes = load * (vehicles[:, :, 1] * shares["tonnes_a_lorry"] + wagons_drawn * shares["tonnes_a_wagon"])
    return vehicles, np.round(tonnes, 1), wagons_drawn


def draw_effort(
    given: Assumptions, operating: NDArray[np.bool_], persons: Counts, rng: np.random.Generator
) -> dict[str, Counts]:
    """Draw what the border service did: second-line checks, officers on duty, patrols."""
    levels = given.levels
    crossings = persons.sum(axis=(1, 2))
    keenness = wander((len(given.points),), levels, rng)
    staff = np.array([levels["points"][point["code"]]["staff"] for point in given.points])[:, None]
    patrols = np.array([levels["violations"]["patrols"][section["code"]] for section in given.sections])
    warmth = of_month(levels["season"]["warmth"])
    return {
        "second_line": rng.poisson(crossings * levels["shares"]["second_line"] * keenness),
        "staff": np.rint(staff * rng.normal(1.0, 0.03, operating.shape)).astype(np.int64) * operating,
        "patrols": rng.poisson(patrols[:, None] * (0.8 + 0.2 * warmth)),
    }


def overdispersed(mean: Floats, k: float, rng: np.random.Generator) -> Counts:
    """Draw negative-binomial counts with variance mean + mean² / k."""
    return rng.poisson(mean * rng.gamma(k, 1 / k, mean.shape))


def draw_violations(
    given: Assumptions, persons: Counts, effort: dict[str, Counts], rng: np.random.Generator
) -> dict[str, Counts]:
    """Draw violations by section: at points with flow and checks, between points with season and patrols."""
    levels, rates = given.levels, given.levels["violations"]
    belongs = np.array(
        [[point["section"] == section["code"] for point in given.points] for section in given.sections]
    )
    crossings = belongs @ persons.sum(axis=(1, 2))
    checks = belongs @ effort["second_line"]
    thorough = np.sqrt(checks / np.maximum(crossings, 1) / levels["shares"]["second_line"])
    warmth = of_month(levels["season"]["warmth"])
    closed = between(levels["closure"]["first"], levels["closure"]["last"])
    pressure = np.ones((len(given.sections), len(MONTHS)))
    pressure[_index(given.sections)[levels["closure"]["section"]], closed] = rates["regime_in_closure"]
    patrolled = np.sqrt(effort["patrols"] / effort["patrols"].mean(axis=1, keepdims=True))

    def base(name: str) -> Floats:
        return np.array([rates[name][section["code"]] for section in given.sections])[:, None] * np.ones(
            len(MONTHS)
        )

    means = {
        "illegal_crossing.at_points": crossings / 100_000 * rates["at_points_per_100_000"] * thorough,
        "illegal_crossing.between_points": base("between_points") * warmth * pressure * patrolled,
        "border_regime_violations": base("regime") * warmth * pressure * patrolled,
        "livestock_trespass": base("livestock") * warmth**1.5 * patrolled,
    }
    return {indicator: overdispersed(mean, rates["spread"], rng) for indicator, mean in means.items()}


def draw_inland(given: Assumptions, rng: np.random.Generator) -> dict[str, Counts]:
    """Draw what the police find inland, by division."""
    rates, growth = given.levels["interior"], trend(given.levels)
    season = of_month(given.levels["season"]["travel"])
    names = {
        "illegal_stay": "illegal_stay",
        "facilitators": "facilitators",
        "trafficking": "trafficking_victims",
    }
    return {
        indicator: overdispersed(_at_divisions(given, rates[name]) * growth * season, 12.0, rng)
        for name, indicator in names.items()
    }


def draw_false_documents(given: Assumptions, rng: np.random.Generator) -> Counts:
    """Draw false documents by division, kind and month."""
    mean = _at_divisions(given, given.levels["interior"]["false_documents"]) * trend(given.levels)
    kinds = np.array([0.4, 0.3, 0.2, 0.1])
    return overdispersed(mean[:, None, :] * kinds[:, None], 6.0, rng)


def draw_migration(given: Assumptions, rng: np.random.Generator) -> dict[str, Counts]:
    """Draw asylum claims and returns by citizenship; claims surge while the neighbour's border is closed."""
    levels = given.levels["migration"]
    surge = levels["asylum_surge"]
    times = np.where(between(surge["first"], surge["last"]), surge["times"], 1.0)
    means = {}
    for name, indicator in (("asylum", "asylum_claims"), ("returns", "returns")):
        rates = np.array([levels[name].get(state["code"], 0.0) for state in given.states])
        means[indicator] = rates[:, None] * trend(given.levels)
    means["asylum_claims"][_index(given.states)[surge["citizenship"]]] *= times
    return {indicator: overdispersed(mean, 8.0, rng) for indicator, mean in means.items()}


def draw_refusals(given: Assumptions, persons: Counts, rng: np.random.Generator) -> Counts:
    """Draw refusals by point, citizenship, national reason code and month; own citizens enter always."""
    foreign = persons[:, ENTRY].astype(np.float64)
    foreign[:, _index(given.states)[COUNTRY]] = 0
    reasons = rng.dirichlet(np.array([6, 5, 4, 3, 3, 2, 1, 1], dtype=np.float64))
    mean = foreign / 100_000 * given.levels["violations"]["refusals_per_100_000"]
    return overdispersed(mean[:, :, None, :] * reasons[:, None], 4.0, rng)


def _at_divisions(given: Assumptions, rates: dict[str, float]) -> Floats:
    column = np.array([rates[division["code"]] for division in given.divisions])
    return column[:, None] * np.ones(len(MONTHS))


def _index(rows: tuple[Row, ...]) -> dict[str, int]:
    return {row["code"]: position for position, row in enumerate(rows)}
