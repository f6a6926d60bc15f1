"""Does a condition stand for a group of people, whatever it is called? Asked of each before it may be signed.

Each condition of a profile is held against the attributes that an authority keeps lawfully (sex, age,
citizenship …): how often it is met in a group, beside all others. It stands for the group where the lower end
of the ratio's interval reaches the bound of `proxy_test.toml`, and the difference survives the control of
false discoveries over all conditions and groups together. To be met less often harms nobody and is no proxy:
the groups beside it then show it.

Sources: ratio with Katz's interval (Biometrics 34, 1978), Benjamini and Hochberg (JRSS B 57, 1995); the test
before activation answers CJEU C-817/19, which forbids criteria that discriminate indirectly.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from chegara.profiling.methods.oversight import (
    Estimate,
    benjamini_hochberg,
    difference_probability,
    ratio_of_shares,
)

PARAMETERS = Path(__file__).parents[1] / "parameters"


@lru_cache(maxsize=1)
def bounds() -> dict[str, Any]:
    """Return what the test holds conditions to."""
    return tomllib.loads((PARAMETERS / "proxy_test.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Proxy:
    """How often a condition is met in a group, beside all others; `stands`: it picks the group out."""

    condition: int
    attribute: str
    group: str
    met: int
    records: int
    ratio: Estimate
    stands: bool


def proxies(
    met: Sequence[Sequence[bool]],
    attributes: Mapping[str, Sequence[str]],
    *,
    stands_for: float,
    fewest_met: int,
) -> list[Proxy]:
    """Return each condition beside each group that is large enough to be told apart.

    Args:
        met: for each condition, whether each record fulfils it.
        attributes: for each attribute its value in each record; blank where it is not known.
        stands_for: the ratio from which a condition stands for a group.
        fewest_met: a condition that fewer records fulfil is not judged, nor a smaller group.
    """
    rows: list[tuple[int, str, str, int, int, int, int]] = []
    for attribute, values in attributes.items():
        sizes = Counter(value for value in values if value)
        total = sum(sizes.values())
        for number, hits in enumerate(met):
            found = Counter(value for value, hit in zip(values, hits, strict=True) if hit and value)
            if found.total() < fewest_met:
                continue
            rows += [
                (number, attribute, group, found[group], size, found.total() - found[group], total - size)
                for group, size in sorted(sizes.items())
                if size >= fewest_met and total - size >= fewest_met
            ]
    sure = benjamini_hochberg([difference_probability(*row[3:]) for row in rows])
    made = []
    for (number, attribute, group, hits_in, size, others_hit, others), certain in zip(
        rows, sure, strict=True
    ):
        ratio = ratio_of_shares(hits_in, size, others_hit, others)
        stands = certain and ratio.low is not None and ratio.low >= stands_for
        made.append(Proxy(number, attribute, group, hits_in, size, ratio, stands))
    return made
