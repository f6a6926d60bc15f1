"""Read many zones as they lie in files: the plain ones in bulk, the rest one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from chegara.profiling.methods.mrz.bulk import Bulk, as_zones, read_bulk
from chegara.profiling.methods.mrz.deviations import Deviation
from chegara.profiling.methods.mrz.layouts import Layout
from chegara.profiling.methods.mrz.reading import Reading, plain, read


class Row(NamedTuple):
    """One zone's fields as text, dates ISO 8601 as far as known, and what departs."""

    layout: str
    document_code: str
    issuer: str
    surname: str
    given_names: str
    number: str
    nationality: str
    birth: str
    sex: str
    expiry: str
    optional: str
    optional_2: str
    truncated: str
    deviations: tuple[Deviation, ...]


def zones_of(lines: Iterable[str]) -> Iterator[str]:
    """The zones in a text: parted by blank lines, or by the length of their lines where they stand close."""
    waiting: list[str] = []
    for line in lines:
        stripped = line.strip()
        if not stripped:
            if waiting:
                yield "\n".join(waiting)
            waiting = []
            continue
        waiting.append(stripped)
        if len(stripped) >= 72 or len(waiting) == (3 if len(waiting[0]) <= 33 else 2):
            yield "\n".join(waiting)
            waiting = []
    if waiting:
        yield "\n".join(waiting)


def read_many(texts: Sequence[str], *, on: date) -> list[Row]:
    """Read each of `texts`, in their order."""
    rows: list[Row | None] = [None] * len(texts)
    groups: dict[str, tuple[Layout, list[int], list[str]]] = {}
    for at, text in enumerate(texts):
        layout, joined = plain(text)
        if layout is None or not joined.isascii():
            rows[at] = row_of(read(text, on=on))
            continue
        _, places, zones = groups.setdefault(layout.name, (layout, [], []))
        places.append(at)
        zones.append(joined)
    for layout, places, zones in groups.values():
        bulk = read_bulk(as_zones("".join(zones).encode(), layout), layout, on=on)
        # A day of birth of which a part is unknown is no departure, but has no day to write.
        alone = (bulk.flags != 0) | np.isnat(bulk.birth)
        for at, is_alone, row in zip(places, alone.tolist(), _rows(bulk), strict=True):
            rows[at] = row_of(read(texts[at], on=on)) if is_alone else row
    return [row for row in rows if row is not None]


def row_of(reading: Reading) -> Row:
    """A reading as a row of text."""
    return Row(
        *reading[:7],
        str(reading.birth),
        reading.sex,
        str(reading.expiry),
        reading.optional,
        reading.optional_2,
        "yes" if reading.truncated else "",
        reading.deviations,
    )


def _rows(bulk: Bulk) -> Iterator[Row]:
    """The rows of zones from which nothing departs; those of the others are not to be used."""
    layout = bulk.layout
    names = bulk.text(layout.names)
    surnames, _, given = np.strings.partition(names, b"<<")
    room = layout.names.stop - layout.names.start
    second = bulk.text(layout.optional_2) if layout.optional_2.stop else np.full(len(names), b"", dtype="S1")
    columns = (
        bulk.text(layout.code),
        bulk.text(layout.issuer),
        np.strings.replace(surnames, b"<", b" "),
        np.strings.replace(given, b"<", b" "),
        np.strings.replace(bulk.text(layout.number), b"<", b"-"),
        bulk.text(layout.nationality),
        bulk.birth,
        bulk.text(slice(layout.sex, layout.sex + 1)),
        bulk.expiry,
        bulk.text(layout.optional),
        second,
        np.where(np.strings.str_len(names) == room, b"yes", b""),
    )
    for fields in zip(*(column.astype("U").tolist() for column in columns), strict=True):
        yield Row._make((layout.name, *fields, ()))
