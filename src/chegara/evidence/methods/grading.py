"""Grades of sources and of information by published schemes, and the confidence of an analysis.

Reliability of the source and credibility of the information are judged apart. Nothing here averages letters
or turns the grade of one scheme into that of another: what cannot be judged (F, 6, X, 4, E) is unknown and
not bad. The schemes, dated and with their sources, stand in `evidence/parameters/grading.toml`, the
levels of confidence in `confidence.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

PARAMETERS = Path(__file__).parent.parent / "parameters"
LEVELS = ("low", "moderate", "high")


class GradeError(ValueError):
    """The scheme has no such letter or number; `part` says which of the three is wrong."""

    def __init__(self, part: str, code: str) -> None:
        super().__init__(f"{part}: {code!r}")
        self.part = part


@dataclass(frozen=True)
class Mark:
    """One letter or number of a scheme with its meaning; `unknown` says that it judges nothing."""

    code: str
    names: Mapping[str, str]
    unknown: bool = False


@dataclass(frozen=True)
class Scheme:
    """A published scheme: the letters for sources, the numbers for information, handling if it has any."""

    code: str
    names: Mapping[str, str]
    short: Mapping[str, str]
    published: date
    source: Mapping[str, str]
    reliability: Mapping[str, Mark]
    credibility: Mapping[str, Mark]
    handling: Mapping[str, Mark]

    def check(self, reliability: str, credibility: str, handling: str = "") -> None:
        """Accept a grade of this scheme.

        Raises:
            GradeError: a letter or number is not of this scheme, or handling is given where it has none.
        """
        if reliability not in self.reliability:
            raise GradeError("reliability", reliability)
        if credibility not in self.credibility:
            raise GradeError("credibility", credibility)
        if handling not in (self.handling or ("",)):
            raise GradeError("handling", handling)


@cache
def schemes() -> Mapping[str, Scheme]:
    """Return the schemes by code, in the order of the file."""
    content = _read("grading")
    return {code: _scheme(code, entry) for code, entry in content.items() if code != "version"}


def _scheme(code: str, entry: Mapping[str, Any]) -> Scheme:
    return Scheme(
        code=code,
        names=entry["names"],
        short=entry["short"],
        published=entry["published"],
        source=entry["source"],
        reliability=_marks(entry["reliability"]),
        credibility=_marks(entry["credibility"]),
        handling=_marks(entry.get("handling", {})),
    )


def _marks(entries: Mapping[str, Any]) -> dict[str, Mark]:
    return {
        code: Mark(code, {"en": entry["en"], "ru": entry["ru"]}, entry.get("unknown", False))
        for code, entry in entries.items()
    }


@cache
def confidence_words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return the words of the levels, of their meaning and of the bases of confidence, by language."""
    return {name: table for name, table in _read("confidence").items() if name != "version"}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((PARAMETERS / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, kw_only=True)
class Confidence:
    """How sure analysts are, and on what that rests; all are of LEVELS.

    The level is a judgement and follows from no formula; `doubts` only asks where it and its bases disagree.
    """

    level: str
    quality: str
    quantity: str
    agreement: str
    assumptions: str = ""

    def doubts(self) -> tuple[str, ...]:
        """Return what a reader would ask: codes high_on_weak_basis, low_on_strong_basis, no_assumptions.

        >>> Confidence(level="high", quality="high", quantity="low", agreement="high").doubts()
        ('high_on_weak_basis', 'no_assumptions')
        """
        bases = {self.quality, self.quantity, self.agreement}
        found = []
        if self.level == "high" and "low" in bases:
            found.append("high_on_weak_basis")
        if self.level == "low" and bases == {"high"}:
            found.append("low_on_strong_basis")
        if not self.assumptions.strip():
            found.append("no_assumptions")
        return tuple(found)
