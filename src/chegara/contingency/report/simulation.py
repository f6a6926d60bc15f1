"""What the simulation of a point found, as blocks of a page or of the plan's document."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chegara.contingency.models import PointSimulation
from chegara.contingency.presenters import language
from chegara.reporting.bars import Estimate, interval_bars
from chegara.reporting.blocks import Block, Callout, Column, Paragraph, Table
from chegara.reporting.charts import PALETTE, About
from chegara.reporting.curves import Axis, Curve, Point, curves
from chegara.reporting.numbers import UNKNOWN, decimal

ALL = "all"


@dataclass(frozen=True)
class Number:
    """A number of one plan: mean with interval, difference from the first plan with interval."""

    mean: float | None
    low: float | None
    high: float | None
    difference: float | None
    difference_low: float | None
    difference_high: float | None


class Results:
    """The kept numbers of a run, found by plan and by what they are about."""

    def __init__(self, kept: dict[str, Any]) -> None:
        self.kept = kept
        self.plans: list[str] = kept["plans"]
        self._numbers: dict[tuple[Any, ...], Number] = {}
        for row in kept["rows"]:
            cells = dict(zip(kept["columns"], row, strict=True))
            key = (cells["plan"], cells["about"], cells["code"], cells["measure"], cells["hour"])
            self._numbers[key] = Number(*(cells[name] for name in Number.__dataclass_fields__))

    def of(self, plan: str, about: str, code: str, measure: str, hour: int | None = None) -> Number | None:
        """Return a number, or None where there is none."""
        return self._numbers.get((plan, about, code, measure, hour))


def blocks(simulation: PointSimulation) -> list[Block]:
    """Return what the last run found: plans side by side."""
    if not simulation.results:
        return [Paragraph(_("Not simulated yet."))]
    results = Results(simulation.results)
    return [
        *_said(simulation, results),
        *_side_by_side(results),
        *_bars(simulation, results, "wait p95", _("Wait that 95 in 100 do not exceed"), _("minutes")),
        _station_table(results),
        *_level_table(results),
        *_by_hour(simulation, results),
    ]


def _said(simulation: PointSimulation, results: Results) -> Iterator[Block]:
    count = results.kept["replications"]
    yield Paragraph(
        ngettext(
            "%(title)s. %(n)s day was simulated for each plan, with the same people for all.",
            "%(title)s. %(n)s days were simulated for each plan, with the same people for all.",
            count,
        )
        % {"title": results.kept["title"], "n": count}
        + " "
        + _("Intervals are of 95 %% and say how sure the mean is, not how one day differs from another.") % {}
    )
    if results.kept["sources"]:
        yield Paragraph(_("Sources: %(sources)s") % {"sources": "; ".join(results.kept["sources"])})
    yield Callout(
        _("What a simulation is worth"),
        _(
            "It shows what follows from the figures put into it. Compare plans by it; do not read it as a "
            "forecast of a day."
        ),
    )


def measures(results: Results) -> tuple[tuple[str, str, float], ...]:
    """Return code, words and factor of what is shown of all flows together."""
    within = _("Share that waits at most %(n)s minutes, %%") % {
        "n": decimal(results.kept["target"], language(), 0)
    }
    return (
        ("wait mean", _("Mean wait, minutes"), 1.0),
        ("wait p95", _("Wait that 95 in 100 do not exceed, minutes"), 1.0),
        ("within target", within, 100.0),
        ("through", _("Got through"), 1.0),
        ("left", _("Gave up"), 1.0),
        ("turned away", _("Turned away"), 1.0),
        ("inside at the end", _("Still there at the end"), 1.0),
    )


def _side_by_side(results: Results) -> Iterator[Table]:
    """Yield each plan's numbers, and by how much the other plans differ from the first."""
    yield Table(
        _("Plans side by side, all flows together: mean and 95 % interval"),
        (Column(_("What"), width=1.8), *(Column(plan, "end", 1.3) for plan in results.plans)),
        tuple(
            (words, *(_shown(results.of(plan, "flow", ALL, measure), factor) for plan in results.plans))
            for measure, words, factor in measures(results)
        ),
    )
    first, *others = results.plans
    if others:
        yield Table(
            _("Difference from “%(plan)s”, with its 95 %% interval") % {"plan": first},
            (Column(_("What"), width=1.8), *(Column(plan, "end", 1.3) for plan in others)),
            tuple(
                (words, *(_differs(results.of(plan, "flow", ALL, measure), factor) for plan in others))
                for measure, words, factor in measures(results)
            ),
        )


