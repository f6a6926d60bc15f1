"""A warning sign's history and back-test as blocks of a page or document."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from chegara.common.periods import Month
from chegara.contingency.choices import CADENCE, Frequency
from chegara.contingency.models import WarningSign
from chegara.contingency.presenters import language, number
from chegara.contingency.queries import History, Tried, history_of, try_out
from chegara.contingency.sheets import persistence
from chegara.organisation.visibility import Viewer
from chegara.reporting.blocks import Block, Column, Paragraph, Table
from chegara.reporting.charts import About, Line, monthly_lines
from chegara.reporting.numbers import UNKNOWN, decimal
from chegara.reporting.timelines import Dated, readings

ALARMS_SHOWN = 12


def blocks(sign: WarningSign, viewer: Viewer) -> list[Block]:
    """Return a sign's history as a picture, and its thresholds tried out on it."""
    history = history_of(sign, viewer)
    if not history.values:
        return [Paragraph(_("Nothing is known of this sign yet, so that it can't be tried out."))]
    tried = try_out(sign, history, list(sign.plan.crises.all()))
    return [*_picture(sign, history), *_tested(sign, tried)]


def _picture(sign: WarningSign, history: History) -> Iterator[Block]:
    first, last = history.days[0], history.days[-1]
    rule = persistence(sign)
    about = About(
        caption=str(sign),
        description=_("The readings of the sign from %(first)s to %(last)s; it warns when it is %(rule)s.")
        % {"first": f"{first:%d.%m.%Y}", "last": f"{last:%d.%m.%Y}", "rule": rule},
        source=_("%(series)s, %(place)s, %(first)s–%(last)s")
        % {
            "series": sign.series or _("reports by hand"), "place": sign.place,
            "first": f"{first:%m.%Y}", "last": f"{last:%m.%Y}",
        },
        language=language(),
        stamp=_("Invented data") if sign.plan.country.invented else "",
    )  # fmt: skip
    unit = sign.unit or (str(sign.series.unit) if sign.series else "")
    if history.monthly:
        start = Month.of(first)
        flat = [
            Line(str(each.level), start, [each.value] * len(history.values)) for each in sign.thresholds.all()
        ]
        yield monthly_lines(about, [Line(_("readings"), start, list(history.values)), *flat], unit=unit)
        return
    known = [
        Dated(day, value) for day, value in zip(history.days, history.values, strict=True) if value == value
    ]
    yield readings(about, known, unit=unit, baseline=None, target=None)


def _tested(sign: WarningSign, tried: list[Tried]) -> Iterator[Block]:
    if not tried:
        yield Paragraph(_("The sign has no threshold yet, so that it can't be tried out."))
        return
    cadence = CADENCE[Frequency(sign.frequency)]
    first = tried[0]
    yield Table(
        _("Tried out on history"),
        (
            Column(pgettext("of a contingency plan", "Level"), width=1.3),
            Column(_("Threshold"), "end"),
            Column(_("Warned"), "end"),
            Column(_("Crises warned of"), "end"),
            Column(_("Lead time"), "end", 1.3),
            Column(_("False alarms a year"), "end", 1.3),
            Column(_("Warns by the last reading")),
        ),
        tuple(tested_row(sign, each) for each in tried),
        source=_("%(n)s readings, of which %(unknown)s are not known")
        % {"n": len(first.history.values), "unknown": first.test.unknown},
        notes=(
            _(
                "A crisis counts as warned of when the sign warned in the %(ahead)s readings before it or at "
                "its beginning; an alarm that no crisis followed within as many is false. In brackets the "
                "exact 95 %% interval of the rate."
            )
            % {"ahead": cadence.ahead},
        ),
    )
    for each in tried:
        began = each.began
        if began:
            shown = ", ".join(
                f"{day:%m.%Y}" if first.history.monthly else f"{day:%d.%m.%Y}" for day in began[:ALARMS_SHOWN]
            )
            more = _(" and more") if len(began) > ALARMS_SHOWN else ""
            yield Paragraph(
                _("“%(level)s” would have warned from: %(days)s.")
                % {"level": each.threshold.level, "days": shown + more}
            )
    if not first.crises:
        yield Paragraph(
            _("No past crisis lies within the readings: whether the sign warns in time is not known.")
        )


def tested_row(sign: WarningSign, tried: Tried) -> tuple[str, ...]:
    """Return what a threshold would have done, as a row: level, value, alarms, crises, lead, false alarms,
    now.
    """
    test, spoken = tried.test, language()
    interval = test.false_interval
    rate = decimal(test.false_a_year, spoken, 1)
    # A rate without known crises is that of all alarms: without a crisis none is known to be true.
    bounds = f" ({decimal(interval.low, spoken, 1)}–{decimal(interval.high, spoken, 1)})" if interval else ""
    return (
        str(tried.threshold.level),
        number(tried.threshold.value),
        ngettext("%(n)s time", "%(n)s times", len(test.alarms)) % {"n": len(test.alarms)},
        f"{test.caught}/{len(test.crises)}" if test.crises else UNKNOWN,
        _leads(sign, tried),
        rate + bounds,
        _("yes") if tried.warns_now else _("no"),
    )


def _leads(sign: WarningSign, tried: Tried) -> str:
    """Return the lead times of all crises, in days or months."""
    leads = [lead for _crisis, lead in tried.leads if lead is not None]
    if not leads:
        return UNKNOWN
    low, high = min(leads), max(leads)
    span = str(low) if low == high else f"{low}–{high}"
    if sign.frequency == Frequency.MONTHLY:
        return ngettext("%(span)s month", "%(span)s months", high) % {"span": span}
    return ngettext("%(span)s day", "%(span)s days", high) % {"span": span}
