"""Separation of duties at the level of permissions.

A static separation-of-duty policy names the permissions that a sensitive task takes and the number k of
people without whom it must not be done. Constraints on roles alone do not enforce it (Li, Tripunitara, Bizri,
"On mutually exclusive roles and separation-of-duty", ACM TISSEC 10(2), 2007); what has to be asked is whether
any fewer than k people hold all the permissions together. That is set cover; with the few permissions of one
task it is solved exactly, by breadth-first search over which of them are covered.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Set
from typing import TypeVar

Who = TypeVar("Who", bound=Hashable)
What = TypeVar("What", bound=Hashable)
MOST_PERMISSIONS = 16
"""The search keeps one way to each subset of the permissions: 65,536 of them at most."""


def smallest_group(needed: Set[What], held: Mapping[Who, Set[What]]) -> tuple[Who, ...] | None:
    """Return the fewest who together hold all that is needed, or None where even all of them do not.

    Among groups of the same size it is the first in the order of `held`.

    >>> smallest_group({"declare", "release"}, {"a": {"declare"}, "b": {"release", "pay"}, "c": set()})
    ('a', 'b')

    Raises:
        ValueError: nothing is needed, or more than sixteen permissions are.
    """
    if not 1 <= len(needed) <= MOST_PERMISSIONS:
        raise ValueError(f"a task takes 1 to {MOST_PERMISSIONS} permissions, not {len(needed)}")
    bit = {each: 1 << place for place, each in enumerate(sorted(needed, key=repr))}
    whole = (1 << len(bit)) - 1
    useful: dict[int, Who] = {}
    for who, permissions in held.items():
        mask = sum(bit[each] for each in permissions if each in bit)
        if mask:
            useful.setdefault(mask, who)
    reached: dict[int, tuple[Who, ...]] = {0: ()}
    edge = [0]
    while edge:
        further: list[int] = []
        for covered in edge:
            for mask, who in useful.items():
                together = covered | mask
                if together in reached:
                    continue
                reached[together] = (*reached[covered], who)
                if together == whole:
                    return reached[whole]
                further.append(together)
        edge = further
    return None
