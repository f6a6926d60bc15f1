"""What a corrected file changes against the one that it replaces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chegara.evidence.models import Batch, Record

CONTENT = (
    "indicator", "start", "period", "point_text", "section_text", "division_text", "place", "direction",
    "citizenship", "kind", "purpose", "concealment", "transport", "origin", "departure", "destination",
    "remark", "unit", "value", "quantity",
)  # fmt: skip
# What a record says, as against what identifies it: the same key with another figure is a change.
FIGURES = ("unit", "value", "quantity")
MOST_SHOWN = 200


@dataclass(frozen=True)
class Difference:
    """Records that came, went, or changed their figures; the first of each are shown, all are counted."""

    added: tuple[dict[str, Any], ...]
    removed: tuple[dict[str, Any], ...]
    changed: tuple[tuple[dict[str, Any], dict[str, Any]], ...]
    unchanged: int
    added_count: int
    removed_count: int
    changed_count: int


def difference(batch: Batch) -> Difference:
    """Compare a batch with the one that it replaces, whatever the order of their rows."""
    new, old = _contents(batch), _contents(batch.replaces)
    same = new & old
    came, went = new - same, old - same
    changed = _pairs(came, went)
    for before, after in changed:
        came[after] -= 1
        went[before] -= 1
    added, removed = list((+came).elements()), list((+went).elements())
    return Difference(
        added=_shown(added),
        removed=_shown(removed),
        changed=tuple((_named(before), _named(after)) for before, after in changed[:MOST_SHOWN]),
        unchanged=same.total(),
        added_count=len(added),
        removed_count=len(removed),
        changed_count=len(changed),
    )


def _contents(batch: Batch | None) -> Counter[tuple[Any, ...]]:
    return Counter(Record.objects.filter(batch=batch).values_list(*CONTENT).iterator(chunk_size=5000))


def _pairs(
    came: Counter[tuple[Any, ...]], went: Counter[tuple[Any, ...]]
) -> list[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Match records that agree in all but their figures, each once."""
    size = len(CONTENT) - len(FIGURES)
    waiting: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for record in went.elements():
        waiting.setdefault(record[:size], []).append(record)
    return [
        (candidates.pop(0), record)
        for record in came.elements()
        if (candidates := waiting.get(record[:size]))
    ]


def _shown(records: Iterable[tuple[Any, ...]]) -> tuple[dict[str, Any], ...]:
    return tuple(_named(record) for record in list(records)[:MOST_SHOWN])


def _named(record: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(CONTENT, record, strict=True))
