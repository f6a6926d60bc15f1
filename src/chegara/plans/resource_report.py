"""Resources needed next year against those available: at the crossing points, and for the measures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chegara.common.periods import Month
from chegara.organisation.models import State
from chegara.organisation.visibility import Viewer
from chegara.plans.choices import LIVE, Funds, NeedKind
from chegara.plans.models import Measure, Plan
from chegara.plans.presenters import costs_of, language, money
from chegara.plans.queries import capacity_of, measures_of, staff_load
from chegara.plans.report import resources_table, source_of
from chegara.plans.resource_models import PointResources, ResourceEstimate
from chegara.plans.resource_results import EstimateResult, Missing, PointResult, Span
from chegara.reporting import blocks
from chegara.reporting.bars import Estimate, interval_bars
from chegara.reporting.blocks import Block, Bullets, Callout, Column, Heading, Paragraph, Table, Text
from chegara.reporting.charts import About
from chegara.reporting.numbers import UNKNOWN, decimal, integer, month_names, percent

REFUSALS = {
    "no_forecast": gettext_lazy("no forecast: nothing or too little was reported"),
    "closed": gettext_lazy("the spread of the day leaves no hour at which the point is open"),
    "too_many": gettext_lazy("even 500 booths would not keep the target: check service time and flow"),
}
LIKELY_MISSING = 0.5


def result_of(estimate: ResourceEstimate) -> EstimateResult | None:
    """Return what was computed of an estimate, None where nothing was since its last change."""
    return EstimateResult.from_json(estimate.result) if estimate.result else None


@dataclass(frozen=True)
class ResourceParts:
    """What the country risk analysis says of resources: in its summary, and in a chapter."""

    summary: tuple[Block, ...] = ()
    chapter: tuple[Block, ...] = ()


def parts(country: State, year: int, viewer: Viewer) -> ResourceParts:
    """Return what the country risk analysis of a year's evidence says of resources, for the year after.

    Empty where `viewer` may know of no computed estimate and of no plan that runs then.
    """
    told: list[Block] = []
    short: list[Block] = []
    visible = ResourceEstimate.objects.visible_to(viewer).select_related(
        "country", "owner_agency", "indicator"
    )
    for estimate in visible.filter(country=country, year=year).exclude(result=None):
        told += [Heading(str(estimate), 2), *estimate_blocks(estimate)]
        if answer := " ".join(_answer(estimate)):
            short.append(Paragraph((blocks.Span(f"{estimate}: ", bold=True), answer)))
    after = year + 1
    plans = Plan.objects.visible_to(viewer).filter(
        country=country, start__year__lte=after, end__year__gte=after
    )
    for plan in plans.select_related("country"):
        if live := [measure for measure in measures_of(plan, viewer) if measure.status in LIVE]:
            told += measures_blocks(plan, live)
            short.append(Paragraph((blocks.Span(f"{plan}: ", bold=True), _not_covered(live))))
    if not told:
        return ResourceParts()
    title = _("Resources needed in %(year)s against those available") % {"year": after}
    return ResourceParts((Heading(title, 2, numbered=False), *short), (Heading(title), *told))


# --- crossing points ----------------------------------------------------------------------------------------


def estimate_blocks(estimate: ResourceEstimate) -> list[Block]:
    """Return an estimate: the question, the answer, point by point, and what it rests on."""
    result = result_of(estimate)
    if result is None:
        return [Paragraph(_("Nothing was computed since the last change."))]
    known, refused = _points(estimate, result)
    told: list[Block] = [Paragraph(_question(estimate))]
    if known:
        told += [
            Callout(_("What follows"), " ".join(_answer(estimate)), _tone(known)),
            _booths(estimate, result, known),
            _figure(estimate, known),
            _officers(estimate, result, known),
        ]
    if refused:
        told.append(Paragraph(_("Not computed:")))
        told.append(Bullets(tuple(f"{line}: {REFUSALS[one.refusal]}" for line, one in refused)))
    told += [Paragraph(_("How it was computed:")), Bullets(tuple(_basis(estimate, result)))]
    return told


Points = Sequence[tuple[PointResources, PointResult]]


def _points(estimate: ResourceEstimate, result: EstimateResult) -> tuple[Points, Points]:
    """Return the points for which something was computed, and those for which nothing could be."""
    lines = {line.point_id: line for line in estimate.points.select_related("point")}
    found = [(lines[one.point], one) for one in result.points if one.point in lines]
    return [each for each in found if not each[1].refusal], [each for each in found if each[1].refusal]


def _question(estimate: ResourceEstimate) -> str:
    return _(
        "How many booths and officers does it take in %(year)s so that %(share)s of travellers wait no longer than %(minutes)s minutes (%(what)s)? Target and norms: %(source)s."  # noqa: E501 - as the translator gets it
    ) % {
        "year": estimate.year + 1, "share": percent(estimate.share / 100, language()),
        "minutes": _plain(estimate.minutes), "what": estimate.indicator, "source": estimate.norms_source,
    }  # fmt: skip


def _answer(estimate: ResourceEstimate) -> Iterable[str]:
    """Yield what an estimate comes to, in sentences."""
    result = result_of(estimate)
    totals = result.totals if result else None
    if result is None or totals is None:
        return
    known, _refused = _points(estimate, result)
    yield ngettext(
        "%(n)s point needs %(officers)s officers at its booths.",
        "%(n)s points together need %(officers)s officers at their booths.", len(known),
    ) % {"n": len(known), "officers": span(totals.officers)}  # fmt: skip
    if totals.officers_missing is not None:
        yield _("Officers missing: %(missing)s (known of %(n)s points)%(cost)s.") % {
            "missing": span(totals.officers_missing), "n": totals.officers_points,
            "cost": _cost(totals.officers_cost, estimate, _("a year")),
        }  # fmt: skip
    if totals.booths_missing is not None:
        yield _("Booths missing at the busiest hour: %(missing)s (known of %(n)s points)%(cost)s.") % {
            "missing": span(totals.booths_missing), "n": totals.booths_points,
            "cost": _cost(totals.booths_cost, estimate, _("once")),
        }  # fmt: skip
    if short := [
        str(line) for line, one in known if _short(one.booths_missing) or _short(one.officers_missing)
    ]:
        yield _("More likely than not too few are at: %(points)s.") % {"points": ", ".join(short)}


def _cost(cost: Span | None, estimate: ResourceEstimate, when: str) -> str:
    if cost is None:
        return ""
    low, high = (money(Decimal(round(bound)), estimate.currency) for bound in (cost.low, cost.high))
    middle = money(Decimal(round(cost.median)), estimate.currency)
    return ", " + _("%(cost)s %(when)s (90 %%: %(low)s to %(high)s)") % {
        "cost": middle, "when": when, "low": low, "high": high,
    }  # fmt: skip


def _short(missing: Missing | None) -> bool:
    return missing is not None and missing.probability > LIKELY_MISSING


def _tone(known: Points) -> Literal["note", "warning"]:
    short = any(_short(one.booths_missing) or _short(one.officers_missing) for _line, one in known)
    return "warning" if short else "note"


def _booths(estimate: ResourceEstimate, result: EstimateResult, known: Points) -> Table:
    rows: list[tuple[Text, ...]] = [
        (str(line), integer(sum(one.flow), language()), *_gap(one.peak, one.booths_missing))
        for line, one in known
    ]
    if totals := result.totals:
        flow = integer(sum(sum(one.flow) for _line, one in known), language())
        rows.append((_("Together"), flow, span(totals.booths), UNKNOWN, span(totals.booths_missing), UNKNOWN))
    return Table(
        _("Booths needed at the busiest hour of %(year)s, available and missing")
        % {"year": estimate.year + 1},
        (Column(_("Crossing point"), width=2), Column(_("Flow forecast"), "end", 1.3), *_gap_columns()),
        tuple(rows),
        source=_source(estimate),
        notes=_notes(result),
        emphasised=frozenset({len(rows) - 1} if result.totals else ()),
    )


def _officers(estimate: ResourceEstimate, result: EstimateResult, known: Points) -> Table:
    def price(found: Span | None) -> str:
        if found is None:
            return UNKNOWN
        return money(Decimal(round(found.median)), "")

    rows: list[tuple[Text, ...]] = [
        (
            str(line), *_gap(one.officers, one.officers_missing),
            price(one.officers_missing.cost if one.officers_missing else None),
        )
        for line, one in known
    ]  # fmt: skip
    if totals := result.totals:
        rows.append(
            (_("Together"), span(totals.officers), UNKNOWN, span(totals.officers_missing), UNKNOWN,
             price(totals.officers_cost))
        )  # fmt: skip
    return Table(
        _("Officers needed at booths in %(year)s, available and missing") % {"year": estimate.year + 1},
        (
            Column(_("Crossing point"), width=2), *_gap_columns(),
            Column(_("Cost, %(currency)s a year") % {"currency": estimate.currency}, "end", 1.3),
        ),
        tuple(rows),
        source=_source(estimate),
        notes=_notes(result),
        emphasised=frozenset({len(rows) - 1} if result.totals else ()),
    )  # fmt: skip


def _gap_columns() -> tuple[Column, ...]:
    return (
        Column(_("Needed"), "end", 1.6), Column(_("there"), "end", 0.9), Column(_("missing"), "end", 1.7),
        Column(_("Probability that too few"), "end", 1.3),
    )  # fmt: skip


def _notes(result: EstimateResult) -> tuple[str, ...]:
    return (
        _("The median of %(n)s drawn years; in brackets what 90 %% of them need. Below 0: more than needed. "
          "A dash: not known.")
        % {"n": integer(result.draws, language())},
        _("“Together” adds what is missing at single points: a surplus elsewhere fills no gap."),
    )  # fmt: skip


def _source(estimate: ResourceEstimate) -> str:
    return _("%(agency)s: forecast of %(year)s, computed %(day)s") % {
        "agency": estimate.owner_agency.short, "year": estimate.year + 1,
        "day": f"{timezone.localtime(estimate.computed_at):%d.%m.%Y}" if estimate.computed_at else UNKNOWN,
    }  # fmt: skip


def _gap(needed: Span | None, missing: Missing | None) -> tuple[str, str, str, str]:
    if missing is None:
        return span(needed), UNKNOWN, UNKNOWN, UNKNOWN
    return (
        span(needed), integer(missing.available, language()), span(missing.missing),
        percent(missing.probability, language()),
    )  # fmt: skip


def span(found: Span | None) -> str:
    """Write a median with its interval: "12 (10–15)"; unknown as a dash."""
    if found is None:
        return UNKNOWN
    low, middle, high = (integer(value, language()) for value in (found.low, found.median, found.high))
    joint = " … " if found.low < 0 else "–"
    return middle if low == high else f"{middle} ({low}{joint}{high})"


def _figure(estimate: ResourceEstimate, known: Points) -> Block:
    rows = [
        Estimate(
            _("%(point)s (%(booths)s)")
            % {"point": line, "booths": UNKNOWN if line.booths is None else line.booths},
            one.peak.median, one.peak.low, one.peak.high,
        )
        for line, one in known if one.peak
    ]  # fmt: skip
    return interval_bars(
        About(
            caption=_("Booths needed at the busiest hour of %(year)s; in brackets, how many are there")
            % {"year": estimate.year + 1},
            description=_(
                "Booths needed by crossing point with their interval; how many are there stands beside the name. The table above says the same."  # noqa: E501 - as the translator gets it
            ),
            source=_source(estimate),
            language=language(),
            stamp=_("Invented data") if estimate.country.invented else "",
        ),
        rows,
        unit=_("booths"),
    )  # fmt: skip


def _basis(estimate: ResourceEstimate, result: EstimateResult) -> Iterable[str]:
    if estimate.service:
        low, best, high = map(_plain, estimate.service)
        yield _("Mean service time at a booth: %(best)s minutes (%(low)s to %(high)s); %(source)s.") % {
            "best": best, "low": low, "high": high, "source": estimate.service_source,
        }  # fmt: skip
    if estimate.profile_source:
        yield _("Spread of the day: %(source)s; none while a point is closed.") % {
            "source": estimate.profile_source
        }
    own = [str(line) for line in estimate.points.select_related("point") if line.service or line.profile]
    if own:
        yield _("With a service time or spread of their own: %(points)s.") % {"points": ", ".join(own)}
    yield _("An officer works %(hours)s hours a year, %(share)s at booths; %(each)s officers a booth.") % {
        "hours": integer(estimate.hours_a_year, language()),
        "share": percent(estimate.share_at_booths / 100, language()),
        "each": _plain(estimate.officers_a_booth),
    }  # fmt: skip
    yield _(
        "Each hour is a queue in balance with one line for all booths (Erlang's formula); a month's flow is spread evenly over its days, so that market days and feasts need more than is said here; a queue that is carried over from one hour to the next is not counted."  # noqa: E501 - as the translator gets it
    )
    yield _(
        "The forecast's %(level)s interval and the range of the service time are carried through %(n)s drawn years, in each of which all months and points miss the forecast on the same side."  # noqa: E501 - as the translator gets it
    ) % {"level": percent(0.8, language()), "n": integer(result.draws, language())}


def hours_table(line: PointResources, one: PointResult) -> Table:
    """Return the booths needed at each hour of each month, in bold where there are fewer."""
    there = line.booths
    names = month_names(language())
    months = [names[Month.parse(month).month - 1] for month in one.months]

    def cell(number: int) -> Text:
        return (blocks.Span(str(number), bold=True),) if there is not None and number > there else str(number)

    return Table(
        _("Booths needed at each hour, %(point)s") % {"point": line},
        (Column(_("Hour"), width=1.2), *(Column(month, "end") for month in months)),
        tuple((f"{hour:02}:00", *(cell(number) for number in row)) for hour, row in enumerate(one.booths)),
        source=_("forecast and norms of the estimate"),
        notes=(
            _("The median of drawn years. In bold: more than the %(n)s that are there.") % {"n": there}
            if there is not None
            else _("The median of drawn years. How many booths are there is not known."),
        ),
    )


# --- measures -----------------------------------------------------------------------------------------------


def measures_blocks(plan: Plan, live: Sequence[Measure]) -> list[Block]:
    """Return what a plan's measures that are still to be done need: money by source, officers, equipment."""
    told: list[Block] = [Heading(str(plan), 2), _money(plan, live)]
    if (officers := resources_table(staff_load(live), capacity_of(plan), live)) is not None:
        told.append(officers)
    if (equipment := _equipment(plan, live)) is not None:
        told.append(equipment)
    return told


