"""Loops compiled by numba, or run as plain Python where numba is absent or NUMBA_DISABLE_JIT=1 is set.

numba keeps machine code by the file of a loop alone, though a loop of one file holds those of others that it
calls. Here it is kept by the content of the loop's whole folder, so that no old code runs after a change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

try:
    import numba

    NUMBA: Any = numba
    IS_COMPILED = not NUMBA.config.DISABLE_JIT
except ImportError:
    IS_COMPILED = False


def compiled_into(function: Function) -> Function:
    """Compile into whatever calls this function.

    A loop of such functions allocates nothing, so that it needs no counting of references (`_nrt`), which
    would take most of its time.
    """
    if not IS_COMPILED:
        return function
    jit: Callable[[Function], Function] = NUMBA.njit(
        nogil=True,
        error_model="numpy",
        _nrt=False,
        forceinline=True,
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
    )
    return jit(function)


def compiled(function: Function) -> Function:
    """Compile what Python calls; the machine code, with all that it calls, is kept for the next start."""
    if not IS_COMPILED:
        return function
    settings = NUMBA.config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = before or _kept_in(Path(function.__code__.co_filename).parent)
    try:
        jit: Callable[[Function], Function] = NUMBA.njit(
            cache=True, nogil=True, error_model="numpy", _nrt=False
        )
        return jit(function)
    finally:
        settings.CACHE_DIR = before


@cache
def _kept_in(folder: Path) -> str:
    """Return where the machine code of exactly these sources is kept."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        digest.update(path.read_bytes())
    return str(folder / "__pycache__" / f"machine-code-{digest.hexdigest()[:16]}")
