"""Tasks over time: who is in two places at once, what waits for itself, what begins too early.

Overlaps by a sweep over beginnings and ends (interval scheduling: Kleinberg and Tardos, Algorithm Design,
2005, ch. 4); cycles by depth-first search; earliest times by the critical path method (Kelley and Walker,
1959).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Generic, TypeVar

Key = TypeVar("Key")
Who = TypeVar("Who")


@dataclass(frozen=True)
class Use(Generic[Key, Who]):
    """A task that takes so much of somebody or something from minute `begins` for `lasts` minutes."""

    task: Key
    who: Who
    begins: int
    lasts: int
    amount: float = 1.0


@dataclass(frozen=True)
class Clash(Generic[Key, Who]):
    """More is asked of somebody or something at one time than there is: the first minute with most asked."""

    who: Who
    minute: int
    asked: float
    available: float
    tasks: tuple[Key, ...]


def clashes(uses: Sequence[Use[Key, Who]], available: Mapping[Who, float]) -> list[Clash[Key, Who]]:
    """Return for each of whom too much is asked the minute at which most is, with the tasks of that minute.

    A task that ends at minute 30 leaves its people free for one that begins at 30; a task without a length
    takes nobody's time. Of whom nothing is known (not in `available`) nothing is said.

    >>> clashes([Use("a", "X", 0, 30), Use("b", "X", 20, 10), Use("c", "X", 30, 5)], {"X": 1})
    [Clash(who='X', minute=20, asked=2.0, available=1, tasks=('a', 'b'))]
    """
    by_who: dict[Who, list[Use[Key, Who]]] = {}
    for use in uses:
        if use.lasts > 0 and use.who in available:
            by_who.setdefault(use.who, []).append(use)
    found = []
    for who, theirs in by_who.items():
        worst: Clash[Key, Who] | None = None
        # What is asked for changes upwards only when something begins.
        for minute in sorted({use.begins for use in theirs}):
            now = [use for use in theirs if use.begins <= minute < use.begins + use.lasts]
            asked = sum(use.amount for use in now)
            if asked > available[who] and (worst is None or asked > worst.asked):
                worst = Clash(who, minute, asked, available[who], tuple(use.task for use in now))
        if worst is not None:
            found.append(worst)
    return found


def cycle(after: Mapping[Key, Sequence[Key]]) -> tuple[Key, ...]:
    """Return tasks that wait for each other in a circle, empty if there are none.

    `after` says for each task what it waits for.

    >>> sorted(cycle({"a": ["b"], "b": ["a"], "c": []}))
    ['a', 'b']
    """
    try:
        TopologicalSorter({key: tuple(waits) for key, waits in after.items()}).prepare()
    except CycleError as error:
        ring: list[Key] = error.args[1]
        return tuple(ring[:-1])
    return ()


@dataclass(frozen=True)
class Early(Generic[Key]):
    """A task that begins before something that it waits for has ended."""

    task: Key
    begins: int
    waits_for: Key
    ends: int


def too_early(
    begins: Mapping[Key, int], lasts: Mapping[Key, int], after: Mapping[Key, Sequence[Key]]
) -> list[Early[Key]]:
    """Return the tasks that are to begin before what they wait for has ended.

    >>> too_early({"a": 0, "b": 10}, {"a": 30, "b": 5}, {"b": ["a"]})
    [Early(task='b', begins=10, waits_for='a', ends=30)]
    """
    return [
        Early(task, begins[task], waits_for, begins[waits_for] + lasts[waits_for])
        for task, many in after.items()
        for waits_for in many
        if begins[task] < begins[waits_for] + lasts[waits_for]
    ]
