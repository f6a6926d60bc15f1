"""The months in which a selection's level changed, on a chart and in words that say no more than the method."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chegara.common.periods import Month, runs_of
from chegara.evidence.explorer.shown import Data, Shown, Teller
from chegara.evidence.methods.change_points import (
    LEAST_COUNT,
    LEAST_MONTHS,
    LEAST_SEGMENT,
    LONGEST,
    SIGNIFICANCE,
    ChangePoint,
    ChangePoints,
    Unjudged,
    change_points,
)
from chegara.reporting import charts, numbers
from chegara.reporting.panels import Plateau, Step, with_levels


def show(teller: Teller) -> Shown:
    """Return the whole series of a selection with its changes of level."""
    own = teller.explored.total
    if teller.explored.undecided:
        return Shown(None, (teller.undecided_note(),), Data((_("Month"), teller.unit), ()))
    known = [(m.ordinal, v) for m, v in zip(own.months, own.values, strict=True) if not math.isnan(v)]
    if not known:
        return Shown(None, (), Data((_("Month"), teller.unit), ()))
    found = _found(own.digest, tuple(known))
    first, last = (Month.from_ordinal(known[place][0]) for place in (0, -1))
    period = teller.voice.period(first, last)
    sentences = tuple(_sentences(teller, found))
    line = charts.Line(own.indicator.name, first, own.span(first, last))
    missing = [month for month, value in line.points if value is None]
    figure = charts.monthly_lines(
        teller.about(
            teller.caption(_("changes of level"), period=period),
            " ".join(sentences),
            _("Red: the level between changes, season taken out; pale band: when the change may have begun.")
            if found.changes
            else "",
            source=f"{teller.reporters}, {period}",
        ),
        [line],
        unit=teller.unit,
        gaps=[charts.Gap(run[0], run[-1]) for run in runs_of(missing)],
    )
    marked = with_levels(
        figure,
        [Step(change.month, change.earliest, change.latest) for change in found.changes],
        [Plateau(level.first, level.last, level.mean) for level in found.levels],
    )
    return Shown(marked, sentences, _data(teller, line, found))


@lru_cache(maxsize=256)
def _found(digest: str, known: tuple[tuple[int, float], ...]) -> ChangePoints:
    """Search a series; by its digest the same series always gets the same simulated ones beside it."""
    values = {Month.from_ordinal(ordinal): value for ordinal, value in known}
    return change_points(values, rng=np.random.default_rng(int(digest[:16], 16)))


def _sentences(teller: Teller, found: ChangePoints) -> list[str]:
    if found.unjudged is not None:
        return [_refusal(found.unjudged)]
    said = []
    if not found.changes:
        said.append(
            _(
                "No change of level can be told from chance and season (p = %(p)s). That does not prove that there was none: a small or short one would not be seen."
            )
            % {"p": _probability(teller, found.probabilities[0])}
        )
    else:
        said += [_change(teller, change) for change in found.changes]
        said.append(_tests(teller, found))
    said.append(
        _(
            "Searched: %(months)s reported months, at most the last %(years)s years; months that nobody reported are left out and are no change. Levels that last less than %(least)s months are not looked for; a slow rise shows as a step. Why a level changed the figures do not say: a new way of counting or more checks look the same."
        )
        % {"months": found.months, "years": LONGEST // 12, "least": LEAST_SEGMENT}
    )
    return said


def _refusal(unjudged: Unjudged) -> str:
    if unjudged is Unjudged.NOT_COUNTS:
        return _("Changes of level are looked for in counts only; these are amounts.")
    if unjudged is Unjudged.TOO_SHORT:
        return _(
            "Changes of level are not looked for: fewer than %(months)s months are known, and season can't be told from level."
        ) % {"months": LEAST_MONTHS}
    return _(
        "Changes of level are not looked for: with fewer than %(count)s cases in all, chance explains too much."
    ) % {"count": LEAST_COUNT}


def _change(teller: Teller, change: ChangePoint) -> str:
    voice = teller.voice
    where = {
        "month": voice.month(change.month),
        "range": voice.period(change.earliest, change.latest),
        "ratio": numbers.decimal(change.ratio, teller.language, 2),
        "interval": voice.interval(change.interval.low, change.interval.high, 2),
    }
    if not math.isfinite(change.ratio):
        return (
            _("A new level from about %(month)s (95%% interval: %(range)s), after a level of none.") % where
        )
    if change.ratio >= 1:
        return (
            _(
                "A higher level from about %(month)s (95%% interval: %(range)s): %(ratio)s times the one before (95%% interval %(interval)s)."
            )
            % where
        )
    return (
        _(
            "A lower level from about %(month)s (95%% interval: %(range)s): %(ratio)s times the one before (95%% interval %(interval)s)."
        )
        % where
    )


def _tests(teller: Teller, found: ChangePoints) -> str:
    """Say how probable the gains would be by chance alone."""
    believed = [probability for probability in found.probabilities if probability < SIGNIFICANCE]
    text = ngettext(
        "%(number)s change is more than chance and season explain (p = %(p)s).",
        "%(number)s changes are more than chance and season explain (p = %(p)s).",
        len(found.changes),
    ) % {"number": len(found.changes), "p": _probability(teller, max(believed))}
    if found.probabilities[-1] >= SIGNIFICANCE:
        text += " " + _("For more there is not enough evidence (p = %(p)s).") % {
            "p": _probability(teller, found.probabilities[-1])
        }
    return text


def _probability(teller: Teller, value: float) -> str:
    return numbers.decimal(value, teller.language, 3)


def _data(teller: Teller, line: charts.Line, found: ChangePoints) -> Data:
    starts = {change.month: change for change in found.changes}
    rows = []
    for month, value in line.points:
        level = next((level.mean for level in found.levels if level.first <= month <= level.last), None)
        change = starts.get(month)
        rows.append(
            (
                str(month), value, level, _("yes") if change else "",
                str(change.earliest) if change else "", str(change.latest) if change else "",
                change.ratio if change and math.isfinite(change.ratio) else None,
            )
        )  # fmt: skip
    headings = (
        _("Month"), teller.unit, _("Level"), _("New level"), _("Began at the earliest"),
        _("Began at the latest"), _("Times the level before"),
    )  # fmt: skip
    return Data(headings, tuple(rows))
