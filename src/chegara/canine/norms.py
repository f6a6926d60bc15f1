"""The norms that hold here, from `parameters/norms.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from chegara.canine.methods.certification import Norm


@cache
def _norms() -> dict[str, Any]:
    return tomllib.loads((files("chegara.canine") / "parameters" / "norms.toml").read_text(encoding="utf-8"))


def certification_norm() -> Norm:
    """Return what a certificate asks for."""
    return Norm(**_norms()["certification"])


def hours_a_month() -> float:
    """Return how many hours of maintenance training a team needs a month."""
    return float(_norms()["maintenance"]["hours_a_month"])


def reminder_days() -> int:
    """Return how many days before the end of something its reminder begins."""
    return int(_norms()["reminders"]["days"])


def double_blind_days() -> int:
    """Return after how many days without a double-blind trial a team is reminded of one."""
    return int(_norms()["reminders"]["double_blind_days"])
