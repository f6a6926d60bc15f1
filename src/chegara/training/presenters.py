"""Training as pages and documents show it."""

from __future__ import annotations

from chegara.organisation.registers.presenters import day
from chegara.reporting.numbers import UNKNOWN
from chegara.training.models import Activity


def days(activity: Activity) -> str:
    """Return the days of an activity, else how they were announced."""
    if activity.start is None:
        return activity.announced or UNKNOWN
    if activity.end is None or activity.end == activity.start:
        return day(activity.start)
    return f"{day(activity.start)} – {day(activity.end)}"


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
