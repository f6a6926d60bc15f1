"""Reading risk analyses: scores, levels and their sensitivity, evidence, what changed since last year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from django.db import models
from numpy.typing import NDArray

from chegara.accounts.models import User
from chegara.common.periods import Month
from chegara.elicitation.methods.positions import Tie
from chegara.elicitation.methods.scales import load_scale
from chegara.elicitation.models import Panel, Round, RoundState
from chegara.elicitation.queries import (
    Results,
    agency_scores,
    latest_closed_round,
    mandated_positions,
    results,
)
from chegara.evidence.forecasts import StoredResult, stored_forecast
from chegara.evidence.methods.trend import Change
from chegara.evidence.queries import Series, series
from chegara.evidence.report.facts import longest_comparison, year_total
from chegara.organisation.models import State
from chegara.organisation.visibility import Viewer
from chegara.plans.choices import Status
from chegara.plans.models import Measure
from chegara.risk.choices import AssessmentState
from chegara.risk.methods.components import SCORED, Component
from chegara.risk.methods.matrices import load_matrices
from chegara.risk.methods.ranking import AgencyScores, RankingSensitivity, ranking_sensitivity
from chegara.risk.methods.rules import Combined, Rule, combine, load_rule
from chegara.risk.models import Assessment, EvidenceLink, Risk, Treatment
from chegara.risk.quantity_models import ComputationKind


@dataclass(frozen=True)
class RiskLevel:
    """A risk with its joint scores, the level that the rule makes of them, and the level that holds."""

    risk: Risk
    scores: Mapping[Component, int | None]
    combined: Combined | None

    @property
    def by_rule(self) -> int | None:
        """The rule's level, None where experts have not scored or do not know."""
        return self.combined.level if self.combined else None

    @property
    def level(self) -> int | None:
        """The level that holds: the analysts' where they set one, else the rule's."""
        return self.risk.level_set if self.risk.level_set is not None else self.by_rule


@dataclass(frozen=True)
class EvidenceFact:
    """What a linked series says of the assessment's year: the change on last year, and the forecast."""

    link: EvidenceLink
    series: Series
    total: float | None
    credible_months: int
    change: Change | None
    forecast: StoredResult | None


def panel_of(assessment: Assessment) -> Panel | None:
    """Return the assessment's expert panel, None as long as nothing was scored."""
    return Panel.objects.filter(subject=assessment.subject).first()


def scored_round(assessment: Assessment) -> Round | None:
    """Return the round that levels rest on: the last closed one."""
    panel = panel_of(assessment)
    return latest_closed_round(panel) if panel else None


def rule_of(assessment: Assessment) -> Rule:
    """Return the rule by which the assessment combines levels."""
    return load_rule(assessment.rule, load_matrices(assessment.scale))


def outcome_of(round_: Round | None) -> Results | None:
    """Return what a closed round found; the same ballots always give the same interval."""
    if round_ is None or round_.state != RoundState.CLOSED:
        return None
    return results(round_, rng=np.random.default_rng(int(round_.digest[:16], 16)))


def levels_of(assessment: Assessment, outcome: Results | None = None) -> list[RiskLevel]:
    """Return the risks that stand with their levels, in the order of their numbers."""
    outcome = outcome or outcome_of(scored_round(assessment))
    rule = rule_of(assessment)
    joint = {(f.item.key, f.criterion): f.joint for f in outcome.findings} if outcome else {}
    found = []
    for risk in assessment.risks.standing().prefetch_related("sections"):
        positions = {component: joint.get((risk.key, component.value)) for component in SCORED}
        scores = {c: position.level if position else None for c, position in positions.items()}
        scored = outcome is not None and any(level is not None for level in scores.values())
        found.append(RiskLevel(risk, scores, combine(rule, scores) if scored else None))
    return found


def ranking_of(assessment: Assessment, *, replications: int = 2000) -> RankingSensitivity | None:
    """Return how firm the ranking is, None where nobody has scored.

    A risk with a component on which no agency has a position is left out: it has no level to be ranked by.
    """
    round_ = scored_round(assessment)
    if round_ is None:
        return None
    keys = tuple(risk.key for risk in assessment.risks.standing())
    return _ranking(
        round_.pk, round_.digest, keys, assessment.rule, assessment.scale, assessment.tie,
        _mandated_key(round_.panel), replications,
    )  # fmt: skip


def _mandated_key(panel: Panel) -> tuple[tuple[int, str, int, int], ...]:
    found = mandated_positions(panel)
    return tuple(sorted((*key, one.level) for key, one in found.items() if one.level is not None))


