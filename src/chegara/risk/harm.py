"""Harm in numbers: what goes into the simulation, and what comes out of it.

All of it is what every agency of the country may see (`JointViewer`): a joint figure must not tell one
agency what another has not released to all.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from chegara.accounts.models import Marking
from chegara.common.periods import Month
from chegara.elicitation.methods.pooling import LinearPool
from chegara.elicitation.models import Panel
from chegara.elicitation.queries import AmountFinding, amount_findings, latest_closed_round
from chegara.evidence.methods.dispersion import dispersion
from chegara.evidence.queries.series import series
from chegara.organisation.visibility import JointViewer
from chegara.organisation.wordings import as_written
from chegara.pages.jobs import Reporting
from chegara.risk.methods.quantification.contributions import contributions
from chegara.risk.methods.quantification.exceedance import (
    Estimate,
    curve_amounts,
    exceedance_curve,
    summary,
)
from chegara.risk.methods.quantification.frequency import (
    Frequency,
    NothingReportedError,
    frequency_from_months,
)
from chegara.risk.methods.quantification.simulation import (
    AS_IS,
    AnnualHarm,
    QuantifiedRisk,
    State,
    annual_harm,
    imagine_years,
)
from chegara.risk.models import Assessment, Risk
from chegara.risk.quantity_models import Computation, ComputationKind, FrequencyBasis, Quantification

QUANTILES = (0.5, 0.9, 0.95, 0.99)
POOL_QUANTILES = (0.05, 0.5, 0.95)
MOST_CELLS = 10_000_000
"""Risks times simulated years whose harm is kept: 80 MB."""
MOST_CASES = 200_000_000
"""Cases that a computation draws at most: about a minute."""

_CASES_AT_ONCE = 2_000_000
_LEAST_YEARS_AT_ONCE = 100


@dataclass(frozen=True)
class Counted:
    """What a risk's frequency rests on: the months of the chosen years, how many are unknown, the result.

    `agencies` are the codes of those that counted.
    """

    months: int
    unknown: int
    dispersion: float
    frequency: Frequency | None
    agencies: tuple[str, ...]


@dataclass(frozen=True)
class HarmLine:
    """A risk with what is known of its cases a year and of the harm of one; `basis` None: left out."""

    risk: Risk
    basis: FrequencyBasis | None
    counted: Counted | None
    amounts: AmountFinding | None

    @property
    def pool(self) -> LinearPool | None:
        """All agencies' answers on the harm of one case, None where nobody has answered."""
        return self.amounts.pool if self.amounts else None

    @property
    def quantified(self) -> QuantifiedRisk | None:
        """The risk in numbers, None where its frequency or its consequence is not known."""
        if not (self.basis and self.counted and self.counted.frequency and self.pool):
            return None
        cause = f"cause:{self.basis.cause_id}" if self.basis.cause_id else ""
        return QuantifiedRisk(
            name=self.risk.key, frequency=self.counted.frequency, consequence=self.pool, cause=cause
        )


def joint_viewer(assessment: Assessment) -> JointViewer:
    """Return in whose name the figures of an assessment are made."""
    return JointViewer(assessment.country, Marking(assessment.marking))


def quantification_of(assessment: Assessment) -> Quantification | None:
    """Return how an assessment counts harm, None where it does not."""
    return Quantification.objects.filter(assessment=assessment).first()


def harm_panel_of(assessment: Assessment) -> Panel | None:
    """Return the panel that judges the harm of one case."""
    found = quantification_of(assessment)
    return Panel.objects.filter(subject=found.subject).first() if found else None


def counted_cases(basis: FrequencyBasis, assessment: Assessment) -> Counted:
    """Return the cases a year by the chosen series and years; a month that nobody reported is left out."""
    link = basis.link
    own = series(
        link.indicator, link.place, joint_viewer(assessment),
        first=Month(basis.first_year, 1), last=Month(basis.last_year, 12), kind=link.kind,
    )  # fmt: skip
    known = {m: v for m, v in zip(own.months, own.values, strict=True) if not math.isnan(v)}
    scatter = dispersion(known).factor
    try:
        frequency = frequency_from_months(own.values, dispersion=scatter)
    except NothingReportedError:
        frequency = None
    return Counted(
        months=len(own.months),
        unknown=len(own.months) - len(known),
        dispersion=scatter,
        frequency=frequency,
        agencies=tuple(one.agency.code for one in own.counted),
    )


def harm_lines(assessment: Assessment) -> list[HarmLine]:
    """Return the risks that stand, each with what is known of it in numbers."""
    panel = harm_panel_of(assessment)
    round_ = latest_closed_round(panel) if panel else None
    judged = {one.item.key: one for one in amount_findings(round_)} if round_ else {}
    bases = {
        one.risk_id: one
        for one in FrequencyBasis.objects.filter(risk__assessment=assessment).select_related(
            "link__indicator", "link__point__country", "link__section__country", "link__division__country",
            "link__risk__assessment__country", "cause",
        )
    }  # fmt: skip
    return [
        HarmLine(
            risk,
            basis := bases.get(risk.pk),
            counted_cases(basis, assessment) if basis else None,
            judged.get(risk.key),
        )
        for risk in assessment.risks.standing().order_by("number")
    ]


def causes_of(assessment: Assessment) -> dict[str, float]:
    """Return the variance of each common cause's yearly factor, by the name that risks give it."""
    return {f"cause:{one.pk}": one.swing**2 for one in assessment.causes.all()}


