"""The register of an assessment, by the thousand: only the risks that a page shows are read whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from chegara.risk.methods.components import SCORED, Component
from chegara.risk.methods.ranking import RankingSensitivity, RiskStanding
from chegara.risk.methods.rules import combine
from chegara.risk.models import Assessment, Risk
from chegara.risk.presenters import RegisterRow, register_row
from chegara.risk.queries import levels_of, rule_of
from chegara.risk.scored import Joint, Scores, ranking_by, scored_round

READ_AT_ONCE = 1000


@dataclass(frozen=True)
class Key:
    """What the order of a risk in the register depends on."""

    pk: int
    level_set: int | None

    @property
    def scored_as(self) -> str:
        """The key by which experts know it."""
        return f"risk:{self.pk}"


class Register:
    """The risks of an assessment, the highest first; does for a list what it would ask of a queryset."""

    model = Risk
    sortable = False

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        round_ = scored_round(assessment)
        self.scores = Scores.of(round_) if round_ else None
        self.panel = round_.panel if round_ else None
        standing = assessment.risks.standing().order_by("number").values_list("pk", "level_set")
        self._keys = [Key(pk, level) for pk, level in standing]

    @cached_property
    def ranking(self) -> RankingSensitivity | None:
        """How firm the ranking is, None where nobody has scored."""
        keys = tuple(key.scored_as for key in self._keys)
        return ranking_by(self.scores, keys, self.assessment) if self.scores else None

    @property
    def _standing(self) -> dict[str, RiskStanding]:
        return self.ranking.by_name if self.ranking else {}

    @cached_property
    def _ordered(self) -> list[int]:
        """The keys of the risks: the highest level first, then by how often among the first."""
        levels = _levels(self.assessment, self.scores.joint() if self.scores else {}, self._keys)
        standing = self._standing
        ranks = [standing[k.scored_as].rank if k.scored_as in standing else 0.0 for k in self._keys]
        return [self._keys[place].pk for place in np.lexsort((ranks, [-level for level in levels]))]

    def count(self) -> int:
        """Return how many risks there are."""
        return len(self._keys)

    __len__ = count

    def order_by(self, *_names: str) -> Register:
        """Stay in this order: another would need every level at hand."""
        return self

    def __iter__(self) -> Iterator[RegisterRow]:
        for start in range(0, len(self), READ_AT_ONCE):
            yield from self[start : start + READ_AT_ONCE]

    def __getitem__(self, wanted: slice) -> list[RegisterRow]:
        keys = self._ordered[wanted]
        found = Risk.objects.prefetch_related("sections").in_bulk(keys)
        risks = [found[key] for key in keys]
        levels = levels_of(self.assessment, self.scores, risks=risks)
        return [register_row(self.assessment.scale, one, self._standing.get(one.risk.key)) for one in levels]


def _levels(assessment: Assessment, joint: Joint, keys: list[Key]) -> list[int]:
    """Return the level that holds of each risk, 0 where it is not known; equal scores are combined once."""
    rule = rule_of(assessment)
    by_scores: dict[tuple[int | None, ...], int] = {(None,) * len(SCORED): 0}
    found = []
    for key in keys:
        scores = joint.get(key.scored_as, (None,) * len(SCORED))
        if scores not in by_scores:
            told: dict[Component, int | None] = dict(zip(SCORED, scores, strict=True))
            by_scores[scores] = combine(rule, told).level or 0
        found.append(by_scores[scores] if key.level_set is None else key.level_set)
    return found
