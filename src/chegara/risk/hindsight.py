"""Hindsight: what last year's analysis expected of this year, beside what happened.

Forecasts are those that the approval froze, not made anew: what was promised is what is checked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chegara.common.periods import Month
from chegara.organisation.visibility import Viewer
from chegara.plans.models import Measure
from chegara.risk.harm import joint_viewer
from chegara.risk.models import Assessment, EvidenceLink, Risk, Treatment
from chegara.risk.queries import EvidenceFact, SeriesReader, evidence_of_all, levels_of


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


@dataclass(frozen=True)
class CheckedForecast:
    """A series of a risk as last year's analysis forecast it, and what was then counted.

    `expected` and `counted` are sums over the `months` whose number is known by now; of these months `inside`
    lay within their 80 % interval. With no such month both are None.
    """

    risk: Risk
    link: EvidenceLink
    expected: float | None
    counted: float | None
    months: int
    inside: int


def frozen_forecasts(assessment: Assessment) -> dict[int, list[dict[str, Any]]]:
    """Return by risk the forecasts of its series for next year, as every agency of the country sees them."""
    found = evidence_of_all(assessment.risks.standing(), assessment, joint_viewer(assessment))
    kept = {risk: [_kept(fact) for fact in facts] for risk, facts in found.items()}
    return {risk: [one for one in known if one] for risk, known in kept.items()}


def _kept(fact: EvidenceFact) -> dict[str, Any] | None:
    forecast = fact.forecast
    if forecast is None or forecast.reason:
        return None
    return {
        "indicator": fact.link.indicator_id,
        "point": fact.link.point_id,
        "section": fact.link.section_id,
        "division": fact.link.division_id,
        "kind": fact.link.kind,
        "months": [str(month) for month in forecast.months],
        "values": list(forecast.values),
        "lo80": list(forecast.lo80),
        "hi80": list(forecast.hi80),
    }


def checked_forecasts(assessment: Assessment) -> list[CheckedForecast]:
    """Return what the analysis that this one starts from forecast, checked by this year's evidence."""
    previous = assessment.previous
    version = previous.versions.order_by("-number").first() if previous else None
    if previous is None or version is None:
        return []
    risks = {risk.pk: risk for risk in previous.risks.all()}
    promised = [
        (_link(risks[one["pk"]], kept), kept)
        for one in version.content["risks"]
        for kept in one.get("forecasts", ())
        if one["pk"] in risks
    ]
    reader = SeriesReader(assessment, joint_viewer(assessment), [link for link, _kept in promised])
    return [_checked(link, kept, reader, assessment.year) for link, kept in promised]


def _link(risk: Risk, kept: Mapping[str, Any]) -> EvidenceLink:
    names = ("point_id", "section_id", "division_id")
    places = {name: kept[name.removesuffix("_id")] for name in names}
    return EvidenceLink(risk=risk, indicator_id=kept["indicator"], kind=kept["kind"], **places)


def _checked(link: EvidenceLink, kept: Mapping[str, Any], reader: SeriesReader, year: int) -> CheckedForecast:
    own = reader.series(link)
    counted = dict(zip(own.months, own.values, strict=True))
    known = [
        (value, low, high, counted[month])
        for month, value, low, high in zip(
            map(Month.parse, kept["months"]), kept["values"], kept["lo80"], kept["hi80"], strict=True
        )
        if month.year == year and not math.isnan(counted.get(month, math.nan))
    ]
    return CheckedForecast(
        risk=link.risk,
        link=link,
        expected=sum(value for value, _low, _high, _counted in known) if known else None,
        counted=sum(number for _value, _low, _high, number in known) if known else None,
        months=len(known),
        inside=sum(low <= number <= high for _value, low, high, number in known),
    )


def measures_of_last_year(assessment: Assessment, viewer: Viewer) -> list[Treatment]:
    """Return what treated the risks of the analysis that this one starts from, dropped measures too."""
    if assessment.previous_id is None:
        return []
    return list(
        Treatment.objects.filter(
            risk__assessment=assessment.previous_id,
            measure__in=Measure.objects.visible_to(viewer).values("pk"),
        )
        .select_related("risk", "measure__lead", "measure__plan")
        .prefetch_related("measure__readings")
        .order_by("risk__number", "measure__code", "component")
    )
