"""Reading risk analyses: levels, evidence, treatments, what changed since last year and between versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from django.db import models

from chegara.accounts.models import User
from chegara.common.periods import Month
from chegara.elicitation.methods.scales import load_scale
from chegara.evidence.explorer.reading import series_by_place
from chegara.evidence.forecasts import StoredResult, stored_forecast
from chegara.evidence.methods.trend import Change
from chegara.evidence.models import Indicator, Record
from chegara.evidence.queries.series import Series, series
from chegara.evidence.report.facts import longest_comparison, year_total
from chegara.organisation.models import State
from chegara.organisation.visibility import Viewer
from chegara.plans.choices import Status
from chegara.plans.models import Measure
from chegara.risk.choices import AssessmentState
from chegara.risk.methods.components import SCORED, Component
from chegara.risk.methods.matrices import load_matrices
from chegara.risk.methods.rules import Combined, combine, load_rule
from chegara.risk.models import Assessment, CitedEvent, EvidenceLink, Risk, Treatment
from chegara.risk.scored import Scores, outcome_of, panel_of, ranking_of, scored_round

__all__ = ["outcome_of", "panel_of", "ranking_of", "scored_round"]


MOST_EVENTS = 50
"""Events that are shown to choose from."""


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


def levels_of(
    assessment: Assessment, scores: Scores | None = None, *, risks: Iterable[Risk] | None = None
) -> list[RiskLevel]:
    """Return the risks that stand with their levels, in the order of their numbers.

    `scores` and `risks` are given where the caller has them already.
    """
    if scores is None and (round_ := scored_round(assessment)):
        scores = Scores.of(round_)
    joint = scores.joint() if scores else {}
    unknown: tuple[int | None, ...] = (None,) * len(SCORED)
    standing = assessment.risks.standing().prefetch_related("sections") if risks is None else risks
    found = []
    for risk in standing:
        scored = joint.get(risk.key, unknown)
        combined = combined_of(assessment.rule, assessment.scale, scored) if scored != unknown else None
        found.append(RiskLevel(risk, dict(zip(SCORED, scored, strict=True)), combined))
    return found


@lru_cache(maxsize=4096)
def combined_of(rule: str, scale: str, scores: tuple[int | None, ...]) -> Combined:
    """Return what a rule makes of the levels of the components; few of many risks differ in all of them."""
    return combine(load_rule(rule, load_matrices(scale)), dict(zip(SCORED, scores, strict=True)))


def evidence_of(risk: Risk, viewer: Viewer) -> list[EvidenceFact]:
    """Return what the linked series say of the assessment's year, as `viewer` may see them."""
    return evidence_of_all([risk], risk.assessment, viewer).get(risk.pk, [])


def evidence_of_all(
    risks: Iterable[Risk], assessment: Assessment, viewer: Viewer
) -> dict[int, list[EvidenceFact]]:
    """Return by risk what the series that it is linked to say; each series is read once."""
    found: dict[int, list[EvidenceFact]] = {}
    named = EvidenceLink.objects.filter(risk__in=[risk.pk for risk in risks]).select_related(
        "risk", "indicator", "point__country", "section__country", "division__country"
    )
    links = list(named.order_by("pk"))
    told = SeriesReader(assessment, viewer, links)
    for link in links:
        link.risk.assessment = assessment
        found.setdefault(link.risk_id, []).append(EvidenceFact(link, *told.of(link)))
    return found


class SeriesReader:
    """The series that links name, each read once; many places of one indicator are read together."""

    TOGETHER = 4

    def __init__(self, assessment: Assessment, viewer: Viewer, links: Iterable[EvidenceLink]) -> None:
        self.assessment, self.viewer = assessment, viewer
        self.last = Month(assessment.year, 12)
        self.told: dict[tuple[Any, ...], _Told] = {}
        self.by_place: dict[tuple[str, Any], Series] = {}
        places: dict[Indicator, set[tuple[int | None, int | None]]] = {}
        for link in links:
            if (link.point_id or link.section_id) and not link.kind:
                places.setdefault(link.indicator, set()).add((link.point_id, link.section_id))
        for indicator, named in places.items():
            if len(named) >= self.TOGETHER:
                for own in series_by_place(indicator, assessment.country, viewer, last=self.last):
                    self.by_place[indicator.pk, own.place] = own

    def of(self, link: EvidenceLink) -> _Told:
        """Return what the series of a link tells."""
        key = (link.indicator_id, link.point_id, link.section_id, link.division_id, link.kind)
        if key not in self.told:
            self.told[key] = _told(self.series(link), self.assessment.year)
        return self.told[key]

    def series(self, link: EvidenceLink) -> Series:
        """Return the series of a link up to the end of the assessment's year."""
        own = self.by_place.get((link.indicator_id, link.place)) if not link.kind else None
        return own or series(link.indicator, link.place, self.viewer, last=self.last, kind=link.kind)


_Told: TypeAlias = tuple[Series, float | None, int, Change | None, StoredResult | None]


def _told(own: Series, year: int) -> _Told:
    """Return a series with the year's total and credible months, its change and its forecast."""
    if not own.months:
        return own, None, 0, None, None
    values = dict(zip(own.months, own.values, strict=True))
    total = year_total(own, year)
    return (
        own, total.total if total else None, total.credible if total else 0, longest_comparison(values, year),
        stored_forecast(own),
    )  # fmt: skip


def cited_events(risks: Iterable[Risk], viewer: Viewer) -> dict[int, list[CitedEvent]]:
    """Return by risk the events that it rests on and that `viewer` may see."""
    found: dict[int, list[CitedEvent]] = {}
    seen = Record.objects.visible_to(viewer).values("pk")
    for one in CitedEvent.objects.filter(
        risk__in=[risk.pk for risk in risks], record__in=seen
    ).select_related(
        "record__indicator", "record__batch__owner_agency", "record__point", "record__section",
        "record__division",
    ):  # fmt: skip
        found.setdefault(one.risk_id, []).append(one)
    return found


def events_to_cite(
    risk: Risk, viewer: Viewer, *, indicator: Indicator | None, since: date, until: date
) -> list[Record]:
    """Return events that a risk could rest on, the newest first: at most `MOST_EVENTS`."""
    found = (
        Record.objects.visible_to(viewer)
        .counting()
        .filter(event=True, batch__country=risk.assessment.country_id, start__range=(since, until))
        .exclude(pk__in=CitedEvent.objects.filter(risk=risk).values("record"))
    )
    if indicator is not None:
        found = found.filter(indicator=indicator)
    whole = found.select_related("indicator", "batch__owner_agency", "point", "section", "division")
    return list(whole.order_by("-start", "-pk")[:MOST_EVENTS])


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


def assessment_of(country: State, year: int, viewer: Viewer) -> Assessment | None:
    """Return the country's newest assessment of a year that was signed, as `viewer` may know of it."""
    signed = (AssessmentState.AGREED, AssessmentState.APPROVED, AssessmentState.PUBLISHED)
    visible: models.QuerySet[Assessment] = Assessment.objects.visible_to(viewer)
    return visible.filter(country=country, year=year, section=None, state__in=signed).order_by("-pk").first()


def assessments_of(user: User) -> models.QuerySet[Assessment]:
    """Return the assessments that somebody may know of, newest first."""
    visible: models.QuerySet[Assessment] = Assessment.objects.visible_to(user)
    return visible.select_related("country", "owner_agency", "section")
