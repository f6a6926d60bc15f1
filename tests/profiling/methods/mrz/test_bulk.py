"""Reading in bulk says the same as reading one by one."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from chegara.profiling.methods.mrz.bulk import CHUNK, Flag, as_zones, read_bulk
from chegara.profiling.methods.mrz.layouts import LAYOUTS
from chegara.profiling.methods.mrz.reading import read
from chegara.profiling.methods.mrz.writing import write

ON = date(2026, 11, 25)
BIRTHS = [
    "740812",
    "74<<<<",
    "7408<<",
    "<<<<<<",
    "740230",
    "741301",
    "7<0812",
    "000000",
    "7A0812",
    "261126",
    "<<13<<",
    "<<02<<",
]
STATES = ["UTO", "D", "DEU", "XXX", "GBN", "QQQ", "KGZ", "SUN", ""]
NAMES = [
    ("ERIKSSON", "ANNA"),
    ("ARKFREITH", ""),
    ("A" * 39, ""),
    ("ER1K", "A"),
    ("A", "B  C"),
    (" A", "B"),
    ("", ""),
]


def spoiled(layout: str, count: int) -> list[str]:
    """Zones of every oddity, and single characters spoiled in half of them."""
    rng = np.random.default_rng(20261125)

    def pick(values):
        return values[int(rng.integers(len(values)))]

    joined = []
    for number in range(count):
        surname, given_names = pick(NAMES)
        text = write(
            layout,
            document_code=pick(["P", "PD", "V", "ID", "AC", "C", "X", ""]),
            issuer=pick(STATES),
            surname=surname,
            given_names=given_names,
            number=pick(["L898902C3", "", "AB", "A<B"]),
            nationality=pick(STATES),
            birth=pick(BIRTHS),
            sex=pick(["M", "F", "", "X"]),
            expiry=pick(["300101", "300231", "<<<<<<", "770101"]),
            optional=pick(["", "ZE"]),
        ).replace("\n", "")
        if number % 2:
            at = int(rng.integers(len(text)))
            text = text[:at] + pick(list("A0<*aZ9")) + text[at + 1 :]
        joined.append(text)
    return joined


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_zone_is_flagged_in_bulk_when_and_only_when_reading_it_names_something(layout):
    zones = spoiled(layout, 3_000)

    bulk = read_bulk(as_zones("".join(zones).encode(), LAYOUTS[layout]), LAYOUTS[layout], on=ON)

    width = LAYOUTS[layout].width
    differing = []
    for text, flags, birth, expiry in zip(zones, bulk.flags, bulk.birth, bulk.expiry, strict=True):
        lines = "\n".join(text[at : at + width] for at in range(0, len(text), width))
        if LAYOUTS[layout].name.startswith("MRV") != lines.startswith("V"):
            assert flags & Flag.DOCUMENT_CODE
            continue
        reading = read(lines, on=ON)
        if bool(flags) != bool(reading.deviations):
            differing.append((lines, Flag(int(flags)), reading.deviations))
        whole = str(reading.birth) if reading.birth.day and reading.birth.year is not None else "NaT"
        if not flags & Flag.BIRTH and str(birth) != whole:
            differing.append((lines, birth, reading.birth))
        if not flags & Flag.EXPIRY and str(expiry) != str(reading.expiry):
            differing.append((lines, expiry, reading.expiry))
    assert differing == []


def test_fields_are_cut_from_all_zones_at_once():
    layout = LAYOUTS["TD3"]
    text = write(
        "TD3",
        document_code="P",
        issuer="UTO",
        surname="ERIKSSON",
        given_names="ANNA",
        number="L898902C3",
        nationality="D",
        birth="740812",
        sex="F",
        expiry="300101",
    ).replace("\n", "")

    bulk = read_bulk(as_zones(text.encode() * (CHUNK + 5), layout), layout, on=ON)

    assert not bulk.flags.any()
    assert set(bulk.text(layout.number)) == {b"L898902C3"}
    assert set(bulk.text(layout.nationality)) == {b"D"}
    assert (bulk.birth == np.datetime64("1974-08-12")).all()


def test_nothing_is_read_from_nothing():
    assert len(read_bulk(as_zones(b"", LAYOUTS["TD1"]), LAYOUTS["TD1"], on=ON).flags) == 0
