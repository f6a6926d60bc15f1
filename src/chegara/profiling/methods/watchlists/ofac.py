"""The list of Specially Designated Nationals of the US Treasury (OFAC): sdn.csv with alt.csv and add.csv.

The three files have no headings and write "-0-" for nothing; dates of birth, sex, nationality and documents
stand in the remarks. Source: https://ofac.treasury.gov/specially-designated-nationals-list-data-formats-data-schemas.
The list has no force outside the United States: it is for trial, training and comparison.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from chegara.common.csv_files import csv_rows
from chegara.profiling.methods.watchlists.entry import (
    LOW,
    BirthDate,
    Document,
    ListedName,
    ListEntry,
    UnreadableListError,
    read_birth_date,
    read_sex,
)

SOURCE = "OFAC Specially Designated Nationals"
_COLUMNS = 12
_NOTHING = "-0-"
_BIRTH = re.compile(r"\bDOB ([^;.]+)")
_PLACE = re.compile(r"\bPOB ([^;.]+)")
_NATIONALITY = re.compile(r"\b(?:nationality|citizen) ([^;.]+)")
_SEX = re.compile(r"\bGender (\w+)")
_DOCUMENT = re.compile(
    r"\b(Passport|National ID No\.|Identification Number|Cedula No\.|Tax ID No\.|C\.U\.R\.P\.|Personal ID Card|"
    r"Driver's License No\.|SSN|D\.N\.I\.)\s+([\w/-]*\d[\w/-]*)\s*(?:\(([^)]*)\))?"
)
_WEAK = re.compile(r"weak a\.k\.a|'[^']+'")


def read_ofac(
    sdn: Iterable[str], alternatives: Iterable[str] = (), addresses: Iterable[str] = ()
) -> Iterator[ListEntry]:
    """Yield the individuals of sdn.csv, with the aliases of alt.csv and the addresses of add.csv.

    Args:
        sdn: lines of sdn.csv.
        alternatives: lines of alt.csv.
        addresses: lines of add.csv.

    Raises:
        UnreadableListError: a row has fewer columns than the format prescribes.
    """
    aliases: dict[str, list[list[str]]] = defaultdict(list)
    for row in _rows(alternatives, 5, "alt.csv"):
        aliases[row[0]].append(row)
    places: dict[str, list[str]] = defaultdict(list)
    for row in _rows(addresses, 5, "add.csv"):
        if place := ", ".join(filter(None, row[2:5])):
            places[row[0]].append(place)
    for row in _rows(sdn, _COLUMNS, "sdn.csv"):
        if row[2].casefold() == "individual":
            yield _entry(row, aliases[row[0]], places[row[0]])


def _entry(row: list[str], aliases: list[list[str]], places: list[str]) -> ListEntry:
    remark = row[11]
    names = [_name(row[1], "primary", remark=False)]
    names += [
        _name(alias[3], "former" if alias[2] == "fka" else "alias", remark=bool(_WEAK.search(alias[4])))
        for alias in aliases
        if alias[3]
    ]
    return ListEntry(
        id=f"OFAC-{row[0]}",
        names=tuple(dict.fromkeys(names)),
        births=tuple(dict.fromkeys(_births(remark))),
        nationalities=tuple(dict.fromkeys(found.strip() for found in _NATIONALITY.findall(remark))),
        sex=read_sex(found[1]) if (found := _SEX.search(remark)) else "",
        birth_places=tuple(dict.fromkeys(found.strip() for found in _PLACE.findall(remark))),
        places=tuple(dict.fromkeys(places)),
        documents=tuple(
            Document(number=number, kind=kind.removesuffix(" No."), country=country)
            for kind, number, country in _DOCUMENT.findall(remark)
        ),
        programme=row[3],
        source=SOURCE,
        remark=remark,
    )


def _name(text: str, kind: str, *, remark: bool) -> ListedName:
    """Return a name written "FAMILY, Given Father"."""
    family, comma, given = text.partition(",")
    return ListedName(
        text=text,
        kind=kind,
        quality=LOW if remark else "good",
        family=family.strip() if comma else "",
        given=given.strip() if comma else "",
    )


def _births(remark: str) -> Iterator[BirthDate]:
    for text in _BIRTH.findall(remark):
        whole = text.replace(" to ", "-")
        years = re.findall(r"\d{4}", whole)
        if "-" in whole and len(years) == 2:
            whole = "-".join(years)
        if birth := read_birth_date(whole):
            yield birth


def _rows(lines: Iterable[str], columns: int, what: str) -> Iterator[list[str]]:
    for number, row in enumerate(csv_rows(lines, separators=",", skipinitialspace=True), start=1):
        if not row or row == ["\x1a"]:  # the files end with an old end-of-file mark
            continue
        if len(row) < columns:
            raise UnreadableListError(
                f"row {number} has {len(row)} columns where OFAC's {what} has {columns}: is it the csv from OFAC?"
            )
        yield ["" if cell.strip() == _NOTHING else cell.strip() for cell in row]
