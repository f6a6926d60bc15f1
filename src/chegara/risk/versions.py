"""Approved versions of a risk analysis: what an approval freezes, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from chegara.risk.hindsight import frozen_forecasts
from chegara.risk.models import Assessment, Risk
from chegara.risk.quantity_models import ComputationKind
from chegara.risk.queries import RiskLevel, levels_of
from chegara.risk.scored import Scores, outcome_of, ranking_of, scored_round

# What a version keeps of a risk's own words.
WORDS = tuple(
    field.name for field in Risk._meta.concrete_fields
    if isinstance(field, models.TextField | models.CharField) and field.name != "dropped_reason"
)  # fmt: skip


def content_of(assessment: Assessment) -> dict[str, Any]:
    """Return all that an assessment says and rests on, as JSON: what an approval freezes."""
    round_ = scored_round(assessment)
    outcome = outcome_of(round_)
    ranking = ranking_of(assessment)
    forecasts = frozen_forecasts(assessment)
    return {
        "year": assessment.year,
        "scale": assessment.scale,
        "rule": assessment.rule,
        "tie": assessment.tie,
        "yardstick": assessment.yardstick,
        "scope": assessment.scope,
        "ballots_sha256": round_.digest if round_ else "",
        "ballots": outcome.ballots if outcome else 0,
        "agreement": {one.criterion: one.found.alpha for one in outcome.agreement} if outcome else {},
        "top": [one.name for one in ranking.standings] if ranking else [],
        "signatures": [
            {"agency": one.agency.code, "stand": one.stand, "dissent": one.dissent}
            for one in assessment.participations.select_related("agency")
        ],
        "risks": [
            {**_frozen(one), "forecasts": forecasts.get(one.risk.pk, [])}
            for one in levels_of(assessment, Scores.of(round_) if round_ else None)
        ],
        "computed": {
            kind.value: {"sha256": one.input_sha256, "trials": one.trials, "result": one.content}
            for kind in ComputationKind
            if (one := assessment.computations.filter(kind=kind).first())
        },
    }


def _frozen(one: RiskLevel) -> dict[str, Any]:
    return {
        "pk": one.risk.pk,
        "number": one.risk.number,
        "carried_from": one.risk.carried_from_id,
        "words": {name: getattr(one.risk, name) for name in WORDS},
        "scores": {component.value: level for component, level in one.scores.items()},
        "by_rule": one.by_rule,
        "level": one.level,
        "sections": sorted(section.code for section in one.risk.sections.all()),
    }


@dataclass(frozen=True)
class Difference:
    """One thing that differs between two versions of an assessment."""

    number: int
    title: str
    field: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return what differs between the contents of two versions, risk by risk.

    `field` is a column of the risk, "level", "by_rule", "added" or "dropped".
    """
    then = {one["number"]: one for one in before["risks"]}
    now = {one["number"]: one for one in after["risks"]}
    found = []
    for number in sorted({*then, *now}):
        old, new = then.get(number), now.get(number)
        if old is None or new is None:
            one = new or old
            assert one is not None  # noqa: S101 - it is in one of the two
            found.append(Difference(number, one["words"]["title"], "added" if new else "dropped", None, None))
            continue
        title = new["words"]["title"]
        found += [
            Difference(number, title, name, old["words"].get(name), text)
            for name, text in new["words"].items()
            if old["words"].get(name) != text
        ]
        found += [
            Difference(number, title, name, old[name], new[name])
            for name in ("by_rule", "level")
            if old[name] != new[name]
        ]
    return found
