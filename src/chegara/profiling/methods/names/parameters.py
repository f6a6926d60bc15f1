"""The dated, sourced tables of this package, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "parameters"

THRESHOLD = 0.5
"""The score from which on somebody is told as a candidate, on the command line and on the site alike."""


@cache
def table(name: str) -> dict[str, Any]:
    """Return `parameters/name_<name>.toml`."""
    return tomllib.loads((FOLDER / f"name_{name}.toml").read_text(encoding="utf-8"))
