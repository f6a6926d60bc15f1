"""Words for probability, each with the range that it stands for.

A yardstick is a published list of words; which one an assessment uses is stated in it, and words of two are
never mixed. Readers understand a word as it was meant about twice as often where its range stands beside it,
so that a band is never given without: `Band.low` and `Band.high` go wherever the word goes.

Sources: `common/parameters/verbal.toml` names that of each yardstick;
    B. C. Wintle, H. Fraser, B. C. Wills, A. E. Nicholson, F. Fidler, "Verbal probabilities: very likely to be
    somewhat more confusing than numbers", PLOS ONE 14(4), 2019 (the range in the text).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from chegara.common.intervals import Interval

_FILE = Path(__file__).parent / "parameters" / "verbal.toml"
_NEXT_TO_NOTHING = 1e-12


@dataclass(frozen=True, kw_only=True)
class Band:
    """One word of a yardstick; `low` and `high` are probabilities, 0 to 1; `words` is by language."""

    code: str
    low: float
    high: float
    words: Mapping[str, str]

    @property
    def per_cent(self) -> tuple[int, int]:
        """The range in whole per cent, as it is printed beside the word."""
        return round(self.low * 100), round(self.high * 100)

    def distance(self, probability: float) -> float:
        """Return how far a probability lies outside the band, 0 within it."""
        return max(self.low - probability, probability - self.high, 0.0)


@dataclass(frozen=True, kw_only=True)
class Yardstick:
    """A published list of words for probability, from the least likely up.

    `source` cites it, `valid_from` is the day from which it holds.
    """

    code: str
    title: str
    source: str
    valid_from: date
    bands: tuple[Band, ...]

    def band(self, code: str) -> Band:
        """Return the band of a word's code.

        Raises:
            KeyError: the yardstick has no such word.
        """
        for band in self.bands:
            if band.code == code:
                return band
        raise KeyError(f"{self.code} has no word {code!r}")

    def band_of(self, probability: float) -> Band:
        """Return the band that a probability, 0 to 1, is spoken of by.

        On a limit that two bands share the higher one; in a gap that the yardstick leaves (or beyond its
        ends) the nearest, and of two as near the one closer to even chance, which claims less.

        >>> load_yardstick("icd-203").band_of(0.6).code
        'likely'

        Raises:
            ValueError: it is no probability, or it is 0 or 1: what is impossible or certain is said so.
        """
        if not 0 < probability < 1:
            raise ValueError(f"a word is for a probability between 0 and 1, not for {probability}")
        nearest = min(band.distance(probability) for band in self.bands)
        found = [b for b in self.bands if b.distance(probability) <= nearest + _NEXT_TO_NOTHING]
        if nearest == 0:
            return found[-1]
        return min(found, key=lambda band: abs((band.low + band.high) / 2 - 0.5))

    def bands_of(self, interval: Interval) -> tuple[Band, ...]:
        """Return the words that an interval of probabilities spans, from the lower to the higher.

        Raises:
            ValueError: as for `band_of`.
        """
        first, last = (
            self.bands.index(self.band_of(interval.low)),
            self.bands.index(self.band_of(interval.high)),
        )
        return self.bands[first : last + 1]


@cache
def yardsticks() -> Mapping[str, Yardstick]:
    """Return every yardstick by its code: icd-203, phia, unhcr-ppre."""
    with _FILE.open("rb") as file:
        content = tomllib.load(file)
    return {code: _yardstick(code, entry) for code, entry in content.items() if code != "version"}


def load_yardstick(code: str) -> Yardstick:
    """Return one yardstick.

    Raises:
        KeyError: there is none of that code.
    """
    return yardsticks()[code]


def _yardstick(code: str, entry: Mapping[str, Any]) -> Yardstick:
    bands = tuple(
        Band(
            code=name,
            low=band["range"][0] / 100,
            high=band["range"][1] / 100,
            words={"en": band["en"], "ru": band["ru"]},
        )
        for name, band in entry["bands"].items()
    )
    return Yardstick(
        code=code, title=entry["title"], source=entry["source"], valid_from=entry["valid_from"], bands=bands
    )
