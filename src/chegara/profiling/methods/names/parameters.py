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
THRESHOLD_UNDATED: float = table("weights")["threshold_undated"]
"""The scores from which on somebody is told as a candidate, on the command line and on the site alike: where a birth is known of
the one who is looked for, and where none is, so that the name alone must do.

They are chosen with the weights, on generated persons that the fit has not seen (`benchmarks/fit_names.py`).
"""
