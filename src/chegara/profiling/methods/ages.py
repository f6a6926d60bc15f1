"""Ages from dates of birth as far as these are known."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

ADULT = 18


def is_minor(birth: str, today: date) -> bool:
    """Whether somebody may be under 18: a date that is not whole counts in the child's favour."""
    if len(birth) < 4:
        return False
    year, month, day = ([int(part) for part in birth.split("-")] + [0, 0])[:3]
    month = month or 12
    born = date(year, month, day or monthrange(year, month)[1])
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) < ADULT


def age_band(birth: str, today: date) -> str:
    """The band of age that statistics keep; empty where the year of birth is not known."""
    if len(birth) < 4:
        return ""
    age = today.year - int(birth[:4])
    return next(
        (name for most, name in ((17, "0-17"), (29, "18-29"), (44, "30-44"), (59, "45-59")) if age <= most),
        "60+",
    )
