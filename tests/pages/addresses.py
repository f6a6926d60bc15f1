"""All addresses of the site, for the tests that walk them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pypdf
from django.urls import URLPattern, URLResolver, get_resolver

THOUSANDS = re.compile(r"(?<=\d)[,.\s\u00a0\u202f'](?=\d{3})")


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern)
        else:
            yield pattern


def words_of(answer: Any) -> str:
    """Return all that an answer says: headers, text, what a workbook or document holds; figures bare."""
    content = answer.getvalue()
    answer.close()
    text = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return THOUSANDS.sub("", f"{text}\n{unpacked(content)}")


def unpacked(content: bytes) -> str:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return content.decode("utf-8", "replace")
