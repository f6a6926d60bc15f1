"""How firm a ranking of risks is: what becomes of it when who scored, and what they scored, moves a little.

Each replication draws every agency's experts anew, with replacement, each expert with all scores that he gave
(who is strict once is strict throughout); moves each score by one step down or up, or leaves it; forms the
agencies' positions, the joint position, and the levels by the rule of the assessment. Counted is how often
each risk is among the first three and five, and at each level. A mandated position is moved, not resampled:
it stands for nobody's scores but its own.

This is sensitivity, not certainty: two experts an agency cannot say what all experts would think, and a share
of 90 per cent does not mean that the risk is among the first three with 90 per cent probability. The number
of replications and the Monte Carlo error are given with it.

Risks of one level share the places that they fill: where one place is left for two, each holds half of it.
Two risks are told apart when one has the higher level in at least the share `CLEAR` of the replications; else
they are tied.

Sources:
    B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, 1993, 8 (resampling whole subjects).
    H. Goldstein, D. J. Spiegelhalter, "League tables and their limitations", JRSS A 159, 1996.
    P. Hall, H. Miller, "Using the bootstrap to quantify the authority of an empirical ranking", Annals of
    Statistics 37, 2009.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from chegara.elicitation.methods.positions import Tie
from chegara.risk.methods.components import SCORED, Component
from chegara.risk.methods.matrices import Levels
from chegara.risk.methods.rules import Rule

Array: TypeAlias = NDArray[np.float64]

MOVED = 0.5
"""How likely a score is to move by one step, as often down as up."""

CLEAR = 0.8
"""The share of replications in which one risk must stand above another for the two to be told apart."""

_CHUNK = 250
_SCORES_AT_ONCE = 400_000
"""Scores of one expert that are drawn at a time, which bounds the memory that it takes."""
_HALF = 0.5
_NEARLY = 1e-9


@dataclass(frozen=True, kw_only=True)
class AgencyScores:
    """One agency's scores: experts x risks x components (as SCORED), NaN where none was given.

    `mandated` is risks x components, NaN where the agency's head laid nothing down; `weight` is positive.
    """

    scores: Array
    mandated: Array | None = None
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True)
class RiskStanding:
    """How one risk fares over the replications.

    `level` is what the scores as given make. `first_three`, `first_five` and `at_level` (by level, from 1)
    are shares of replications, 0 to 1; `rank` is the mean place, 1 for the highest.
    """

    name: str
    level: int
    first_three: float
    first_five: float
    at_level: tuple[float, ...]
    rank: float
    tied_with: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RankingSensitivity:
    """Risks from the highest, with what a ranking of them can bear.

    `replications` is n; `error` is the largest standard error that a share of so many replications has.
    `groups` are the names that cannot be told apart from the first of their group, from the highest. Where
    risks were not `compared` pair by pair, nothing is said of ties.
    """

    standings: tuple[RiskStanding, ...]
    groups: tuple[tuple[str, ...], ...]
    replications: int
    error: float
    compared: bool = True

    @cached_property
    def by_name(self) -> dict[str, RiskStanding]:
        """The standings by their risk's name."""
        return {one.name: one for one in self.standings}


class UnscoredError(ValueError):
    """A risk has a component on which no agency has a position, so that it has no level to be ranked by."""


