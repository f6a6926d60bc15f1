"""Scales of levels, and the mapping of an agency's own scale onto the common one.

Border service, customs and veterinarians score on scales of their own. A mapping says, word for word of
theirs, which level of the common scale it stands for; it keeps their order, and the original stays beside
what it became. A word that stands for "cannot be judged" (F and 6 of the Admiralty code, X and 4 of
Europol's) maps to no level: unknown is not low.

Sources: `elicitation/parameters/scales.toml` names that of each scale.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent.parent / "parameters" / "scales.toml"


@dataclass(frozen=True, kw_only=True)
class Level:
    """One level of a scale; `names` is by language."""

    code: str
    names: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Ordered levels, the lowest first. A level's number is its place, from 1: an order, no amount."""

    code: str
    titles: Mapping[str, str]
    source: str
    levels: tuple[Level, ...]

    def __len__(self) -> int:
        return len(self.levels)

    def number(self, code: str) -> int:
        """Return the number of a level, 1 for the lowest.

        Raises:
            KeyError: the scale has no such level.
        """
        for number, level in enumerate(self.levels, start=1):
            if level.code == code:
                return number
        raise KeyError(f"scale {self.code} has no level {code!r}")

    def level(self, number: int) -> Level:
        """Return the level of a number.

        Raises:
            KeyError: the scale has no level of that number.
        """
        if not 1 <= number <= len(self.levels):
            raise KeyError(f"scale {self.code} has levels 1 to {len(self.levels)}, not {number}")
        return self.levels[number - 1]


class BrokenMappingError(ValueError):
    """The mapping names a level that does not exist, or turns the order of the agency's scale round."""


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """A score as the agency gave it, and the level of the common scale; None where it cannot be judged."""

    original: str
    level: int | None


@dataclass(frozen=True, kw_only=True)
class ScaleMapping:
    """An agency's words, the lowest first, each with the common level that it stands for (None: unknown).

    Raises:
        BrokenMappingError: a level is none of the common scale, or a higher word stands for a lower level.
    """

    scale: Scale
    levels: Mapping[str, int | None]

    def __post_init__(self) -> None:
        """Refuse a mapping that does not keep the order."""
        known = [(word, level) for word, level in self.levels.items() if level is not None]
        for word, level in known:
            if not 1 <= level <= len(self.scale):
                raise BrokenMappingError(
                    f"{word!r} is mapped to level {level}, "
                    f"but scale {self.scale.code} has 1 to {len(self.scale)}"
                )
        for (lower, below), (higher, above) in pairwise(known):
            if below > above:
                raise BrokenMappingError(
                    f"{higher!r} stands above {lower!r}, but is mapped to {above}, below {below}"
                )

    def mapped(self, original: str) -> Mapped:
        """Return an agency's score with its level on the common scale.

        Raises:
            KeyError: the agency's scale has no such word.
        """
        if original not in self.levels:
            raise KeyError(f"{original!r} is no word of the mapping: {', '.join(self.levels)}")
        return Mapped(original=original, level=self.levels[original])


@cache
def scales() -> Mapping[str, Scale]:
    """Return the scales that are shipped, by code: three, four, five, eu-2019-1896."""
    with _FILE.open("rb") as file:
        content = tomllib.load(file)
    return {code: _scale(code, entry) for code, entry in content.items() if code != "version"}


def load_scale(code: str) -> Scale:
    """Return one of the scales that are shipped.

    Raises:
        KeyError: there is none of that code.
    """
    return scales()[code]


def _scale(code: str, entry: Mapping[str, Any]) -> Scale:
    levels = tuple(
        Level(code=one["code"], names={"en": one["en"], "ru": one["ru"]}) for one in entry["levels"]
    )
    return Scale(code=code, titles=entry["title"], source=entry["source"], levels=levels)
