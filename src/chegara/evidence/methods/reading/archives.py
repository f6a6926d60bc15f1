"""Office files are zip archives: what is refused before anything is unpacked, as a problem of the import."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, TypeAlias

from chegara.common import office_files
from chegara.common.office_files import MAX_RATIO, MAX_UNPACKED
from chegara.evidence.methods.reading.problems import refuse

CHUNK = 1 << 20

Opener: TypeAlias = Callable[[], IO[bytes]]


def checked_parts(opener: Opener) -> set[str]:
    """Return the names of the parts of an Office file whose sizes are sane, before anything is unpacked.

    Raises:
        RefusedError: zip_bomb, password_protected, unsafe_xml, truncated.
    """
    with opener() as file:
        try:
            return office_files.checked_parts(file)
        except office_files.OfficeFileError as error:
            raise refuse(
                error.code, value=error.part, arguments={"limit": MAX_UNPACKED, "ratio": MAX_RATIO}
            ) from error
