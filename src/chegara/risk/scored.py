"""What experts' scores make of an assessment's risks: joint positions and how firm their ranking is.

Both depend on nothing but closed ballots, what agencies laid down, and the terms of the panel; they are kept
by all of these, since pages ask again and again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chegara.elicitation.methods.positions import Tie
from chegara.elicitation.models import AgencyPosition, Panel, Round, RoundState
from chegara.elicitation.queries import Results, agency_scores, results
from chegara.risk.methods.components import SCORED, Component
from chegara.risk.methods.matrices import load_matrices
from chegara.risk.methods.ranking import (
    AgencyScores,
    RankingSensitivity,
    joint_scores,
    ranking_sensitivity,
)
from chegara.risk.methods.rules import load_rule
from chegara.risk.models import Assessment

REPLICATIONS = 2000
MOST_DRAWN = 4_000_000
"""Levels drawn at most for a ranking: with many risks there are fewer replications, and n is printed."""
LEAST_REPLICATIONS = 200
MOST_COMPARED = 2_000
"""Above so many risks nothing is said of ties: each would be tied with hundreds."""

Joint: TypeAlias = Mapping[str, tuple[int | None, ...]]


def panel_of(assessment: Assessment) -> Panel | None:
    """Return the assessment's expert panel, None as long as nothing was scored."""
    return Panel.objects.filter(subject=assessment.subject).first()


def scored_round(assessment: Assessment) -> Round | None:
    """Return the round that levels rest on: the last closed one."""
    closed = Round.objects.filter(panel__subject=assessment.subject, state=RoundState.CLOSED)
    return closed.select_related("panel").order_by("-number").first()


def outcome_of(round_: Round | None) -> Results | None:
    """Return what a closed round found; the same ballots always give the same interval."""
    if round_ is None or round_.state != RoundState.CLOSED:
        return None
    return results(round_, rng=np.random.default_rng(int(round_.digest[:16], 16)))


@dataclass(frozen=True)
class Scores:
    """A closed round with all that levels depend on, so that what is made of it can be kept."""

    round: int
    digest: str
    tie: str
    mandated: tuple[tuple[int, str, int, int], ...]
    """Levels that agencies laid down: item, criterion, agency, level. (Weights stand once scoring begins.)"""

    @classmethod
    def of(cls, round_: Round) -> Scores:
        """Read what a round's levels depend on."""
        laid_down = AgencyPosition.objects.filter(item__panel=round_.panel_id, level__isnull=False)
        levels: Any = laid_down.order_by("pk").values_list("item", "criterion", "agency", "level")
        return cls(round=round_.pk, digest=round_.digest, tie=round_.panel.tie, mandated=tuple(levels))

    def joint(self) -> Joint:
        """Return the joint position on each component by the risk's key, None where nobody has one."""
        return _joint(self)

    def rng(self) -> np.random.Generator:
        """Return draws that are the same for the same ballots."""
        return np.random.default_rng(int(self.digest[:16], 16))


@lru_cache(maxsize=16)
def _agencies(scores: Scores) -> tuple[tuple[str, ...], Mapping[str, AgencyScores]]:
    """Return the keys scored, and by agency experts x risks x components in their order."""
    round_ = Round.objects.select_related("panel").get(pk=scores.round)
    items = list(round_.panel.items.values_list("pk", "key"))
    order = [list(round_.panel.criteria_words).index(component.value) for component in SCORED]
    place = {pk: number for number, (pk, _key) in enumerate(items)}
    laid_down: dict[int, Any] = {}
    for item, criterion, agency, level in scores.mandated:
        table = laid_down.setdefault(agency, np.full((len(items), len(SCORED)), np.nan))
        table[place[item], list(Component).index(Component(criterion))] = level
    given, weights = agency_scores(round_), dict(round_.panel.terms.values_list("agency", "weight"))
    nobody = np.empty((0, len(items), len(SCORED)))
    found = {
        str(agency): AgencyScores(
            scores=given[agency][:, :, order] if agency in given else nobody,
            mandated=laid_down.get(agency),
            weight=weights.get(agency, 1.0),
        )
        for agency in {*given, *laid_down}
    }
    return tuple(key for _pk, key in items), found


@lru_cache(maxsize=16)
def _joint(scores: Scores) -> Joint:
    keys, agencies = _agencies(scores)
    if not agencies:
        return {}
    joint = joint_scores(agencies, tie=Tie(scores.tie))
    return {
        key: tuple(None if np.isnan(level) else int(level) for level in row)
        for key, row in zip(keys, joint, strict=True)
    }


def ranking_of(assessment: Assessment, *, replications: int | None = None) -> RankingSensitivity | None:
    """Return how firm the ranking is, None where nobody has scored.

    A risk with a component on which no agency has a position is left out: it has no level to be ranked by.
    """
    round_ = scored_round(assessment)
    if round_ is None:
        return None
    standing = assessment.risks.standing().order_by("number").values_list("pk", flat=True)
    keys = tuple(f"risk:{pk}" for pk in standing)
    return ranking_by(
        Scores.of(round_), keys, assessment.rule, assessment.scale, assessment.tie, replications
    )


def ranking_by(
    scores: Scores, keys: tuple[str, ...], rule: str, scale: str, tie: str, replications: int | None = None
) -> RankingSensitivity | None:
    """Return the ranking of the risks of these keys by scores that were read already."""
    if replications is None:
        fewer = max(LEAST_REPLICATIONS, MOST_DRAWN // max(1, len(keys)))
        replications = min(REPLICATIONS, fewer)
    return _ranking(scores, keys, rule, scale, tie, replications)


@lru_cache(maxsize=64)
def _ranking(
    scores: Scores, keys: tuple[str, ...], rule_code: str, scale: str, tie: str, replications: int
) -> RankingSensitivity | None:
    scored, agencies = _agencies(scores)
    places = {key: place for place, key in enumerate(scored)}
    known = [key for key in keys if key in places]
    rows = [places[key] for key in known]
    agencies = {code: _only(agency, rows) for code, agency in agencies.items()}
    whole = _wholly_known(agencies, len(known))
    if not whole.any():
        return None
    kept = np.flatnonzero(whole).tolist()
    return ranking_sensitivity(
        [known[place] for place in kept],
        {code: _only(agency, kept) for code, agency in agencies.items()},
        load_rule(rule_code, load_matrices(scale)),
        tie=Tie(tie),
        rng=scores.rng(),
        replications=replications,
        compare=len(kept) <= MOST_COMPARED,
    )


def _wholly_known(agencies: Mapping[str, AgencyScores], risks: int) -> NDArray[np.bool_]:
    """Return of which risks each component has some agency's position: only those can be ranked."""
    known = np.zeros((risks, len(SCORED)), dtype=bool)
    for agency in agencies.values():
        known |= (~np.isnan(agency.scores)).any(axis=0)
        if agency.mandated is not None:
            known |= ~np.isnan(agency.mandated)
    return np.asarray(known.all(axis=1))


def _only(agency: AgencyScores, risks: Sequence[int]) -> AgencyScores:
    mandated = agency.mandated[risks] if agency.mandated is not None else None
    return AgencyScores(scores=agency.scores[:, risks], mandated=mandated, weight=agency.weight)
