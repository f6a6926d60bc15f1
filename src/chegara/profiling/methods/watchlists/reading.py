"""One door to all readers: what a file is, is seen from its name and its beginning."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from chegara.common.csv_files import CsvError
from chegara.common.office_files import OLE_MAGIC
from chegara.profiling.methods.watchlists.entry import ListEntry, UnreadableListError
from chegara.profiling.methods.watchlists.follow_the_money import read_follow_the_money
from chegara.profiling.methods.watchlists.kyrgyz import read_kyrgyz
from chegara.profiling.methods.watchlists.ofac import read_ofac
from chegara.profiling.methods.watchlists.table import read_csv, read_xlsx
from chegara.profiling.methods.watchlists.united_nations import read_un

UN, KYRGYZ, OFAC, FOLLOW_THE_MONEY, CSV, XLSX = "un", "kyrgyz", "ofac", "ftm", "csv", "xlsx"
_HEAD = 2048


def form_of(path: Path) -> str:
    """Say what a list file is.

    Raises:
        OSError: the file cannot be read.
        UnreadableListError: it is none of the lists that are read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith((b"PK", OLE_MAGIC)):  # a workbook locked with a password is told as such
        return XLSX
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        return FOLLOW_THE_MONEY
    if start.startswith(b"<"):
        if b"CONSOLIDATED_LIST" in head:
            return UN
        if b"SanctionList" in head or b"KyrgyzPhysicPerson" in head:
            return KYRGYZ
        raise UnreadableListError(
            "this XML is neither the UN's consolidated list nor the Kyrgyz national list: export it as csv or xlsx"
        )
    if b"-0-" in start.split(b"\n", 1)[0]:
        return OFAC
    if b"\0" in head:
        raise UnreadableListError("this is none of xml, csv, xlsx and JSON lines: save it as csv or xlsx")
    return CSV


def read_list(path: Path, notes: list[str] | None = None) -> list[ListEntry]:
    """Return the persons of a list file of any known form; OFAC's alt.csv and add.csv are found beside sdn.csv.

    Where `notes` are given, a table's row without a name or with a date that is none does not stop the reading: it is noted there,
    and the row stays with what it has.

    Raises:
        OSError: the file cannot be read.
        UnreadableListError: its content is not as its form prescribes; the message begins with the file.
    """
    try:
        return list(_read(path, form_of(path), notes))
    except (UnreadableListError, CsvError) as error:
        raise UnreadableListError(f"{path}: {error}") from error
    except UnicodeDecodeError as error:
        raise UnreadableListError(
            f"{path} is neither in UTF-8 nor in Windows Cyrillic: save it in UTF-8"
        ) from error


def _read(path: Path, form: str, notes: list[str] | None) -> Iterator[ListEntry]:
    if form in (UN, KYRGYZ, XLSX):
        with path.open("rb") as file:
            if form == XLSX:
                return iter(list(read_xlsx(file, source=path.stem, notes=notes)))
            return iter(list(read_un(file) if form == UN else read_kyrgyz(file)))
    lines = _lines(path)
    if form == FOLLOW_THE_MONEY:
        return read_follow_the_money(lines)
    if form == OFAC:
        return read_ofac(lines, *(_beside(path, part) for part in ("alt", "add")))
    return read_csv(lines, source=path.stem, notes=notes)


def _beside(path: Path, part: str) -> list[str]:
    """Return the lines of OFAC's second and third file, where they lie beside the first."""
    for other in (path.with_name(path.name.replace("sdn", part)), path.with_name(f"{part}.csv")):
        if other != path and other.exists():
            return _lines(other)
    return []


def _lines(path: Path) -> list[str]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1251")
    return list(io.StringIO(text, newline=""))