def _not_covered(live: Sequence[Measure]) -> str:
    """Say how many measures are still to be done, and how much money of theirs is not there."""
    sought = [measure for measure in live if measure.funds in {Funds.SOUGHT, ""}]
    said = ngettext(
        "%(n)s measure is still to be done.", "%(n)s measures are still to be done.", len(live)
    ) % {"n": len(live)}  # fmt: skip
    if not sought:
        return said + " " + _("All are covered.")
    total, unknown = _cost_of(sought)
    said += " " + ngettext(
        "Not covered is %(n)s of them: %(total)s.", "Not covered are %(n)s of them: %(total)s.", len(sought)
    ) % {"n": len(sought), "total": total}  # fmt: skip
    if unknown:
        said += " " + ngettext(
            "The cost of %(n)s of these is not known.", "The cost of %(n)s of these is not known.", unknown
        ) % {"n": unknown}  # fmt: skip
    return said


def _cost_of(measures: Sequence[Measure]) -> tuple[str, int]:
    """Return what measures cost together, in words, and of how many it is not known."""
    sums, unknown = costs_of(measures)
    return "; ".join(money(amount, currency) for currency, amount in sums.items()) or UNKNOWN, unknown


def _money(plan: Plan, live: Sequence[Measure]) -> Table:
    rows: list[tuple[Text, ...]] = []
    sought = set()
    for funds, name in (*((each.value, str(each.label)) for each in Funds), ("", _("source not said"))):
        of = [measure for measure in live if measure.funds == funds]
        if not of:
            continue
        if funds in {Funds.SOUGHT, ""}:
            sought.add(len(rows))
        total, unknown = _cost_of(of)
        rows.append((name, str(len(of)), total, "0" if funds == Funds.NONE_NEEDED else str(unknown)))
    return Table(
        _("Money for the measures that still have to be done, by source"),
        (
            Column(_("Source of funds"), width=3), Column(_("Measures"), "end"),
            Column(_("Cost where known"), "end", 2), Column(_("Cost not known"), "end"),
        ),
        tuple(rows),
        source_of(plan),
        (_("In bold: not covered yet."),) if sought else (),
        frozenset(sought),
    )  # fmt: skip


def _equipment(plan: Plan, live: Sequence[Measure]) -> Table | None:
    sums: dict[tuple[str, str], list[int | None]] = {}
    for measure in live:
        for need in measure.needs.all():
            if need.kind == NeedKind.EQUIPMENT:
                found = sums.setdefault((need.agency.short, need.what), [0, 0])
                found[0] = (found[0] or 0) + need.needed
                found[1] = (
                    None if found[1] is None or need.available is None else found[1] + need.available
                )  # fmt: skip
    if not sums:
        return None
    return Table(
        _("Equipment that measures need, and available"),
        (
            Column(_("Agency"), width=1.5), Column(_("What"), width=3), Column(_("Needed"), "end"),
            Column(_("Available"), "end"), Column(_("Missing"), "end"),
        ),
        tuple(
            (
                agency, capfirst(what), str(needed), UNKNOWN if there is None else str(there),
                UNKNOWN if there is None else str(max((needed or 0) - there, 0)),
            )
            for (agency, what), (needed, there) in sorted(sums.items())
        ),
        source_of(plan),
    )  # fmt: skip


def _plain(value: float) -> str:
    digits = next((digits for digits in (0, 1) if round(value, digits) == value), 2)
    return decimal(value, language(), digits)
