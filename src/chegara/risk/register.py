"""The register of an assessment, by the thousand: only the risks that a page shows are read whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from django.db.models import F

from chegara.organisation.models import Named
from chegara.risk.methods.components import SCORED
from chegara.risk.methods.ranking import RankingSensitivity, RiskStanding
from chegara.risk.models import Assessment, Risk
from chegara.risk.presenters import RegisterRow, register_row
from chegara.risk.queries import combined_of, levels_of
from chegara.risk.scored import Joint, Scores, ranking_by, scored_round

READ_AT_ONCE = 1000
SHOWN = ("assessment", "number", "title", "category", "level_set", "confidence", "dropped")
"""What the register shows of a risk; its descriptions are long."""


Keys: TypeAlias = tuple[tuple[int, int | None], ...]
"""Of each risk its key and the level that analysts set: what the order depends on, besides scores."""


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
        self._keys: Keys = tuple(standing)

    @property
    def ranking(self) -> RankingSensitivity | None:
        """How firm the ranking is, None where nobody has scored."""
        return self._ordered.ranking

    @property
    def _ordered(self) -> Ordered:
        one = self.assessment
        return _ordered(self.scores, self._keys, one.rule, one.scale, one.tie)

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
        keys, standing = self._ordered.keys[wanted], self._ordered.standing
        found: dict[int, Risk] = {}
        sections: dict[int, list[str]] = {key: [] for key in keys}
        # One question for both: a risk comes once for each of its sections, or once without any.
        shown: Any = Risk.objects.only(*SHOWN).filter(pk__in=keys)
        named = {f"section_{name}": F(f"sections__{name}") for name in ("name_en", "name_ru")}
        for risk in shown.annotate(**named).order_by("pk", "sections__code"):
            found[risk.pk] = risk
            if risk.section_name_en:
                sections[risk.pk].append(Named.chosen(risk.section_name_en, risk.section_name_ru))
        levels = levels_of(self.assessment, self.scores, risks=[found[key] for key in keys])
        return [
            register_row(self.assessment.scale, one, standing.get(one.risk.key), sections[one.risk.pk])
            for one in levels
        ]


@dataclass(frozen=True)
class Ordered:
    """The keys of risks from the highest, and how firm that is."""

    keys: list[int]
    ranking: RankingSensitivity | None

    @property
    def standing(self) -> dict[str, RiskStanding]:
        """The standings by their risk's key."""
        return self.ranking.by_name if self.ranking else {}


@lru_cache(maxsize=16)
def _ordered(scores: Scores | None, keys: Keys, rule: str, scale: str, tie: str) -> Ordered:
    """Order risks by the level that holds, then by their mean place; kept, since every page asks for it."""
    named = [f"risk:{pk}" for pk, _level in keys]
    ranking = ranking_by(scores, tuple(named), rule, scale, tie) if scores else None
    ordered = Ordered([], ranking)
    levels = _levels(rule, scale, scores.joint() if scores else {}, keys)
    ranks = [one.rank if (one := ordered.standing.get(name)) else 0.0 for name in named]
    places = np.lexsort((ranks, [-level for level in levels]))
    return Ordered([keys[place][0] for place in places], ranking)


def _levels(rule: str, scale: str, joint: Joint, keys: Keys) -> list[int]:
    """Return the level that holds of each risk, 0 where it is not known."""
    unknown: tuple[int | None, ...] = (None,) * len(SCORED)
    found = []
    for pk, level_set in keys:
        scores = joint.get(f"risk:{pk}", unknown)
        by_rule = None if scores == unknown else combined_of(rule, scale, scores).level
        found.append((by_rule or 0) if level_set is None else level_set)
    return found
