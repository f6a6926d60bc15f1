"""The value of a field as every engine reads it: one meaning of blank, number, day and letter case.

A blank is missing; a number is a binary double, not-a-number is missing; a moment counts as its day (in UTC
where it has a zone). Small letters are made letter by letter (Unicode simple mapping), as DuckDB does.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chegara.profiling.methods.profiles.fields import Catalogue, Derived, Field, Kind
from chegara.profiling.methods.profiles.tree import Scalar

TRUE = frozenset({"true", "t", "yes", "1"})
FALSE = frozenset({"false", "f", "no", "0"})
TIME = "time"
"""The name of the moment of a record, which every record has."""


class ValueRefusedError(ValueError):
    """A value of a record is not of the type of its field; the message names both."""


def folded(text: str) -> str:
    """Return a text in small letters, letter by letter.

    >>> folded("ОДИССЕЯ, İstanbul, ΣΑΣ")
    'одиссея, istanbul, σασ'
    """
    if text.isascii():
        return text.lower()
    return "".join("i" if letter == "İ" else letter.lower() for letter in text)


def typed(field: Field, value: Any) -> Scalar | None:
    """Return a raw value in the type of its field; None where it is missing.

    Raises:
        ValueRefusedError: the value is of another type.
    """
    if value is None or (isinstance(value, str) and not value):
        return None
    try:
        if field.kind is Kind.NUMBER:
            return _number(value)
        if field.kind is Kind.DATE:
            return day_of(value)
        if field.kind is Kind.FLAG:
            return _flag(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise ValueRefusedError(f"{field.name}: {value!r} is no {field.kind}") from error
    return value if isinstance(value, str) else str(value)


def moment_of(value: Any) -> dt.datetime:
    """Return a moment in UTC without a zone; a day counts from its midnight.

    Raises:
        ValueError: the text is no ISO date or moment.
    """
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    if isinstance(value, dt.datetime):
        return value if value.tzinfo is None else value.astimezone(dt.UTC).replace(tzinfo=None)
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - records have no zone
    raise ValueError(f"{value!r} is no date")


def day_of(value: Any) -> dt.date:
    """Return the day of a date, a moment or their ISO text.

    Raises:
        ValueError: as for `moment_of`.
    """
    return moment_of(value).date()


def typed_record(record: Mapping[str, Any], catalogue: Catalogue, names: list[str]) -> dict[str, Any]:
    """Return the named fields of a record and its `time`, derived fields worked out.

    A window's field is taken from the record as it stands: it is worked out from history before.

    Raises:
        ValueRefusedError: a value is of another type.
    """
    made: dict[str, Any] = {}
    for name in names:
        field = catalogue[name]
        if field.derived and record.get(name) is None:
            made[name] = _derive(field.derived, record, catalogue)
        else:
            made[name] = typed(field, record.get(name))
    time = record.get(TIME)
    made[TIME] = moment_of(time) if time not in {None, ""} else None
    return made


def _derive(derived: Derived, record: Mapping[str, Any], catalogue: Catalogue) -> Scalar | None:
    left = typed(catalogue[derived.left], record.get(derived.left))
    right = typed(catalogue[derived.right], record.get(derived.right))
    if left is None or right is None:
        return None
    if derived.how == "joined":
        return f"{left}>{right}"
    if not isinstance(left, float) or not isinstance(right, float):
        return None
    if derived.how == "difference":
        return left - right
    return left / right if right else None


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        raise TypeError("a flag is no number")
    if isinstance(value, str):
        value = Decimal(value.strip())
    number = float(value)
    return None if math.isnan(number) else number


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ValueError(word)
