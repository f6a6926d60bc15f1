"""Workbooks are opened in one place: whatever was done to a file, one error tells it in a sentence."""

from __future__ import annotations

import contextlib
import io
import random
import re
import struct
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chegara.common.office_files import (
    OLE_MAGIC,
    REFUSALS,
    OfficeFileError,
    checked_parts,
    open_workbook,
    sheet_rows,
)

SOURCES = Path(__file__).parents[2] / "src" / "chegara"


def workbook(rows=12):
    book = openpyxl.Workbook()
    for number in range(rows):
        book.active.append([f"Ош {number}", number, date(2025, 3, 1), number / 2, True, None])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def archive(parts, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()


def locked(content):
    """A zip archive whose first entry claims to be encrypted."""
    place = content.index(b"PK\x01\x02") + 8
    return content[:place] + struct.pack("<H", 1) + content[place + 2 :]


def container(stream):
    return OLE_MAGIC + bytes(500) + f"Root Entry\0{stream}".encode("utf-16-le") + bytes(512)


GOOD = workbook()
with zipfile.ZipFile(io.BytesIO(GOOD)) as packed_parts:
    PARTS = {name: packed_parts.read(name) for name in packed_parts.namelist()}
SHEET = "xl/worksheets/sheet1.xml"
SWOLLEN = PARTS | {"xl/media/picture.bin": bytes(1 << 25)}
DECLARED = PARTS | {SHEET: b'<!DOCTYPE a [<!ENTITY b "bb">]>' + PARTS[SHEET]}
WIDE = PARTS | {SHEET: '<!DOCTYPE a [<!ENTITY b "bb">]><worksheet/>'.encode("utf-16")}

REFUSED = {
    "nothing": (b"", "not_a_workbook"),
    "words": ("фамилия;имя\n".encode(), "not_a_workbook"),
    "a Word document": (
        archive({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}), "not_a_workbook",
    ),
    "Excel 97-2003": (container("Workbook"), "old_workbook"),
    "locked by Excel with a password": (container("EncryptedPackage"), "password_protected"),
    "locked by a packing program": (locked(GOOD), "password_protected"),
    "cut off": (GOOD[: len(GOOD) // 2], "truncated"),
    "a bomb": (archive(SWOLLEN), "zip_bomb"),
    "more parts than any workbook": (archive(PARTS | {f"xl/{n}.bin": b"" for n in range(2001)}), "zip_bomb"),
    "entities": (archive(DECLARED), "unsafe_xml"),
    "entities in another encoding": (archive(WIDE), "unsafe_xml"),
    "a part cut off": (archive(PARTS | {"xl/workbook.xml": PARTS["xl/workbook.xml"][:100]}), "truncated"),
    "a part missing": (archive({n: c for n, c in PARTS.items() if n != "xl/workbook.xml"}), "not_a_workbook"),
}  # fmt: skip


@pytest.mark.parametrize("read_only", [True, False], ids=["by rows", "whole"])
@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_sound_workbook_is_refused_with_a_sentence_that_says_what_to_do(content, code, read_only):
    with pytest.raises(OfficeFileError) as refused:
        open_workbook(content, read_only=read_only)
    assert refused.value.code == code
    assert str(refused.value) == REFUSALS[code]
    assert re.search(r"[Ss]ave|Ask|Open", str(refused.value))


@pytest.mark.parametrize("read_only", [True, False], ids=["by rows", "whole"])
def test_a_sound_workbook_gives_its_rows_from_bytes_and_from_a_file(read_only):
    for content in (GOOD, io.BytesIO(GOOD)):
        rows = list(sheet_rows(open_workbook(content, read_only=read_only).worksheets[0]))
        assert len(rows) == 12
        assert rows[3][:2] == ("Ош 3", 3)
        assert rows[3][2].date() == date(2025, 3, 1)


def test_rows_are_read_to_the_end_where_a_program_wrote_a_wrong_size():
    wrong = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:A1"', PARTS[SHEET])
    assert wrong != PARTS[SHEET]
    rows = list(sheet_rows(open_workbook(archive(PARTS | {SHEET: wrong})).worksheets[0]))
    assert [row[1] for row in rows] == list(range(12))


def test_a_sheet_that_breaks_off_gives_its_rows_up_to_there_and_then_says_so():
    cut = PARTS[SHEET][: PARTS[SHEET].rindex(b"<row")]
    rows = sheet_rows(open_workbook(archive(PARTS | {SHEET: cut})).worksheets[0])
    seen = []
    with pytest.raises(OfficeFileError) as refused:
        seen.extend(rows)
    assert refused.value.code == "truncated"


def test_a_part_that_cannot_be_unpacked_is_named():
    place = GOOD.index(SHEET.encode()) + len(SHEET)
    spoilt = GOOD[:place] + bytes(40) + GOOD[place + 40 :]
    with pytest.raises(OfficeFileError) as refused:
        checked_parts(io.BytesIO(spoilt))
    assert (refused.value.code, refused.value.part) == ("truncated", SHEET)


@pytest.mark.filterwarnings("ignore::UserWarning")  # openpyxl's, of what it leaves out
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 1 << 30), read_only=st.booleans())
def test_no_damage_whatever_is_met_as_any_other_error(seed, read_only):
    chance = random.Random(seed)  # noqa: S311 - damage is no secret
    name = chance.choice(list(PARTS))
    part = bytearray(PARTS[name])
    for _time in range(chance.randrange(1, 8)):
        part[chance.randrange(len(part))] = chance.choice(b'<>"=/az09 ')
    spoilt = bytearray(GOOD)
    for _time in range(chance.randrange(1, 8)):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    cut = PARTS[name][: chance.randrange(len(PARTS[name]))]
    without = {each: content for each, content in PARTS.items() if each != name}
    changed = archive(PARTS | {name: bytes(part)})
    for content in (bytes(spoilt), changed, archive(PARTS | {name: cut}), archive(without)):
        with contextlib.suppress(OfficeFileError):  # any other error fails the test
            for sheet in open_workbook(content, read_only=read_only).worksheets:
                list(sheet_rows(sheet))


def test_no_slice_opens_a_workbook_of_its_users_by_itself():
    opened = {
        str(path.relative_to(SOURCES))
        for path in SOURCES.rglob("*.py")
        if re.search(r"\bload_workbook\(", path.read_text(encoding="utf-8"))
    }
    # The form that comes back is told from other files by a hidden sheet; spoilt, it is read as any file.
    assert opened == {"common/office_files.py", "evidence/data_requests/returned.py"}
