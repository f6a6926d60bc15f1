"""The parts of a scenario file: stations, flows and their routes, what goes wrong, triggers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import cast, get_args

from chegara.contingency.methods.simulation.scenario import (
    HOURS_A_DAY,
    Direction,
    Divert,
    Duration,
    Flow,
    Kind,
    Law,
    OpenBooths,
    Outage,
    Regime,
    Route,
    Shift,
    StaffLoss,
    Station,
    Step,
    Surge,
    Trigger,
)
from chegara.contingency.methods.simulation.tables import Table

MOST_BOOTHS = 500
MOST_MINUTES = 10_000.0
MOST_PER_HOUR = 100_000.0
DAY = 24 * 60.0


def read_station(code: str, table: Table, points: Mapping[str, str]) -> Station:
    """Return a station: booths day and night, or by shift."""
    table.only(
        (
            "name",
            "point",
            "booths",
            "shifts",
            "built",
            "places",
            "handover_minutes",
            "handover_share",
            "preempts",
        )
    )
    shifts = _shifts(table)
    most = max(shift.booths for shift in shifts)
    built = table.integer("built", least=1, most=MOST_BOOTHS, default=max(1, most))
    if built < most:
        raise table.refuse("built", f"{built} booths are built, and a shift staffs {most}")
    return Station(
        code=code,
        name=table.text("name", default=code),
        point=_point(table, points),
        shifts=shifts,
        built=built,
        places=table.integer("places", most=1_000_000) if "places" in table.values else None,
        handover=table.number("handover_minutes", least=0, most=240, default=0.0),
        handover_share=table.number("handover_share", least=0, most=1, default=1.0),
        preempts=table.yes_or_no("preempts", default=False),
    )


def _point(table: Table, points: Mapping[str, str]) -> str:
    if len(points) == 1 and "point" not in table.values:
        return next(iter(points))
    return table.one_of("point", points)


def _shifts(table: Table) -> tuple[Shift, ...]:
    if "shifts" not in table.values:
        return (Shift(hour=0.0, booths=table.integer("booths", most=MOST_BOOTHS)),)
    if "booths" in table.values:
        raise table.refuse("booths", "give either booths (day and night) or shifts, not both")
    shifts = []
    for each in table.tables("shifts"):
        each.only(("from", "booths"))
        shifts.append(Shift(hour=each.clock("from"), booths=each.integer("booths", most=MOST_BOOTHS)))
    if not shifts:
        raise table.refuse("shifts", 'name at least one, such as { from = "08:00", booths = 6 }')
    hours = [shift.hour for shift in shifts]
    if hours != sorted(set(hours)):
        raise table.refuse("shifts", "put them in the order of their hours, each hour once")
    return tuple(shifts)


def read_flow(
    code: str, table: Table, points: Mapping[str, str], stations: Mapping[str, Station], hours: float
) -> Flow:
    """Return who comes, when, and through which controls."""
    table.only(
        (
            "name",
            "kind",
            "direction",
            "regime",
            "per_day",
            "profile",
            "per_hour",
            "times",
            "group_size",
            "factor_range",
            "priority",
            "waiting_at_start",
            "patience",
            "when_full",
            "route",
            "diversions",
        )
    )
    routes = [_route(table, None, stations)]
    point = routes[0].point
    for other, diversion in table.named("diversions").items():
        if other not in points or other == point:
            others = ", ".join(each for each in points if each != point) or "none (there is no other point)"
            raise diversion.refuse("point", f"{other} is no other point; write one of {others}")
        diversion.only(("travel_minutes", "route"))
        travel = diversion.number("travel_minutes", least=0, most=DAY)
        routes.append(_route(diversion, other, stations, travel))
    low, high = _range(table, "factor_range", 0.0, 100.0) or (1.0, 1.0)
    if "factor_range" in table.values and not low <= 1.0 <= high:
        raise table.refuse("factor_range", "the range must hold 1, the arrivals as given")
    diversions = [route.point for route in routes[1:]]
    return Flow(
        code=code,
        name=table.text("name", default=code),
        routes=tuple(routes),
        kind=cast("Kind", table.one_of("kind", get_args(Kind), default="other")),
        direction=cast("Direction", table.one_of("direction", get_args(Direction), default="in")),
        regime=cast("Regime", table.one_of("regime", get_args(Regime), default="any")),
        per_hour=_per_hour(table, hours),
        times=tuple(sorted(table.numbers("times", least=0, most=hours))) if "times" in table.values else (),
        group=_group(table),
        factor_low=low,
        factor_high=high,
        priority=table.integer("priority", most=100, default=1),
        waiting_at_start=table.integer("waiting_at_start", most=1_000_000, default=0),
        patience=_duration(table.table("patience")) if "patience" in table.values else None,
        when_full=table.one_of("when_full", diversions) if "when_full" in table.values else None,
    )


def _per_hour(table: Table, hours: float) -> tuple[float, ...]:
    """Return arrivals by hour: as given, or `per_day` spread over the day by `profile`."""
    if "per_hour" in table.values:
        if "per_day" in table.values:
            raise table.refuse("per_day", "give either per_day (with profile) or per_hour, not both")
        counts = sorted({HOURS_A_DAY, int(-(-hours // 1))})
        return tuple(table.numbers("per_hour", least=0, most=MOST_PER_HOUR, count=counts))
    if "per_day" not in table.values:
        if "profile" in table.values:
            raise table.refuse("profile", "a profile needs per_day, the number that it spreads over the day")
        if not {"times", "waiting_at_start"} & set(table.values):
            raise table.refuse("per_day", "say how many come: per_day, per_hour, times or waiting_at_start")
        return ()
    per_day = table.number("per_day", least=0, most=MOST_PER_HOUR * HOURS_A_DAY)
    if "profile" not in table.values:
        return (per_day / HOURS_A_DAY,) * HOURS_A_DAY
    weights = table.numbers("profile", least=0, most=1e9, count=(HOURS_A_DAY,))
    if not sum(weights):
        raise table.refuse("profile", "at least one hour must weigh more than 0")
    return tuple(per_day * weight / sum(weights) for weight in weights)


def _group(table: Table) -> tuple[int, int]:
    if "group_size" not in table.values:
        return (1, 1)
    low, high = table.numbers("group_size", least=1, most=1000, count=(2,))
    if low > high or low != int(low) or high != int(high):
        raise table.refuse("group_size", "write the least and the most persons, such as [30, 50]")
    return int(low), int(high)


def _range(table: Table, name: str, least: float, most: float) -> tuple[float, float] | None:
    if name not in table.values:
        return None
    low, high = table.numbers(name, least=least, most=most, count=(2,))
    if low > high:
        raise table.refuse(name, f"{low:g} is more than {high:g}; write the low end first")
    return low, high


def _route(table: Table, point: str | None, stations: Mapping[str, Station], travel: float = 0.0) -> Route:
    steps = []
    for each in table.tables("route"):
        each.only(("station", "share", "turned_back", "minutes", "law", "cv", "range"))
        code = each.one_of("station", stations)
        point = point or stations[code].point
        if stations[code].point != point:
            raise each.refuse(
                "station", f"{code} stands at {stations[code].point}, and this route leads through {point}"
            )
        steps.append(
            Step(
                station=code,
                service=_duration(each, known=("station", "share", "turned_back")),
                share=each.number("share", least=0, most=1, default=1.0),
                turned_back=each.number("turned_back", least=0, most=1, default=0.0),
            )
        )
    if not steps or point is None:
        raise table.refuse(
            "route", 'name at least one control, such as { station = "first-line", minutes = 2 }'
        )
    return Route(point=point, steps=tuple(steps), travel=travel)


def _duration(table: Table, known: Collection[str] = ()) -> Duration:
    table.only((*known, "minutes", "law", "cv", "range"))
    minutes = table.number("minutes", least=0, most=MOST_MINUTES)
    if minutes == 0:
        raise table.refuse("minutes", "a control that takes no time is none; leave it out")
    bounds = _range(table, "range", 0.0, MOST_MINUTES)
    if bounds and not 0 < bounds[0] <= minutes <= bounds[1]:
        raise table.refuse("range", f"the range must be above 0 and hold minutes = {minutes:g}")
    law = cast("Law", table.one_of("law", get_args(Law), default="lognormal"))
    if law in ("fixed", "exponential") and "cv" in table.values:
        raise table.refuse("cv", f"the law {law} has none; leave it out, or choose lognormal or gamma")
    return Duration(
        minutes=minutes,
        law=law,
        cv=table.number("cv", least=0.01, most=5, default=0.5),
        low=bounds[0] if bounds else None,
        high=bounds[1] if bounds else None,
    )


def read_outage(code: str, table: Table, stations: Collection[str]) -> Outage:
    """Return a failure of IT or power: from when to when work goes on at which pace."""
    table.only(("stations", "from_hour", "to_hour", "pace"))
    start, end = table.window()
    return Outage(
        code=code,
        stations=table.some_of("stations", stations),
        start=start,
        end=end,
        pace=table.number("pace", least=0, most=1),
    )


def read_loss(code: str, table: Table, stations: Collection[str]) -> StaffLoss:
    """Return a loss of staff."""
    table.only(("stations", "from_hour", "to_hour", "booths", "share"))
    start, end = table.window()
    if not {"booths", "share"} & set(table.values):
        raise table.refuse("booths", "say how many booths, or which share of them, lose their officer")
    return StaffLoss(
        code=code,
        stations=table.some_of("stations", stations),
        start=start,
        end=end,
        booths=table.integer("booths", most=MOST_BOOTHS, default=0),
        share=table.number("share", least=0, most=1, default=0.0),
    )


def read_surge(code: str, table: Table, flows: Collection[str]) -> Surge:
    """Return a time in which more, or fewer, come."""
    table.only(("flows", "from_hour", "to_hour", "factor"))
    start, end = table.window()
    return Surge(
        code=code,
        flows=table.some_of("flows", flows),
        start=start,
        end=end,
        factor=table.number("factor", least=0, most=1000),
    )


def read_triggers(
    top: Table,
    stations: Mapping[str, Station],
    flows: Mapping[str, Flow],
    levels: tuple[str, ...],
    reserves: Collection[str],
) -> tuple[Trigger, ...]:
    """Return the plan's triggers."""
    return tuple(_trigger(each, stations, flows, levels, reserves) for each in top.tables("triggers"))


