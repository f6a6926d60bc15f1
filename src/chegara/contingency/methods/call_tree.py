"""How long it takes until everybody in a call tree knows.

Each caller calls their own people one after another, in the order of the row, and begins once they know
themselves; callers call at the same time as each other. In the worse case each call first fails and goes
over the fallback. (A tree of sequential calls is the "telephone model" of broadcasting: Hedetniemi,
Hedetniemi and Liestman, A survey of gossiping and broadcasting in communication networks, Networks 18,
1988.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key")


@dataclass(frozen=True)
class Call(Generic[Key]):
    """Somebody who is told: by whom (None: they are told first), in how many minutes.

    `fallback` is how many minutes more it takes if the first channel fails, None if there is no other
    channel.
    """

    key: Key
    caller: Key | None
    minutes: float
    fallback: float | None = None


@dataclass(frozen=True)
class Told(Generic[Key]):
    """When somebody knows: if all calls go well, and if each first channel fails.

    `if_failing` is None where somebody on the way has no other channel: nobody can say when they know.
    """

    key: Key
    minutes: float
    if_failing: float | None


class LoopError(ValueError):
    """Somebody would have to call themselves, or a caller is not in the tree."""


def times(calls: Sequence[Call[Key]]) -> dict[Key, Told[Key]]:
    """Return when each person of a call tree knows, in minutes after the first call begins.

    Those told first are called one after another too, by whoever begins. Calls of one caller keep their
    order.

    >>> tree = [Call("head", None, 2), Call("shift", "head", 3), Call("customs", "head", 3, 5)]
    >>> {key: told.minutes for key, told in times(tree).items()}
    {'head': 2.0, 'shift': 5.0, 'customs': 8.0}

    Raises:
        LoopError: the calls form no tree.
    """
    below: dict[Key | None, list[Call[Key]]] = {}
    for call in calls:
        below.setdefault(call.caller, []).append(call)
    found: dict[Key, Told[Key]] = {}
    waiting: list[tuple[Key | None, float, float | None]] = [(None, 0.0, 0.0)]
    while waiting:
        caller, well, failing = waiting.pop(0)
        for call in below.get(caller, ()):
            well += call.minutes
            failing = (
                None if failing is None or call.fallback is None else failing + call.minutes + call.fallback
            )
            found[call.key] = Told(call.key, well, failing)
            waiting.append((call.key, well, failing))
    if len(found) != len(calls):
        raise LoopError("the calls form no tree that begins with somebody")
    return found
