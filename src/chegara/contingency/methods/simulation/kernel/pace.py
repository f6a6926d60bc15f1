"""The pace of work: an outage slows or freezes it."""

from __future__ import annotations

from chegara.common.machine_code import compiled_into
from chegara.contingency.methods.simulation.kernel.state import FOR_EVER, World


@compiled_into
def finish(w: World, station: int, now: float, work: float) -> float:
    """Return when `work` begun now is done; infinite where work stands still for ever."""
    place = w.stations[station].pace_first
    last = w.stations[station].pace_end
    if place == last:
        return now + work
    while place + 1 < last and w.paces[place + 1].start <= now:
        place += 1
    while True:
        pace = w.paces[place].pace
        until = w.paces[place + 1].start if place + 1 < last else FOR_EVER
        if pace > 0.0 and now + work / pace <= until:
            return now + work / pace
        if until == FOR_EVER:
            return FOR_EVER
        work -= pace * (until - now)
        now = until
        place += 1


@compiled_into
def done_between(w: World, station: int, start: float, end: float) -> float:
    """Return the work that one booth does from `start` to `end`."""
    place = w.stations[station].pace_first
    last = w.stations[station].pace_end
    if place == last:
        return end - start
    done = 0.0
    while place < last:
        until = w.paces[place + 1].start if place + 1 < last else FOR_EVER
        done += w.paces[place].pace * max(0.0, min(end, until) - max(start, w.paces[place].start))
        place += 1
    return done
