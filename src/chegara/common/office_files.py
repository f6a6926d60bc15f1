"""Office files that people bring: what is refused before anything is unpacked, and workbooks opened so.

An Office file (ECMA-376) is a zip archive of XML parts. One that was cut off, locked or made to swell is met
at one place, so that whoever reads a workbook has one error to tell its user about, and no other to forget.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

import openpyxl

from chegara.common.refusals import Refused
from chegara.common.refusals import gettext_noop as _

MAX_UNPACKED = 1 << 30
MAX_RATIO = 200
RATIO_MATTERS_FROM = 1 << 24
MAX_MEMBERS = 2000
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the containers begin in which Excel 97-2003 saves, and Excel of today what it locks with a password."""
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")

# What zipfile, zlib, ElementTree and openpyxl raise on bytes that somebody cut or changed.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
)

REFUSALS = {
    "not_a_workbook": _(
        "This is not an xlsx workbook. Save the table as “Excel workbook (xlsx)” and try again."
    ),
    "old_workbook": _("This is a workbook of Excel 97–2003 (.xls). Save it as “Excel workbook (xlsx)”."),
    "password_protected": _("The workbook is locked with a password. Save it without one."),
    "zip_bomb": _(
        "Unpacked, the file would be many times larger than any table needs. Save it anew without pictures "
        "and empty formatted rows."
    ),
    "unsafe_xml": _(
        "The workbook contains what no spreadsheet program writes (a document type). Open it and save it "
        "anew."
    ),
    "truncated": _("The file breaks off: it did not arrive whole. Ask for it again."),
    "no_sheet": _("The workbook has no sheet with a table."),
}


class OfficeFileError(Refused):
    """A file that cannot be read; `code` is a key of `REFUSALS`, `part` names the part of the archive."""

    def __init__(self, code: str, part: str = "") -> None:
        super().__init__(REFUSALS[code])
        self.code, self.part = code, part


def checked_parts(file: IO[bytes]) -> set[str]:
    """Return the names of the parts of an Office file whose sizes are sane, before anything is unpacked.

    Raises:
        OfficeFileError: zip_bomb, password_protected, unsafe_xml, truncated.
    """
    try:
        archive = zipfile.ZipFile(file)
    except DAMAGED as error:
        raise OfficeFileError("truncated") from error
    infos = archive.infolist()
    packed = sum(info.compress_size for info in infos)
    unpacked = sum(info.file_size for info in infos)
    ratio_is_mad = unpacked > RATIO_MATTERS_FROM and unpacked > MAX_RATIO * max(1, packed)
    if unpacked > MAX_UNPACKED or ratio_is_mad or len(infos) > MAX_MEMBERS:
        raise OfficeFileError("zip_bomb")
    if any(info.flag_bits & 1 for info in infos):
        raise OfficeFileError("password_protected")
    for info in infos:
        _refuse_document_types(archive, info)
    return {info.filename for info in infos}


def _refuse_document_types(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """A document type may declare entities that grow without end; no spreadsheet program writes one."""
    if not info.filename.endswith((".xml", ".rels")):
        return
    try:
        with archive.open(info) as part:
            declares = b"<!DOCTYPE" in part.read(4096).replace(b"\0", b"")
    except DAMAGED as error:
        raise OfficeFileError("truncated", info.filename) from error
    if declares:
        raise OfficeFileError("unsafe_xml", info.filename)


def open_workbook(content: bytes | IO[bytes], *, read_only: bool = True) -> openpyxl.Workbook:
    """Return an xlsx workbook of at least one sheet, values in place of formulas.

    Read only, its rows are parsed as they are asked for: ask by `sheet_rows`. Else it is parsed now.

    Raises:
        OfficeFileError: not_a_workbook, old_workbook, no_sheet, and as for `checked_parts`.
    """
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    head = file.read(len(OLE_MAGIC))
    if head == OLE_MAGIC:
        raise OfficeFileError("password_protected" if ENCRYPTED_STREAM in file.read() else "old_workbook")
    if not head.startswith(b"PK"):
        raise OfficeFileError("not_a_workbook")
    file.seek(0)
    if not any(part.endswith("workbook.xml") for part in checked_parts(file)):
        raise OfficeFileError("not_a_workbook")
    file.seek(0)
    try:
        book = openpyxl.load_workbook(file, read_only=read_only, data_only=True, keep_links=False)
    except DAMAGED as error:
        raise OfficeFileError("truncated") from error
    if not book.worksheets:
        raise OfficeFileError("no_sheet")
    return book


def sheet_rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a workbook's sheet, each the values of its cells, from the first row on.

    Raises:
        OfficeFileError: truncated, where the sheet breaks off.
    """
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()  # many programs write a wrong size, or none
    rows = sheet.iter_rows(values_only=True)
    while True:
        try:
            row = next(rows, None)
        except DAMAGED as error:
            raise OfficeFileError("truncated") from error
        if row is None:
            return
        yield row
