"""The features of one record from its earlier records, in Python: for one check at the post, and as the
oracle.

The definitions are those of `features.py`; each window looks at the records before the moment (peers: before
the day) of the record.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chegara.profiling.methods.profiles.fields import Catalogue, Window
from chegara.profiling.methods.profiles.values import TIME, typed_record
from chegara.profiling.methods.selection.features import FEWEST_PEERS, HUNDREDTHS, LOGARITHM


def with_history(
    record: Mapping[str, Any],
    earlier: Sequence[Mapping[str, Any]],
    names: Iterable[str],
    catalogue: Catalogue,
) -> dict[str, Any]:
    """Return the record with the named windows worked out over earlier records; later ones do no harm.

    Raises:
        ValueRefusedError: a value is of another type than its field.
    """
    made = dict(record)
    for name in names:
        window = catalogue[name].window
        if window is not None:
            made[name] = _feature(window, record, earlier, catalogue)
    return made


def _feature(
    window: Window, record: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]], catalogue: Catalogue
) -> float | None:
    names = [window.by, *([window.of] if window.of else [])]
    own = typed_record(record, catalogue, names)
    if own[window.by] is None or own[TIME] is None:
        return None
    others = (typed_record(each, catalogue, names) for each in earlier)
    same = [each for each in others if each[window.by] == own[window.by] and each[TIME] is not None]
    if window.measure == "z":
        return _score(window, own, same)
    since = own[TIME] - dt.timedelta(days=window.days)
    seen = [each for each in same if since <= each[TIME] < own[TIME]]
    if window.measure == "count" or window.of is None:
        return float(len(seen))
    values = [each[window.of] for each in seen if each[window.of] is not None]
    if window.measure == "distinct":
        return float(len(set(values)))
    return float(sum(scaled(value, HUNDREDTHS) for value in values)) / HUNDREDTHS


def scaled(value: float, scale: int) -> int:
    """Return a value in whole parts of `scale`, halves upward."""
    return math.floor(value * scale + 0.5)


def _score(window: Window, own: Mapping[str, Any], same: Sequence[Mapping[str, Any]]) -> float | None:
    value = own[window.of or ""]
    if value is None or value <= 0:
        return None
    today = own[TIME].date()
    logs = [
        scaled(math.log(each[window.of or ""]), LOGARITHM)
        for each in same
        if each[window.of or ""] is not None
        and each[window.of or ""] > 0
        and 1 <= (today - each[TIME].date()).days <= window.days
    ]
    if len(logs) < FEWEST_PEERS:
        return None
    n, s1, s2 = float(len(logs)), float(sum(logs)), float(sum(each * each for each in logs))
    squares = s2 - s1 * s1 / n
    if squares <= 0:
        return None
    return (float(scaled(math.log(value), LOGARITHM)) - s1 / n) / math.sqrt(squares / (n - 1.0))
