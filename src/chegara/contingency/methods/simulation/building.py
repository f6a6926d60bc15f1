"""A point's scenario from what is known of it, as the text of a scenario file that people go on with.

Defaults, used where nothing better is known: three declared capacities in Central Asia (Dostuk 2024: 33
booths, 16,400 persons a day; Korday before and after its rebuilding) come to 138 to 180 seconds a person and
booth.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

PERSON_MINUTES = (2.3, 2.9, 3.0)
VEHICLE_MINUTES = (3.0, 5.0, 8.0)
DAY_PROFILE = (1, 1, 1, 1, 2, 3, 5, 6, 7, 7, 7, 6, 6, 6, 6, 6, 6, 6, 5, 4, 3, 2, 2, 1)
"""How arrivals spread over the hours of a day where nobody has counted it: an assumption, to be replaced."""

Range = tuple[float, float, float]


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the parts of a built scenario are called, in the language of those who read the results."""

    as_today: str = "As today"
    with_reserve: str = "With the reserve"
    normal: str = "normal"
    called: str = "reserve called"
    persons: str = "First line, persons"
    vehicles: str = "First line, vehicles"
    second_line: str = "Second line"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What every built scenario says: its name, how long it runs, and the reserve that a trigger calls.

    From `queue_above` people or vehicles on, `reserve` officers are called and are there `delay` minutes
    later. In the emergency `factor` times as many come.
    """

    title: str
    code: str
    name: str
    factor: float = 1.0
    hours: float = 24.0
    target: float = 30.0
    queue_above: int = 100
    reserve: int = 2
    delay: float = 60.0
    is_invented: bool = False
    sources: tuple[str, ...] = ()
    words: Words = Words()


@dataclass(frozen=True, kw_only=True)
class PointFigures(Frame):
    """What a scenario of one point is built from where it has no technological scheme.

    Ranges are low, likely, high. `persons` and `vehicles` are arrivals a day (None: none come, or unknown),
    minutes are those of the first line. `booths` are open as a rule, `built` at most.
    """

    booths: int
    built: int
    persons: Range | None
    vehicles: Range | None = None
    lanes: int = 1
    person_minutes: Range = PERSON_MINUTES
    vehicle_minutes: Range = VEHICLE_MINUTES
    second_line_share: float = 0.02
    waiting: int = 0


def scenario_text(figures: PointFigures) -> str:
    """Return the scenario file: the point as it is, and with the reserve that a trigger calls.

    Raises:
        ValueError: nobody comes, so that there is nothing to simulate.
    """
    if not figures.persons and not figures.vehicles:
        raise ValueError("a scenario needs arrivals of persons or of vehicles")
    persons = figures.persons is not None
    line = "persons" if persons else "vehicles"
    parts = [head(figures)]
    if figures.persons:
        parts.append(station_text("persons", figures.words.persons, figures.booths, figures.built))
    if figures.vehicles:
        most = figures.lanes + (0 if persons else figures.reserve)
        parts.append(station_text("vehicles", figures.words.vehicles, figures.lanes, most))
    parts.append(station_text("second-line", figures.words.second_line, 2, 2))
    if figures.persons:
        parts.append(_flow("persons", "pedestrian", figures.persons, figures.person_minutes, figures))
    if figures.vehicles:
        parts.append(_flow("vehicles", "car", figures.vehicles, figures.vehicle_minutes, figures))
    flows = [each for each in ("persons", "vehicles") if getattr(figures, each)]
    return "\n".join([*parts, surge(figures, flows), plans(figures, line)])


def head(figures: Frame) -> str:
    """Return the top of a scenario file, with its one point."""
    sources = f"sources = {text(list(figures.sources))}\n" if figures.sources else ""
    invented = "invented = true\n" if figures.is_invented else ""
    return (
        f"title = {text(figures.title)}\n{invented}{sources}hours = {figures.hours:g}\n"
        f"target_minutes = {figures.target:g}\n"
        f"levels = {text([figures.words.normal, figures.words.called])}\n\n"
        f"[points.{figures.code}]\nname = {text(figures.name)}\n"
    )


def station_text(code: str, name: str, booths: int, built: int) -> str:
    """Return a station: how many booths are open, how many could be."""
    return f"[stations.{code}]\nname = {text(name)}\nbooths = {booths}\nbuilt = {max(booths, built, 1)}\n"


def surge(figures: Frame, flows: Sequence[str]) -> str:
    """Return the emergency: so many times as many come; nothing where as many come as ever."""
    if figures.factor == 1.0:
        return ""
    return (
        f"[surges.emergency]\nflows = {text(list(flows))}\nfrom_hour = 0\nto_hour = {figures.hours:g}\n"
        f"factor = {figures.factor:g}\n"
    )


def spread(arrivals: Range) -> str:
    """Return the line that says how uncertain arrivals are, in proportion to the likely ones."""
    low, likely, high = arrivals
    return f"factor_range = [{min(low / likely, 1):.3g}, {max(high / likely, 1):.4g}]\n" if likely else ""


def _flow(code: str, kind: str, arrivals: Range, minutes: Range, figures: PointFigures) -> str:
    likely = arrivals[1]
    waiting = f"waiting_at_start = {figures.waiting}\n" if code == "persons" and figures.waiting else ""
    quick, usual, slow = minutes
    share = f"{figures.second_line_share:g}"
    return (
        f'[flows.{code}]\nkind = "{kind}"\nper_day = {likely:g}\n{spread(arrivals)}{waiting}'
        f"profile = {list(DAY_PROFILE)}\nroute = [\n"
        f'    {{ station = "{code}", minutes = {usual:g}, range = [{quick:g}, {slow:g}] }},\n'
        f'    {{ station = "second-line", share = {share}, minutes = 15 }},\n]\n'
    )


def plans(figures: Frame, line: str) -> str:
    """Return two plans: as today, and with the reserve called to the station `line`."""
    words = figures.words
    return (
        f"[[plans]]\nname = {text(words.as_today)}\n\n[[plans]]\nname = {text(words.with_reserve)}\n"
        f'[[plans.triggers]]\nname = "> {figures.queue_above}"\nstation = "{line}"\n'
        f"queue_above = {figures.queue_above}\nqueue_below = {max(1, figures.queue_above // 4)}\n"
        f"for_minutes = 15\nuntil_minutes = 30\ndelay_minutes = {figures.delay:g}\n"
        f"level = {text(words.called)}\n"
        f'open = [{{ station = "{line}", booths = {max(1, figures.reserve)} }}]\n'
    )


def text(value: str | list[str]) -> str:
    """Return a text or texts as TOML writes them."""
    return json.dumps(value, ensure_ascii=False)
