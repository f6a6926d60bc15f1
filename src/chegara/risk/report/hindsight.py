"""Last year's analysis checked: levels and outlook, forecasts, measures, each beside what happened."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.organisation.visibility import Viewer
from chegara.plans.presenters import number, overdue
from chegara.reporting.blocks import Block, Column, Paragraph, Table
from chegara.reporting.numbers import integer, percent, signed_percent
from chegara.risk.hindsight import (
    CheckedForecast,
    Compared,
    checked_forecasts,
    compared_with_last_year,
    measures_of_last_year,
)
from chegara.risk.models import Assessment, Treatment
from chegara.risk.words import level_name

DASH = "–"


def hindsight_blocks(assessment: Assessment, viewer: Viewer, language: str) -> list[Block]:
    """Return the tables, none where `viewer` sees no analysis of last year that this one starts from."""
    if not Assessment.objects.visible_to(viewer).filter(pk=assessment.previous_id or 0).exists():
        return []
    return [
        _levels(assessment, compared_with_last_year(assessment)),
        *_forecasts(assessment, checked_forecasts(assessment), language),
        *_measures(assessment, measures_of_last_year(assessment, viewer)),
    ]


def _levels(assessment: Assessment, found: Sequence[Compared]) -> Table:
    return Table(
        _("Last year's outlook and what came of it"),
        (
            Column(_("Risk"), width=4), Column(_("Last year"), width=1.2), Column(_("Outlook then"), width=2),
            Column(_("This year"), width=1.2), Column(_("Comparison"), width=1.5),
        ),
        tuple(_compared(assessment, one) for one in found) or ((DASH,) * 5,),
        source=_source(assessment),
    )  # fmt: skip


def _compared(assessment: Assessment, one: Compared) -> tuple[str, ...]:
    previous = assessment.previous
    before_scale = previous.scale if previous else assessment.scale
    named = one.risk or one.before
    return (
        f"R{named.number} {named.title}" if named else DASH,
        level_name(before_scale, one.level_before),
        (one.before.get_outlook_display() if one.before else "") or DASH,
        level_name(assessment.scale, one.level),
        _verdict(one, same_scale=before_scale == assessment.scale),
    )


def _verdict(one: Compared, *, same_scale: bool) -> str:
    if one.risk is None:
        return _("not carried over")
    if one.before is None:
        return _("new")
    if one.level is None or one.level_before is None or not same_scale:
        return _("can't be compared")
    if one.level == one.level_before:
        return _("the same")
    return _("higher") if one.level > one.level_before else _("lower")


def _forecasts(assessment: Assessment, found: Sequence[CheckedForecast], language: str) -> list[Block]:
    if not found:
        return [Paragraph(_("Last year's analysis froze no forecast that could be checked."))]
    # A series that several risks rest on is one series.
    groups = [list(group) for _key, group in groupby(sorted(found, key=_series), key=_series)]
    rows = [
        (", ".join(dict.fromkeys(f"R{one.risk.number}" for one in same)), *_row(same[0], language))
        for same in groups
    ]
    inside, months = sum(same[0].inside for same in groups), sum(same[0].months for same in groups)
    table = Table(
        _("Last year's forecast for %(year)s and what was counted") % {"year": assessment.year},
        (
            Column(_("Risk")), Column(_("Series"), width=4), Column(pgettext("past: a heading", "Expected"), "end", 1.4),
            Column(pgettext("past: a heading", "Counted"), "end", 1.4), Column(pgettext("noun: a heading", "Difference"), "end", 1.4),
            Column(_("Months within their 80 % interval"), "end", 2),
        ),
        tuple(rows),
        source=_source(assessment),
        notes=(
            _("Expected and counted are sums over the months whose number is credibly reported by now; a dash: "
              "none is."),
            *(
                [
                    _("In all, %(inside)s of %(months)s months lay within their interval: %(share)s, where 80 %% "
                      "were promised.")
                    % {
                        "inside": integer(inside, language),
                        "months": integer(months, language),
                        "share": percent(inside / months, language),
                    }
                ]
                if months
                else []
            ),
        ),
    )  # fmt: skip
    return [table]


def _series(one: CheckedForecast) -> tuple[str, str, str]:
    return (one.link.indicator_id, str(one.link.place), one.link.kind)


def _row(one: CheckedForecast, language: str) -> tuple[str, ...]:
    title = ", ".join(filter(None, (f"{one.link.indicator}", f"{one.link.place}", one.link.kind)))
    if one.expected is None or one.counted is None:
        return (title, DASH, DASH, DASH, DASH)
    change = signed_percent(one.counted / one.expected - 1, language) if one.expected > 0 else DASH
    return (
        title, integer(one.expected, language), integer(one.counted, language), change,
        _("%(inside)s of %(months)s") % {"inside": one.inside, "months": one.months},
    )  # fmt: skip


def _measures(assessment: Assessment, found: Sequence[Treatment]) -> list[Block]:
    if not found:
        return [Paragraph(_("No measure that the reader may see was tied to last year's risks."))]
    return [
        Table(
            _("Last year's measures and what became of them"),
            (
                Column(_("Risk"), width=0.6), Column(_("Measure"), width=4),
                Column(_("Lead, deadline"), width=2), Column(_("Status"), width=2),
                Column(_("Indicator: before, now (target)"), width=3),
            ),
            tuple(_outcome(one) for one in found),
            source=_source(assessment),
        )
    ]  # fmt: skip


def _outcome(treatment: Treatment) -> tuple[str, ...]:
    measure = treatment.measure
    status = measure.get_status_display()
    if measure.done_on:
        status += f", {measure.done_on:%d.%m.%Y}"
    elif overdue(measure):
        status += ", " + _("overdue")
    lead = measure.lead.short if measure.lead else DASH
    deadline = f"{measure.deadline:%d.%m.%Y}" if measure.deadline else DASH
    latest = max(measure.readings.all(), key=lambda one: one.on, default=None)
    indicator = DASH
    if measure.indicator:
        now = number(latest.value) if latest else DASH
        indicator = f"{measure.indicator}, {measure.unit}: " if measure.unit else f"{measure.indicator}: "
        indicator += f"{number(measure.baseline)}, {now} ({number(measure.target)})"
    return (f"R{treatment.risk.number}", measure.title, f"{lead}, {deadline}", status, indicator)


def _source(assessment: Assessment) -> str:
    previous = assessment.previous
    return f"{previous}; {assessment}" if previous else str(assessment)
