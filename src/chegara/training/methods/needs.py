"""What to train first: required minus held level, weighted by risk, ranked.

For each person and competence the shortfall is the required level minus the held one, not below 0; for a
competence it is summed over persons, times the weight of the risk that the competence serves. A level that
nobody assessed is unknown: it is neither 0 nor fulfilled, so each need has a least figure (all unknown
persons hold what they must) and a greatest (they hold nothing). Needs are ranked by the least figure, what
is surely lacking; equal needs share a rank, and whether the order is certain is said.

Source:
    Gap analysis of the training needs assessment: D. McConnell, "How to identify your organization's
    training needs", 2003; levels of the Sectoral Qualifications Framework for Border Guarding, Frontex,
    2012.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Requirement:
    """That a person needs a competence at a level (0 or more) and holds it at one, or nobody knows (None)."""

    person: str
    competence: str
    required: float
    held: float | None


@dataclass(frozen=True)
class Need:
    """One competence: persons surely short and of unknown level, levels lacking, and these times the weight.

    `rank` begins at 1. `surely_before_rest` says that no later need can overtake it, whatever the
    unknown levels are.
    """

    competence: str
    rank: int
    persons: int
    short: int
    unknown: int
    least: float
    greatest: float
    weight: float
    surely_before_rest: bool


def rank_needs(requirements: Iterable[Requirement], weights: Mapping[str, float]) -> list[Need]:
    """Return the needs, the most pressing first; a competence without shortfall or unknown level is none.

    Raises:
        ValueError: a competence has no weight, a weight or level is negative, or a person stands twice.
    """
    groups: dict[str, dict[str, Requirement]] = {}
    for one in requirements:
        _check(one, weights)
        persons = groups.setdefault(one.competence, {})
        if one.person in persons:
            raise ValueError(f"{one.person} stands twice under {one.competence}")
        persons[one.person] = one
    found = [_need(name, persons, weights[name]) for name, persons in groups.items()]
    found = sorted((one for one in found if one.greatest > 0), key=lambda one: (-one.least, one.competence))
    return _ranked(found)


def _need(competence: str, persons: Mapping[str, Requirement], weight: float) -> Need:
    gaps = [max(one.required - one.held, 0.0) for one in persons.values() if one.held is not None]
    open_levels = [one.required for one in persons.values() if one.held is None]
    least = weight * math.fsum(gaps)
    return Need(
        competence,
        rank=0,
        persons=len(persons),
        short=sum(gap > 0 for gap in gaps),
        unknown=len(open_levels),
        least=least,
        greatest=weight * math.fsum([*gaps, *open_levels]),
        weight=weight,
        surely_before_rest=False,
    )


def _ranked(needs: list[Need]) -> list[Need]:
    """Return the needs, in order, with their ranks, and whether what follows is surely behind."""
    ranked: list[Need] = []
    for number, need in enumerate(needs, 1):
        rank = ranked[-1].rank if ranked and ranked[-1].least == need.least else number
        certain = all(need.least > later.greatest for later in needs[number:])
        ranked.append(dataclasses.replace(need, rank=rank, surely_before_rest=certain))
    return ranked


def _check(one: Requirement, weights: Mapping[str, float]) -> None:
    levels = [one.required, *([] if one.held is None else [one.held])]
    weight = weights.get(one.competence)
    if weight is None:
        raise ValueError(f"competence {one.competence} has no weight")
    for value in itertools.chain(levels, [weight]):
        if not 0 <= value < math.inf:
            raise ValueError(f"levels and weights of {one.competence} are 0 or more, not {value}")