def ranking_sensitivity(
    names: Sequence[str],
    agencies: Mapping[str, AgencyScores],
    rule: Rule,
    *,
    tie: Tie,
    rng: np.random.Generator,
    replications: int = 2000,
    moved: float = MOVED,
    compare: bool = True,
) -> RankingSensitivity:
    """Return the standing of each risk when positions are resampled and scores move by one step.

    `compare` tells which risks can't be told apart; it takes the square of the risks in time and memory.

    Raises:
        UnscoredError: a component of a risk is unknown to every agency; leave the risk out, and say so.
        ValueError: the shape of an agency's scores is not experts x risks x components, a weight is not
            positive, or `moved` is no probability.
    """
    _check(names, agencies, moved, replications)
    voices = [_clean(agency) for agency in agencies.values()]
    weights = np.array([agency.weight for agency in agencies.values()])
    as_given = _levels([voice[None] for voice in voices], weights, rule, tie, names)[0]
    drawn = []
    chunk = max(1, min(_CHUNK, _SCORES_AT_ONCE // (len(names) * len(SCORED))))
    for start in range(0, replications, chunk):
        size = min(chunk, replications - start)
        resampled = [_moved(_resampled(voice, size, rng), moved, rule.levels, rng) for voice in voices]
        # Who drew only experts without a score has no position in this replication; the others have.
        drawn.append(_levels(resampled, weights, rule, tie, names, instead=as_given))
    return _standings(names, as_given, np.concatenate(drawn), rule.levels, compare=compare)


def joint_scores(agencies: Mapping[str, AgencyScores], *, tie: Tie) -> Array:
    """Return the joint position on each risk and component, risks x components; NaN where nobody has one.

    It is the weighted median of the agencies' positions, each of them the median of its experts or what was
    mandated.
    """
    voices = [_clean(agency)[None] for agency in agencies.values()]
    weights = np.array([agency.weight for agency in agencies.values()])
    positions = np.stack([_median(voice, tie) for voice in voices], axis=-1)
    return np.asarray(_weighted_median(positions, weights, tie)[0])


def _check(
    names: Sequence[str], agencies: Mapping[str, AgencyScores], moved: float, replications: int
) -> None:
    if not names or not agencies:
        raise ValueError("a ranking needs risks and agencies")
    if not 0 <= moved <= 1 or replications < 1:
        raise ValueError(f"{moved} is no probability, or {replications} no number of replications")
    for code, agency in agencies.items():
        if agency.scores.ndim != 3 or agency.scores.shape[1:] != (len(names), len(SCORED)):
            raise ValueError(
                f"scores of {code} must be experts x {len(names)} risks x {len(SCORED)} components, "
                f"not {agency.scores.shape}"
            )
        if not 0 < agency.weight < math.inf:
            raise ValueError(f"the weight of {code} must be a positive number, not {agency.weight}")


def _clean(agency: AgencyScores) -> Array:
    """Return experts x risks x components; what is mandated stands in every expert's place."""
    scores = agency.scores if len(agency.scores) else np.full((1, *agency.scores.shape[1:]), np.nan)
    if agency.mandated is None:
        return scores
    return np.where(np.isnan(agency.mandated), scores, agency.mandated)


def _resampled(scores: Array, size: int, rng: np.random.Generator) -> Array:
    """Return replications x experts x risks x components."""
    chosen = rng.integers(0, len(scores), size=(size, len(scores)))
    return scores[chosen]


def _moved(scores: Array, moved: float, levels: int, rng: np.random.Generator) -> Array:
    u = rng.random(scores.shape)
    steps = np.where(u < moved / 2, -1.0, np.where(u < moved, 1.0, 0.0))
    return np.clip(scores + steps, 1.0, levels)


def _levels(
    voices: Sequence[Array],
    weights: Array,
    rule: Rule,
    tie: Tie,
    names: Sequence[str],
    *,
    instead: Levels | None = None,
) -> Levels:
    """Return replications x risks; where nobody has a position, `instead`'s level is kept."""
    positions = np.stack([_median(voice, tie) for voice in voices], axis=-1)
    joint = _weighted_median(positions, weights, tie)
    unknown = np.isnan(joint)
    if instead is None and unknown.any():
        _, risk, component = np.argwhere(unknown)[0]
        raise UnscoredError(f"{names[risk]}: no agency has a position on {list(Component)[component]}")
    found = rule.apply(np.where(unknown, 1, joint).astype(np.int64))
    return found if instead is None else np.where(unknown.any(axis=-1), instead, found)


def _median(scores: Array, tie: Tie) -> Array:
    """Return the median over experts, the second axis, by the rule for ties; NaN where nobody scored."""
    ordered = np.sort(scores, axis=1)
    given = (~np.isnan(scores)).sum(axis=1, keepdims=True)
    place = given // 2 if tie is Tie.HIGHER else (given - 1) // 2
    return np.take_along_axis(ordered, np.maximum(place, 0), axis=1)[:, 0]


def _weighted_median(positions: Array, weights: Array, tie: Tie) -> Array:
    """Return the weighted median over agencies, the last axis; who has no position does not weigh."""
    order = np.argsort(positions, axis=-1)
    ordered = np.take_along_axis(positions, order, axis=-1)
    own = np.where(np.isnan(ordered), 0.0, weights[order])
    passed = np.cumsum(own, axis=-1)
    half = passed[..., -1:] * _HALF
    slack = _NEARLY * half
    # The higher middle is the first to pass half, the lower one the first to reach it.
    reached = passed > half + slack if tie is Tie.HIGHER else passed >= half - slack
    place = np.argmax(reached, axis=-1)[..., None]
    return np.take_along_axis(ordered, place, axis=-1)[..., 0]


def _standings(
    names: Sequence[str], as_given: Levels, drawn: Levels, levels: int, *, compare: bool
) -> RankingSensitivity:
    alike_at = np.stack([(drawn == level).sum(axis=1) for level in range(1, levels + 1)], axis=1)
    alike_at = alike_at.astype(np.float32)
    above_at = alike_at.sum(axis=1, keepdims=True) - np.cumsum(alike_at, axis=1)
    above = np.take_along_axis(above_at, drawn - 1, axis=1)
    alike = np.take_along_axis(alike_at, drawn - 1, axis=1)
    three, five = (np.clip((places - above) / alike, 0, 1).mean(axis=0) for places in (3, 5))
    rank = (above + (alike + 1) / 2).mean(axis=0)
    at_level = np.stack([(drawn == level).mean(axis=0) for level in range(1, levels + 1)], axis=1)
    order = sorted(range(len(names)), key=lambda place: (rank[place], names[place]))
    tied = _tied(names, drawn, levels, order) if compare else None
    standings = tuple(
        RiskStanding(
            name=names[i],
            level=int(as_given[i]),
            first_three=float(three[i]),
            first_five=float(five[i]),
            at_level=tuple(float(share) for share in at_level[i]),
            rank=float(rank[i]),
            tied_with=tuple(names[j] for j in tied[i]) if tied else (),
        )
        for i in order
    )
    return RankingSensitivity(
        standings=standings,
        groups=_groups(order, tied, names) if tied else (),
        replications=len(drawn),
        error=_HALF / math.sqrt(len(drawn)),
        compared=compare,
    )


def _tied(names: Sequence[str], drawn: Levels, levels: int, order: Sequence[int]) -> list[list[int]]:
    """Return by risk those that are not clearly above or below it, in the order given."""
    higher = np.zeros((len(names), len(names)), dtype=np.float32)
    for level in range(2, levels + 1):
        higher += (drawn == level).T.astype(np.float32) @ (drawn < level).astype(np.float32)
    higher /= len(drawn)
    apart = (higher >= CLEAR) | (higher.T >= CLEAR)
    ordered = np.asarray(order)
    np.fill_diagonal(apart, val=True)
    return [ordered[~apart[i, ordered]].tolist() for i in range(len(names))]


def _groups(
    order: Sequence[int], tied: Sequence[Sequence[int]], names: Sequence[str]
) -> tuple[tuple[str, ...], ...]:
    groups: list[list[int]] = []
    alike: set[int] = set()
    for place in order:
        if groups and place in alike:
            groups[-1].append(place)
        else:
            groups.append([place])
            alike = set(tied[place])
    return tuple(tuple(names[place] for place in group) for group in groups)