def _trigger(
    table: Table,
    stations: Mapping[str, Station],
    flows: Mapping[str, Flow],
    levels: tuple[str, ...],
    reserves: Collection[str],
) -> Trigger:
    table.only(
        (
            "name",
            "station",
            "queue_above",
            "queue_below",
            "wait_above_minutes",
            "wait_below_minutes",
            "for_minutes",
            "until_minutes",
            "delay_minutes",
            "level",
            "open",
            "divert",
        )
    )
    watches = [name for name in ("queue_above", "wait_above_minutes") if name in table.values]
    if len(watches) != 1:
        raise table.refuse("queue_above", "give either queue_above (persons) or wait_above_minutes")
    queue = watches[0] == "queue_above"
    above = table.number(watches[0], least=0, most=1_000_000)
    name_below = "queue_below" if queue else "wait_below_minutes"
    below = table.number(name_below, least=0, most=1_000_000)
    if not 0 < below <= above:
        raise table.refuse(
            name_below, f"{below:g} must be above 0 and at most {watches[0]} = {above:g}, or it would not end"
        )
    opens = [_open(each, stations, reserves) for each in table.tables("open")]
    diverts = [_divert(each, flows) for each in table.tables("divert")]
    if not opens and not diverts and "level" not in table.values:
        raise table.refuse("open", "say what is done: open = [...], divert = [...], or at least a level")
    level = table.one_of("level", levels) if "level" in table.values else levels[0]
    return Trigger(
        name=table.text("name"),
        station=table.one_of("station", stations),
        watches="queue" if queue else "wait",
        above=above,
        below=below,
        actions=(*opens, *diverts),
        level=levels.index(level),
        hold=table.number("for_minutes", least=0, most=DAY, default=0.0),
        release=table.number("until_minutes", least=0, most=DAY, default=0.0),
        delay=table.number("delay_minutes", least=0, most=DAY, default=0.0),
    )


def _open(table: Table, stations: Mapping[str, Station], reserves: Collection[str]) -> OpenBooths:
    table.only(("station", "booths", "reserve"))
    return OpenBooths(
        station=table.one_of("station", stations),
        booths=table.integer("booths", least=1, most=MOST_BOOTHS),
        reserve=table.one_of("reserve", reserves) if "reserve" in table.values else None,
    )


def _divert(table: Table, flows: Mapping[str, Flow]) -> Divert:
    table.only(("flow", "to", "share"))
    code = table.one_of("flow", flows)
    points = [route.point for route in flows[code].routes[1:]]
    if not points:
        raise table.refuse("flow", f"{code} has no way round; describe it in flows.{code}.diversions.POINT")
    return Divert(
        flow=code,
        point=table.one_of("to", points),
        share=table.number("share", least=0, most=1),
    )