def _station_table(results: Results) -> Table:
    rows = tuple(
        (
            name,
            plan,
            _shown(results.of(plan, "station", code, "queue max")),
            _shown(results.of(plan, "station", code, "wait p95")),
            _shown(results.of(plan, "station", code, "use"), 100.0),
        )
        for code, name in results.kept["stations"].items()
        for plan in results.plans
    )
    return Table(
        _("By place of control"),
        (
            Column(_("Place of control"), width=1.6),
            Column(_("Plan"), width=1.4),
            Column(_("Longest queue"), "end", 1.4),
            Column(_("Wait there that 95 in 100 do not exceed, minutes"), "end", 1.6),
            Column(_("Booths in use, %"), "end", 1.4),
        ),
        rows,
    )


def _level_table(results: Results) -> Iterator[Block]:
    levels = results.kept["levels"]
    if len(levels) < 2:
        return
    yield Table(
        _("Share of the time in each level, %"),
        (Column(_("Plan"), width=1.6), *(Column(level, "end") for level in levels)),
        tuple(
            (plan, *(_shown(results.of(plan, "level", level, "time in level"), 100.0) for level in levels))
            for plan in results.plans
        ),
    )


def _by_hour(simulation: PointSimulation, results: Results) -> Iterator[Block]:
    hours = range(math.ceil(results.kept["hours"]))
    lines = [
        Curve(plan, tuple(_hour(results.of(plan, "flow", ALL, "wait p95", hour), hour) for hour in hours))
        for plan in results.plans[: len(PALETTE)]
    ]
    highest = {
        line.name: max((point.y for point in line.points if point.y is not None), default=None)
        for line in lines
    }
    if all(value is None for value in highest.values()):
        return
    about = About(
        caption=_("Wait that 95 in 100 do not exceed, by hour of arrival"),
        description=_("At its worst hour: %(values)s.")
        % {
            "values": "; ".join(
                f"{name} {decimal(value, language(), 0)}" for name, value in highest.items() if value
            )
        },
        source=_("Simulation “%(title)s”") % {"title": simulation.title},
        language=language(),
        stamp=stamp_of(simulation),
    )
    yield curves(about, lines, x=Axis(title=_("Hour from the start")), y=Axis(title=_("minutes")))


def _hour(number: Number | None, hour: int) -> Point:
    return Point(float(hour), number.mean if number else None)


def _bars(
    simulation: PointSimulation, results: Results, measure: str, caption: str, unit: str
) -> Iterator[Block]:
    numbers = [(plan, results.of(plan, "flow", ALL, measure)) for plan in results.plans]
    known = [
        Estimate(plan, number.mean, None if number.low is None else max(0.0, number.low), number.high)
        for plan, number in numbers
        if number is not None and number.mean is not None
    ]
    if not known:
        return
    about = About(
        caption=caption,
        description=_("%(what)s, plan by plan: %(values)s.")
        % {
            "what": caption,
            "values": "; ".join(f"{each.name} {decimal(each.value or 0, language(), 0)}" for each in known),
        },
        source=_("Simulation “%(title)s”") % {"title": simulation.title},
        language=language(),
        stamp=stamp_of(simulation),
    )
    yield interval_bars(about, known, unit=unit)


def stamp_of(simulation: PointSimulation) -> str:
    """Return what a picture says of invented figures."""
    return _("Invented data") if simulation.plan.country.invented else ""


def _digits(value: float) -> int:
    return 0 if abs(value) >= 100 else 1


def _shown(number: Number | None, factor: float = 1.0) -> str:
    if number is None:
        return UNKNOWN
    return amount_text(number.mean, number.low, number.high, factor)


def _differs(number: Number | None, factor: float = 1.0) -> str:
    if number is None:
        return UNKNOWN
    return interval_text(number.difference, number.difference_low, number.difference_high, factor)


def amount_text(mean: float | None, low: float | None, high: float | None, factor: float = 1.0) -> str:
    """Return a wait, count or share with its interval, which holds nothing below 0."""
    return interval_text(mean, None if low is None else max(0.0, low), high, factor)


def interval_text(mean: float | None, low: float | None, high: float | None, factor: float = 1.0) -> str:
    """Return a mean with its interval, "–" where it is unknown."""
    if mean is None:
        return UNKNOWN
    digits = _digits(mean * factor)
    text = decimal(mean * factor, language(), digits)
    if low is None or high is None:
        return text
    return _("%(value)s (%(low)s to %(high)s)") % {
        "value": text,
        "low": decimal(low * factor, language(), digits),
        "high": decimal(high * factor, language(), digits),
    }