def digest_of(content: Any) -> str:
    """Return the SHA-256 of what goes into a computation."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def harm_input(assessment: Assessment, lines: Sequence[HarmLine]) -> dict[str, Any]:
    """Return all that the simulation of an assessment's harm depends on, besides the number of years."""
    with as_written():  # the same input in whatever language the page is
        found = quantification_of(assessment)
    return {
        "unit": found.unit if found else "",
        "causes": causes_of(assessment),
        "risks": [
            [
                one.quantified.name, one.quantified.cause, one.quantified.frequency.mean,
                one.quantified.frequency.variance,
                sorted(
                    [agency.agency.code, agency.voice.weight, [a.word for a in agency.voice.counting]]
                    for agency in one.amounts.agencies
                ),
            ]
            for one in lines
            if one.quantified and one.amounts
        ],
    }  # fmt: skip


def latest(assessment: Assessment, kind: ComputationKind) -> Computation | None:
    """Return the newest result of a kind."""
    return assessment.computations.filter(kind=kind).select_related("by").first()


def simulate(
    assessment: Assessment, lines: Sequence[HarmLine], *, trials: int, sha256: str, progress: Reporting
) -> dict[str, Any]:
    """Return the harm of a year as JSON: figures, curve, contributions, and what they rest on.

    Raises:
        ValueError: there is no risk in numbers.
    """
    known = [(line, line.quantified) for line in lines if line.quantified]
    risks = [one for _line, one in known]
    if not risks:
        raise ValueError("no risk is quantified")
    rng = np.random.default_rng(int(sha256[:16], 16))
    (harm,) = simulated(
        risks, (AS_IS,), trials=trials, rng=rng, causes=causes_of(assessment), progress=progress
    )
    found = summary(harm.total, probabilities=QUANTILES)
    parts = contributions(harm, worst_share=found.worst_share)
    curve = exceedance_curve(harm.total, curve_amounts(harm.total, points=40))
    key_of = {line.risk.key: line.risk.pk for line, _one in known}
    return {
        "trials": trials,
        "risks": [_told(line, one) for line, one in known],
        "left_out": [line.risk.pk for line in lines if line.quantified is None],
        "mean": estimate(found.mean),
        "deviation": found.deviation,
        "quantiles": [[p, *estimate(one)] for p, one in found.quantiles.items()],
        "worst_share": found.worst_share,
        "mean_of_worst": found.mean_of_worst,
        "none_at_all": found.none_at_all,
        "curve": [[x.amount, x.probability, x.interval.low, x.interval.high] for x in curve],
        "parts": [
            {
                "risk": key_of[one.name],
                "mean": one.mean,
                "shares": [
                    [number(one.of_mean), number(one.of_mean_error)],
                    [number(one.of_variance), number(one.of_variance_error)],
                    [number(one.of_worst), number(one.of_worst_error)],
                ],
                "rank_correlation": number(one.rank_correlation),
            }
            for one in parts
        ],
    }


def expected_cases(lines: Sequence[HarmLine], trials: int) -> float:
    """Return how many cases so many years will draw."""
    return trials * math.fsum(one.quantified.frequency.mean for one in lines if one.quantified)


def simulated(
    risks: Sequence[QuantifiedRisk],
    states: Sequence[State],
    *,
    trials: int,
    rng: np.random.Generator,
    causes: Mapping[str, float],
    progress: Reporting,
) -> list[AnnualHarm]:
    """Return the harm of the same years in each state, drawn by blocks whose cases fit into memory."""
    rate = math.fsum(
        risk.frequency.mean * max(state.frequency.get(risk.name, 1.0) for state in states) for risk in risks
    )
    block = max(_LEAST_YEARS_AT_ONCE, int(_CASES_AT_ONCE / max(rate, 1.0)))
    parts: list[list[AnnualHarm]] = [[] for _state in states]
    for first in range(0, trials, block):
        progress(first, trials)
        years = imagine_years(risks, trials=min(block, trials - first), rng=rng, states=states, causes=causes)
        for part, state in zip(parts, states, strict=True):
            part.append(annual_harm(years, state))
    progress(trials, trials)
    return [
        AnnualHarm(
            names=part[0].names,
            total=np.concatenate([one.total for one in part]),
            by_risk=np.concatenate([one.by_risk for one in part], axis=1),
        )
        for part in parts
    ]


def estimate(found: Estimate) -> list[float]:
    """Return a figure and its Monte Carlo interval."""
    return [found.value, found.interval.low, found.interval.high]


def number(value: float) -> float | None:
    """Return a number as JSON has it: what is unknown is None."""
    return float(value) if math.isfinite(value) else None


def _told(line: HarmLine, one: QuantifiedRisk) -> dict[str, Any]:
    """Return what a risk's figures rest on, as they were."""
    basis, counted, amounts = line.basis, line.counted, line.amounts
    assert basis is not None and counted is not None and amounts is not None  # noqa: S101, PT018 - it is quantified
    rate = one.frequency.rate_interval()
    pool: Mapping[str, Any] = {
        "quantiles": [float(q) for q in amounts.pool.quantile(POOL_QUANTILES)] if amounts.pool else [],
        "mean": one.consequence.mean,
        "answers": sum(len(agency.voice.counting) for agency in amounts.agencies),
    }
    return {
        "risk": line.risk.pk,
        "indicator": basis.link.indicator_id,
        "years": [basis.first_year, basis.last_year],
        "months": counted.months,
        "unknown": counted.unknown,
        "cases": one.frequency.cases,
        "dispersion": counted.dispersion,
        "agencies": list(counted.agencies),
        "cause": basis.cause.name if basis.cause else "",
        "rate": [one.frequency.mean, rate.low, rate.high],
        "any": one.frequency.probability_of_any,
        "consequence": pool,
    }


def stale(computation: Computation, sha256: str) -> bool:
    """Say whether what goes in has changed since."""
    return computation.input_sha256 != sha256
