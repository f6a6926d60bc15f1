"""Which records are one event, and which of them counts.

Decisions join records in pairs; joined to each other over any chain of pairs they are one event (transitive
closure). Each decision also says whose figures are kept. Read together these say who goes before whom; where
they contradict each other around a circle, the newer decision stands and the older one is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Joined:
    """One decision: two records are the same event, and the figures of `leading` are kept."""

    leading: int
    other: int


def groups(decisions: Sequence[Joined]) -> list[tuple[int, ...]]:
    """Return the records that are one event, two or more together, each group with the leading record first.

    `decisions` come in the order in which they were taken. Groups are ordered by their lowest record.

    >>> groups([Joined(4, 9), Joined(2, 4)])
    [(2, 4, 9)]
    """
    members: dict[int, list[int]] = {}
    of: dict[int, int] = {}
    for decision in decisions:
        for record in (decision.leading, decision.other):
            if record not in of:
                of[record], members[record] = record, [record]
        kept, gone = sorted((of[decision.leading], of[decision.other]), key=lambda name: -len(members[name]))
        if kept != gone:
            for record in members.pop(gone):
                of[record] = kept
                members[kept].append(record)
    of_group: dict[int, list[Joined]] = {name: [] for name in members}
    for decision in decisions:
        of_group[of[decision.leading]].append(decision)
    ordered = (_in_order(sorted(members[name]), of_group[name]) for name in members)
    return sorted(ordered, key=min)


def not_counted(found: Iterable[Sequence[int]], counting: Collection[int] | None = None) -> set[int]:
    """Return the records that do not count, so that each group counts once.

    `counting` are the records that would count if nothing were joined (None: all): the first of a group
    among them counts, the others do not. A group of which none would count has nothing to leave out.

    >>> sorted(not_counted([(2, 4, 9)], {4, 9}))
    [9]
    """
    left_out: set[int] = set()
    for group in found:
        left_out.update([record for record in group if counting is None or record in counting][1:])
    return left_out


def _in_order(records: list[int], decisions: Sequence[Joined]) -> tuple[int, ...]:
    """Return the records of one group so that who leads comes before whom it leads."""
    if len(records) == 2:
        return (decisions[-1].leading, decisions[-1].other)
    before: dict[int, set[int]] = {record: set() for record in records}
    for decision in reversed(decisions):
        if decision.other not in _all_before(decision.leading, before):
            before[decision.other].add(decision.leading)
    order: list[int] = []
    waiting = list(records)
    while waiting:
        following = next(record for record in waiting if before[record] <= set(order))
        order.append(following)
        waiting.remove(following)
    return tuple(order)


def _all_before(record: int, before: dict[int, set[int]]) -> set[int]:
    found: set[int] = set()
    waiting = [record]
    while waiting:
        for earlier in before[waiting.pop()] - found:
            found.add(earlier)
            waiting.append(earlier)
    return found
