"""The scales of the neighbours, factors and controls, as they stand in `parameters/corruption.toml`.

A scale has its words for likelihood and impact and an explicit table of bands; a band is looked up, never
computed as a product. Kazakhstan draws two maps, one of risks in norms and one of risks in how things are
run; Uzbekistan one, of three levels.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any

from chegara.risk.methods.matrices import Matrix

_FOLDER = Path(__file__).parent.parent / "parameters"
Words = Mapping[str, str]


class Band(IntEnum):
    """The bands of the map."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3


@dataclass(frozen=True, kw_only=True)
class CorruptionScale:
    """Words of each level from the lowest, and the table of bands, likelihood x impact."""

    code: str
    panel: str
    title: Words
    source: Words
    likelihood: tuple[Words, ...]
    impact: tuple[Words, ...]
    matrix: Matrix
    maps: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.likelihood)

    def band(self, likelihood: int | None, impact: int | None) -> Band | None:
        """Return the band of two levels, None where one is unknown.

        Raises:
            KeyError: one of them is no level of the scale.
        """
        if likelihood is None or impact is None:
            return None
        return Band(self.matrix.level(likelihood, impact))


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """From where a post is sensitive, and how long one may hold it (months)."""

    exposure: float
    strong_factors: int
    rotation_months: int


@cache
def _parameters() -> dict[str, Any]:
    with (_FOLDER / "corruption.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def load_scale(code: str) -> CorruptionScale:
    """Return a scale by its code.

    Raises:
        KeyError: there is no such scale.
    """
    given = _parameters()["scales"][code]
    return CorruptionScale(
        code=code,
        panel=given["panel"],
        title=given["title"],
        source=given["source"],
        likelihood=tuple(given["likelihood"]),
        impact=tuple(given["impact"]),
        matrix=Matrix(
            result="band", rows="likelihood", columns="impact", cells=tuple(tuple(r) for r in given["cells"])
        ),
        maps=tuple(given["maps"]),
    )


def factors() -> dict[str, Words]:
    """Return the factors' words by code."""
    return dict(_parameters()["factors"])


def factor_weights() -> dict[str, float]:
    """Return the factors' weights by code."""
    return {code: float(one["weight"]) for code, one in _parameters()["factors"].items()}


def controls() -> dict[str, Words]:
    """Return the controls' words by code."""
    return dict(_parameters()["controls"])


def thresholds() -> Thresholds:
    """Return the thresholds of the house."""
    given = _parameters()["thresholds"]
    return Thresholds(
        exposure=float(given["exposure"]),
        strong_factors=int(given["strong_factors"]),
        rotation_months=int(given["rotation_months"]),
    )


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A statement of a questionnaire; `against` says that agreeing speaks against integrity."""

    code: str
    factor: str
    words: Words
    against: bool


@cache
def _questionnaires() -> dict[str, Any]:
    with (_FOLDER / "questionnaires.toml").open("rb") as file:
        return tomllib.load(file)


def statements(kind: str) -> tuple[Statement, ...]:
    """Return the statements of a questionnaire ("staff" or "clients").

    Raises:
        KeyError: there is no such questionnaire.
    """
    return tuple(
        Statement(
            code=one["code"],
            factor=one["factor"],
            words={"en": one["en"], "ru": one["ru"]},
            against=one.get("against", False),
        )
        for one in _questionnaires()[kind]
    )


def zones() -> dict[str, Words]:
    """Return the zones of risk that a questionnaire offers, by code."""
    return dict(_questionnaires()["zones"])


def in_language(words: Words, language: str) -> str:
    """Return words in a language, in English where it has none.

    >>> in_language({"en": "low", "ru": "низкий"}, "ru"), in_language({"en": "low"}, "kk")
    ('низкий', 'low')
    """
    return words.get(language) or words["en"]
