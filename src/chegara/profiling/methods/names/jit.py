"""Loops compiled by numba, or run as plain Python where numba is absent or NUMBA_DISABLE_JIT=1 is set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a loop as machine code, kept in numba's cache for the next start."""
    try:
        import numba
    except ImportError:
        return function
    jit: Callable[..., Any] = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return jit
