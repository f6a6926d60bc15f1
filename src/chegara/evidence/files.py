"""Source files on disk, kept unchanged under the SHA-256 of their bytes."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from chegara.evidence.models import SourceFile


def keep(chunks: Iterable[bytes]) -> SourceFile:
    """Store a file's bytes and return its record; the same bytes are stored once."""
    folder = Path(settings.FILES)
    folder.mkdir(parents=True, exist_ok=True)
    sha, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as target:
            for chunk in chunks:
                sha.update(chunk)
                size += len(chunk)
                target.write(chunk)
        Path(name).chmod(0o440)
        Path(name).replace(path_of(sha.hexdigest()))
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return SourceFile.objects.get_or_create(sha256=sha.hexdigest(), defaults={"size": size})[0]


def path_of(sha256: str) -> Path:
    """Return where the file with this SHA-256 lies."""
    return Path(settings.FILES) / sha256
