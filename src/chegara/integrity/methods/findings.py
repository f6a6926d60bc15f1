"""What a rule of the catalogue finds, and the thresholds that rules use."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from chegara.integrity.methods.service import Service

PARAMETERS = Path(__file__).parent.parent / "parameters"


class Severity(StrEnum):
    """How much a finding matters."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True)
class Thresholds:
    """Where ordinary ends; the shipped values stand in `parameters/thresholds.toml` with their sources."""

    similarity: float
    span_least: float
    span_most: float
    layers_most: int
    rotation_months: int
    hours_a_year: float
    load_least: float
    load_most: float


@dataclass(frozen=True)
class Found:
    """A finding: the rule, what it is about as (kind, key), the figures that its reason names."""

    rule: str
    about: tuple[tuple[str, int], ...]
    severity: Severity
    values: tuple[tuple[str, str], ...] = ()

    @property
    def identity(self) -> str:
        """What stays the same when the rules run again, so that a decision is kept."""
        return self.rule + "|" + ",".join(f"{kind}:{key}" for kind, key in self.about)


Rule = Callable[[Service, Thresholds], Iterator[Found]]


@cache
def thresholds() -> Thresholds:
    """Return the thresholds as shipped."""
    read = tomllib.loads((PARAMETERS / "thresholds.toml").read_text(encoding="utf-8"))
    return Thresholds(**{name: each["value"] for name, each in read.items()})
