"""Sentences of the brief; none says more than its interval, or than what was reported."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chegara.common.periods import CalendarPeriod, PeriodKind
from chegara.evidence.methods.trend import Change, Verdict
from chegara.evidence.report.phrases import Voice, change_interval
from chegara.reporting import numbers


def period_words(period: CalendarPeriod, voice: Voice) -> str:
    """Return the period as a title says it."""
    if period.kind in {PeriodKind.MONTH, PeriodKind.YEAR}:
        return voice.period(period.first, period.last)
    names = {
        (PeriodKind.QUARTER, 1): _("first quarter of %(year)s"),
        (PeriodKind.QUARTER, 4): _("second quarter of %(year)s"),
        (PeriodKind.QUARTER, 7): _("third quarter of %(year)s"),
        (PeriodKind.QUARTER, 10): _("fourth quarter of %(year)s"),
        (PeriodKind.HALF_YEAR, 1): _("first half of %(year)s"),
        (PeriodKind.HALF_YEAR, 7): _("second half of %(year)s"),
    }
    return names[period.kind, period.first.month] % {"year": period.first.year}


def basis_sentence(files: int, agencies: int) -> str:
    """Say what the brief rests on."""
    return _("The brief rests on %(files)s from %(agencies)s.") % {
        "files": ngettext("%(n)s file", "%(n)s files", files) % {"n": files},
        "agencies": ngettext("%(n)s agency", "%(n)s agencies", agencies) % {"n": agencies},
    }


NO_BREAK = "\u00a0"
NO_CLEAR_CHANGE = "≈"


SIGNS = {Verdict.RISE: "▲", Verdict.FALL: "▼", Verdict.CANNOT_BE_TOLD_APART: NO_CLEAR_CHANGE}
TOO_FEW = "?"
MOST_PERCENT = 999


def change_words(change: Change, language: str, *, too_few: bool = False) -> str:
    """Return the verdict's sign, the change and its interval in per cent, on one line."""
    if change.verdict is Verdict.NOT_COMPARABLE:
        return "–" if change.percent is None else numbers.signed(change.percent, language)
    percent = "–" if change.percent is None else _bounded(change.percent, language)
    interval = change_interval(change, language)
    if change.ratio is not None and (change.ratio.high - 1) * 100 > MOST_PERCENT:
        low = numbers.signed((change.ratio.low - 1) * 100, language)
        interval = f"{low}…>{numbers.signed(MOST_PERCENT, language)}"
    sign = TOO_FEW if too_few else SIGNS[change.verdict]
    return f"{sign} {percent} ({interval})".replace(" ", NO_BREAK)


def _bounded(percent: float, language: str) -> str:
    if percent > MOST_PERCENT:
        return f">{numbers.signed(MOST_PERCENT, language)}"
    return numbers.signed(percent, language)


def verdict_note() -> str:
    """Say what the signs mean."""
    return _(
        "▲ rise, ▼ fall: the 95% interval leaves out no change; ≈ chance alone explains such a difference; ? too few cases: neither a doubling nor a halving can be ruled out."
    )


def chance_note(comparisons: int, level: float = 0.95) -> str:
    """Say how many rises and falls chance alone would bring; empty where fewer than one in two cases."""
    expected = round(comparisons * (1 - level))
    if not expected:
        return ""
    return ngettext(
        "Of %(all)s comparisons about %(n)s would look like a change by chance alone.",
        "Of %(all)s comparisons about %(n)s would look like changes by chance alone.",
        expected,
    ) % {"all": comparisons, "n": expected}


def gap_sentence(agency: str, months: str, indicators: str) -> str:
    """Say which months an agency did not report of what."""
    return _("%(agency)s did not report %(months)s: %(indicators)s.") % {
        "agency": agency,
        "months": months,
        "indicators": indicators,
    }


def blank_sentence(agency: str, months: str, indicators: str) -> str:
    """Say where an agency left cells blank, so that no sum is known."""
    return _(
        "%(agency)s left figures of %(months)s blank, so that their sum is not known: %(indicators)s."
    ) % {
        "agency": agency,
        "months": months,
        "indicators": indicators,
    }


def doubtful_sentence(agency: str, months: str, indicators: str) -> str:
    """Say which months are implausibly low by the series' own history."""
    return _(
        "%(agency)s reported implausibly little for %(months)s; until an analyst decides, that is a gap, not a fall: %(indicators)s."
    ) % {"agency": agency, "months": months, "indicators": indicators}