@lru_cache(maxsize=64)
def _ranking(
    round_pk: int,
    digest: str,
    keys: tuple[str, ...],
    rule_code: str,
    scale: str,
    tie: str,
    mandated: tuple[tuple[int, str, int, int], ...],
    replications: int,
) -> RankingSensitivity | None:
    """Resample; kept by all that it depends on, since pages ask again and again."""
    round_ = Round.objects.select_related("panel").get(pk=round_pk)
    items = {key: (place, pk) for place, (pk, key) in enumerate(round_.panel.items.values_list("pk", "key"))}
    known = [key for key in keys if key in items]
    places = [items[key][0] for key in known]
    order = [list(round_.panel.criteria_words).index(component.value) for component in SCORED]
    weights = dict(round_.panel.terms.values_list("agency", "weight"))
    risk_of = {items[key][1]: number for number, key in enumerate(known)}
    laid_down: dict[int, Any] = {}
    for item, criterion, agency, level in mandated:
        if item in risk_of:
            table = laid_down.setdefault(agency, np.full((len(known), len(SCORED)), np.nan))
            table[risk_of[item], list(Component).index(Component(criterion))] = level
    scores = agency_scores(round_)
    nobody = np.empty((0, len(known), len(SCORED)))
    agencies = {
        str(agency): AgencyScores(
            scores=scores[agency][:, places][:, :, order] if agency in scores else nobody,
            mandated=laid_down.get(agency),
            weight=weights.get(agency, 1.0),
        )
        for agency in {*scores, *laid_down}
    }
    whole = _wholly_known(agencies, len(known))
    if not whole.any():
        return None
    return ranking_sensitivity(
        [key for key, is_whole in zip(known, whole, strict=True) if is_whole],
        {code: _only(agency, whole) for code, agency in agencies.items()},
        load_rule(rule_code, load_matrices(scale)),
        tie=Tie(tie),
        rng=np.random.default_rng(int(digest[:16], 16)),
        replications=replications,
    )


def _wholly_known(agencies: Mapping[str, AgencyScores], risks: int) -> NDArray[np.bool_]:
    """Return of which risks each component has some agency's position: only those can be ranked."""
    known = np.zeros((risks, len(SCORED)), dtype=bool)
    for agency in agencies.values():
        known |= (~np.isnan(agency.scores)).any(axis=0)
        if agency.mandated is not None:
            known |= ~np.isnan(agency.mandated)
    return np.asarray(known.all(axis=1))


def _only(agency: AgencyScores, risks: NDArray[np.bool_]) -> AgencyScores:
    mandated = agency.mandated[risks] if agency.mandated is not None else None
    return AgencyScores(scores=agency.scores[:, risks], mandated=mandated, weight=agency.weight)


def evidence_of(risk: Risk, viewer: Viewer) -> list[EvidenceFact]:
    """Return what the linked series say of the assessment's year, as `viewer` may see them."""
    year = risk.assessment.year
    found = []
    links = risk.evidence.select_related(
        "indicator", "point__country", "section__country", "division__country"
    )
    for link in links:
        own = series(link.indicator, link.place, viewer, last=Month(year, 12), kind=link.kind)
        values = dict(zip(own.months, own.values, strict=True))
        total = year_total(own, year) if own.months else None
        found.append(
            EvidenceFact(
                link=link,
                series=own,
                total=total.total if total else None,
                credible_months=total.credible if total else 0,
                change=longest_comparison(values, year) if own.months else None,
                forecast=stored_forecast(own) if own.months else None,
            )
        )
    return found


def treatments_of(risks: Iterable[Risk], viewer: Viewer) -> dict[int, list[Treatment]]:
    """Return by risk its treatments whose measures `viewer` may know of and that were not dropped."""
    found: dict[int, list[Treatment]] = {}
    seen = Measure.objects.visible_to(viewer).exclude(status=Status.DROPPED)
    for one in Treatment.objects.filter(
        risk__in=[risk.pk for risk in risks], measure__in=seen.values("pk")
    ).select_related("measure__lead", "measure__plan"):
        found.setdefault(one.risk_id, []).append(one)
    return found


def at_high_level(assessment: Assessment) -> list[RiskLevel]:
    """Return the risks on the upper half of the scale: those that may not stay without a measure."""
    size = len(load_scale(assessment.scale))
    return [one for one in levels_of(assessment) if one.level is not None and one.level > size / 2]


@dataclass(frozen=True)
class Compared:
    """A risk against last year's: its level then and now; None where it was not there or not known."""

    risk: Risk | None
    before: Risk | None
    level: int | None
    level_before: int | None


def compared_with_last_year(assessment: Assessment) -> list[Compared]:
    """Return this year's risks beside those that they were carried over from, and what was not carried."""
    previous = assessment.previous
    if previous is None:
        return []
    before = frozen_levels(previous)
    then = {risk.pk: risk for risk in previous.risks.standing()}
    found = []
    for one in levels_of(assessment):
        old = then.pop(one.risk.carried_from_id or 0, None)
        found.append(Compared(one.risk, old, one.level, before.get(old.pk) if old else None))
    return found + [Compared(None, old, None, before.get(pk)) for pk, old in then.items()]


def frozen_levels(assessment: Assessment) -> dict[int, int | None]:
    """Return the levels that an assessment was approved with, else those that hold now, by risk."""
    version = assessment.versions.order_by("-number").first()
    if version:
        return {one["pk"]: one["level"] for one in version.content["risks"]}
    return {one.risk.pk: one.level for one in levels_of(assessment)}


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
        "risks": [_frozen(one) for one in levels_of(assessment, outcome)],
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


def assessment_of(country: State, year: int, viewer: Viewer) -> Assessment | None:
    """Return the country's newest assessment of a year that was signed, as `viewer` may know of it."""
    signed = (AssessmentState.AGREED, AssessmentState.APPROVED, AssessmentState.PUBLISHED)
    visible: models.QuerySet[Assessment] = Assessment.objects.visible_to(viewer)
    return visible.filter(country=country, year=year, section=None, state__in=signed).order_by("-pk").first()


def assessments_of(user: User) -> models.QuerySet[Assessment]:
    """Return the assessments that somebody may know of, newest first."""
    visible: models.QuerySet[Assessment] = Assessment.objects.visible_to(user)
    return visible.select_related("country", "owner_agency", "section")
