"""Sensitivity and the cheapest staffing of a simulated plan, as blocks of a page or a document."""

from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chegara.contingency.models import PointSimulation
from chegara.contingency.presenters import language
from chegara.contingency.report.simulation import amount_text, interval_text, stamp_of
from chegara.contingency.simulation_forms import time_of_day
from chegara.reporting.blocks import Block, Column, Heading, Paragraph, Table
from chegara.reporting.charts import About
from chegara.reporting.curves import Axis, Curve, Point, curves
from chegara.reporting.numbers import decimal


def _changes() -> dict[str, str]:
    return {"arrivals": _("Arrivals"), "service": _("Times of service")}


def sensitivity_blocks(simulation: PointSimulation, *, level: Literal[1, 2, 3] = 1) -> list[Block]:
    """Return what depends on how many come and how long controls take; nothing if it was not run."""
    kept = simulation.sensitivity
    if not kept:
        return []
    numbers = {(change, factor, measure): tuple(found) for change, factor, measure, *found in kept["rows"]}
    factors = sorted({factor for _change, factor, _measure in numbers})
    count = kept["replications"]
    return [
        Heading(_("Sensitivity of “%(plan)s”") % {"plan": kept["plan"]}, level, numbered=False),
        Paragraph(
            ngettext(
                "The same %(n)s day was simulated with fewer and more arrivals, and with quicker and "
                "slower controls.",
                "The same %(n)s days were simulated with fewer and more arrivals, and with quicker and "
                "slower controls.",
                count,
            )
            % {"n": count}
        ),
        _sensitivity_chart(simulation, numbers, factors),
        _sensitivity_table(kept, numbers, factors),
    ]


def _sensitivity_chart(simulation: PointSimulation, numbers: dict[Any, Any], factors: list[float]) -> Block:
    lines = tuple(
        Curve(
            words,
            tuple(
                Point(100 * factor - 100, *numbers[change, factor, "wait p95"]) for factor in factors
            ),
        )
        for change, words in _changes().items()
    )  # fmt: skip
    caption = _("Wait that 95 in 100 do not exceed, by change of arrivals and of times of service")
    least, most = (numbers["arrivals", factor, "wait p95"][0] or 0.0 for factor in (factors[0], factors[-1]))
    about = About(
        caption=caption,
        description=_("With the fewest arrivals %(low)s minutes, with the most %(high)s minutes.")
        % {"low": decimal(least, language(), 0), "high": decimal(most, language(), 0)},
        source=_("Simulation “%(title)s”") % {"title": simulation.title},
        language=language(),
        stamp=stamp_of(simulation),
    )
    return curves(about, lines, x=Axis(title=_("Change, %")), y=Axis(title=_("minutes")))


def _sensitivity_table(kept: dict[str, Any], numbers: dict[Any, Any], factors: list[float]) -> Table:
    target = decimal(kept["target"], language(), 0)
    shown = [("wait mean", 1.0), ("wait p95", 1.0), ("within target", 100.0)]
    headings = [
        _("Mean wait, minutes"), _("Wait that 95 in 100 do not exceed, minutes"),
        _("Share that waits at most %(n)s minutes, %%") % {"n": target},
    ]  # fmt: skip
    left = "inside at the end"
    if any(found[0] for (_change, _factor, measure), found in numbers.items() if measure == left):
        shown.append((left, 1.0))
        headings.append(_("Still there at the end"))
    return Table(
        _("What depends on arrivals and on times of service"),
        (
            Column(_("What changes"), width=1.3),
            Column(_("By how much"), "end", 0.8),
            *(Column(heading, "end", 1.5) for heading in headings),
        ),
        tuple(
            (
                words,
                _percent(factor),
                *(_interval(numbers[change, factor, measure], times) for measure, times in shown),
            )
            for change, words in _changes().items()
            for factor in factors
        ),
    )


def _interval(found: tuple[float | None, ...], times: float) -> str:
    mean, low, high = found
    return amount_text(mean, low, high, times)


def _percent(factor: float) -> str:
    change = round(100 * factor - 100)
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return f"{sign}{abs(change)} %"


def staffing_blocks(simulation: PointSimulation, *, level: Literal[1, 2, 3] = 1) -> list[Block]:
    """Return the cheapest staffing of each search; nothing if none was made."""
    if not simulation.staffing:
        return []
    names = {kind: simulation.results.get(kind, {}) for kind in ("stations", "flows")}
    return [
        Heading(_("Cheapest staffing by shift"), level, numbered=False),
        Paragraph(
            _(
                "The fewest hours of booths a day with which the aim is reached; of equally cheap staffings "
                "the best. The interval is of 95 %% and says how sure the share is."
            )
            % {}
        ),
        Table(
            _("Cheapest staffing found"),
            (
                Column(_("Place of control"), width=1.4),
                Column(_("Plan"), width=1.3),
                Column(_("Aim"), width=1.6),
                Column(_("Booths by shift"), width=1.8),
                Column(_("Hours of booths a day"), "end"),
                Column(_("Share reached, %"), "end", 1.3),
                Column(_("Searched"), width=1.4),
            ),
            tuple(_staffing_row(each, names) for each in simulation.staffing),
        ),
    ]


def _staffing_row(found: dict[str, Any], names: dict[str, dict[str, str]]) -> tuple[str, ...]:
    said = language()
    share, minutes = decimal(100 * found["share"], said, 0), decimal(found["minutes"], said, 0)
    tried = ngettext("%(n)s staffing tried", "%(n)s staffings tried", found["tried"]) % {"n": found["tried"]}
    days = ngettext("%(n)s day", "%(n)s days", found["days"]) % {"n": found["days"]}
    whose = names["flows"].get(found["flow"]) or found["flow"]
    aim = _("%(share)s %% wait at most %(minutes)s minutes") % {"share": share, "minutes": minutes}
    shifts = zip(found["shifts"], found["booths"], strict=True)
    return (
        names["stations"].get(found["station"]) or found["station"],
        found["plan"],
        ": ".join(filter(None, (whose, aim))),
        "; ".join(
            _("from %(time)s: %(booths)s") % {"time": time_of_day(hour), "booths": booths}
            for hour, booths in shifts
        ),
        decimal(found["hours"], said, 0 if float(found["hours"]).is_integer() else 1),
        interval_text(found["reached"], found["low"], min(1.0, found["high"]), 100.0),
        f"{found['at']}; {tried}; {days}",
    )
