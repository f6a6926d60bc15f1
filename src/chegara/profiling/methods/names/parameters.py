"""The dated, sourced tables of this package, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "parameters"


@cache
def table(name: str) -> dict[str, Any]:
    """Return `parameters/name_<name>.toml`."""
    return tomllib.loads((FOLDER / f"name_{name}.toml").read_text(encoding="utf-8"))


THRESHOLD: float = table("weights")["threshold"]
"""The score from which on somebody is told as a candidate, on the command line and on the site alike.

It is chosen with the weights, on generated persons that the fit has not seen (`benchmarks/fit_names.py`).
"""
