"""Loops compiled by numba, or run as plain Python where numba is absent or NUMBA_DISABLE_JIT=1 is set.

numba keeps machine code by the file of a loop alone, though a loop of one file holds those of others that it
calls. Here it is kept by the content of the whole package, so that no old code runs after an update.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def _kept_in() -> str:
    """Return where the machine code of exactly these sources is kept."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.py")):
        digest.update(path.read_bytes())
    return str(FOLDER / "__pycache__" / f"machine-code-{digest.hexdigest()[:16]}")


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a loop as machine code, kept for the next start."""
    try:
        import numba
    except ImportError:
        return function
    settings: Any = numba.config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = before or _kept_in()
    try:
        jit: Callable[..., Any] = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    finally:
        settings.CACHE_DIR = before
    return jit
