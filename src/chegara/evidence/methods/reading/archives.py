"""Office files are zip archives: what is refused before anything is unpacked."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, TypeAlias

from chegara.evidence.methods.reading.problems import RefusedError, refuse

MAX_UNPACKED = 1 << 30
MAX_RATIO = 200
RATIO_MATTERS_FROM = 1 << 24
MAX_MEMBERS = 2000
CHUNK = 1 << 20

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

Opener: TypeAlias = Callable[[], IO[bytes]]


def checked_parts(opener: Opener) -> set[str]:
    """Return the names of the parts of an Office file whose sizes are sane, before anything is unpacked.

    Raises:
        RefusedError: zip_bomb, password_protected, unsafe_xml, truncated.
    """
    with opener() as file:
        try:
            archive = zipfile.ZipFile(file)
        except DAMAGED as error:
            raise refuse("truncated") from error
        infos = archive.infolist()
        packed = sum(info.compress_size for info in infos)
        unpacked = sum(info.file_size for info in infos)
        ratio_is_mad = unpacked > RATIO_MATTERS_FROM and unpacked > MAX_RATIO * max(1, packed)
        if unpacked > MAX_UNPACKED or ratio_is_mad or len(infos) > MAX_MEMBERS:
            raise refuse("zip_bomb", arguments={"limit": MAX_UNPACKED, "ratio": MAX_RATIO})
        if any(info.flag_bits & 1 for info in infos):
            raise refuse("password_protected")
        parts = {info.filename for info in infos}
        for info in infos:
            _refuse_document_types(archive, info)
    return parts


def _refuse_document_types(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """A document type may declare entities that grow without end; no spreadsheet program writes one."""
    if not info.filename.endswith((".xml", ".rels")):
        return
    try:
        with archive.open(info) as part:
            if b"<!DOCTYPE" in part.read(4096).replace(b"\0", b""):
                raise refuse("unsafe_xml", value=info.filename)
    except DAMAGED as error:
        if isinstance(error, RefusedError):
            raise
        raise refuse("truncated", value=info.filename) from error
