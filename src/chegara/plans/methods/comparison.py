"""What changed between two versions of a plan: kept, modified, merged, dropped or new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """What becomes of a measure."""

    KEEP = "keep"
    MODIFY = "modify"
    MERGE = "merge"
    DROP = "drop"
    NEW = "new"


@dataclass(frozen=True)
class Entry:
    """A measure in one version: its fields' values, and what became of it there."""

    content: Mapping[str, Any]
    dropped: bool = False
    merged_into: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class Line:
    """One measure of both versions: the verdict, the fields that differ (name, was, becomes), and why."""

    key: str
    verdict: Verdict
    changed: tuple[tuple[str, Any, Any], ...]
    merged_into: str | None
    reason: str


def compare(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> list[Line]:
    """Return a line for each measure of either version, by key in the order of `after`, then of `before`.

    What was dropped in both versions, or came and went between them, is no change and gets no line.
    """
    keys = [*after, *(key for key in before if key not in after)]
    lines = (_line(key, before.get(key), after.get(key)) for key in keys)
    return [line for line in lines if line is not None]


def _line(key: str, was: Entry | None, becomes: Entry | None) -> Line | None:
    existed = was is not None and not was.dropped
    exists = becomes is not None and not becomes.dropped
    reason = becomes.reason if becomes is not None else ""
    if not existed:
        if not exists or becomes is None:
            return None
        return Line(key, Verdict.NEW, _differences({}, becomes.content), None, reason)
    assert was is not None  # noqa: S101 - for the type checker: it existed
    if not exists or becomes is None:
        target = becomes.merged_into if becomes else None
        return Line(key, Verdict.MERGE if target else Verdict.DROP, (), target, reason)
    changed = _differences(was.content, becomes.content)
    return Line(key, Verdict.MODIFY if changed else Verdict.KEEP, changed, None, reason if changed else "")


def _differences(was: Mapping[str, Any], becomes: Mapping[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    names = [*becomes, *(name for name in was if name not in becomes)]
    return tuple(
        (name, was.get(name), becomes.get(name)) for name in names if was.get(name) != becomes.get(name)
    )


def counts(lines: Iterable[Line]) -> dict[Verdict, int]:
    """Return how many measures each verdict has, all verdicts included."""
    found = dict.fromkeys(Verdict, 0)
    for line in lines:
        found[line.verdict] += 1
    return found
