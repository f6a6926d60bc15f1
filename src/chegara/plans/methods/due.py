"""What has to be done about a measure, and by when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class TaskKind(StrEnum):
    """What there is to do."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    LATE_START = "late_start"
    VERIFY = "verify"
    REVIEW = "review"
    READ = "read"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What tasks follow from. `live` says that the measure still has to be done."""

    live: bool
    in_progress: bool
    start: date | None
    deadline: date | None
    review_on: date | None
    done_unverified_since: date | None
    has_indicator: bool
    last_reading: date | None


@dataclass(frozen=True)
class Task:
    """What there is to do, and the day on which it falls or fell due."""

    kind: TaskKind
    due: date


def tasks(facts: Facts, today: date, *, days_ahead: int, days_without_reading: int) -> Iterator[Task]:
    """Yield what there is to do about a measure today; reminders begin `days_ahead` before the day.

    A deadline is met on its day: it is overdue from the next on.
    """
    horizon = today + timedelta(days=days_ahead)
    if facts.done_unverified_since is not None:
        yield Task(TaskKind.VERIFY, facts.done_unverified_since)
    if not facts.live:
        return
    if facts.deadline is not None and facts.deadline <= horizon:
        yield Task(TaskKind.OVERDUE if facts.deadline < today else TaskKind.DUE_SOON, facts.deadline)
    if facts.start is not None and facts.start < today and not facts.in_progress:
        yield Task(TaskKind.LATE_START, facts.start)
    if facts.review_on is not None and facts.review_on <= horizon:
        yield Task(TaskKind.REVIEW, facts.review_on)
    if facts.in_progress and facts.has_indicator:
        since = facts.last_reading or facts.start
        if since is not None and since + timedelta(days=days_without_reading) <= today:
            yield Task(TaskKind.READ, since + timedelta(days=days_without_reading))
