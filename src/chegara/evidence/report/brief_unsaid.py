"""The brief's last chapter: what the data do not allow to say, so that nobody reads it into them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chegara.common.periods import Month
from chegara.evidence.models import Category
from chegara.evidence.queries.series import AgencySeries
from chegara.evidence.report.brief_facts import BriefFacts, IndicatorBrief, is_too_few
from chegara.evidence.report.brief_phrases import blank_sentence, doubtful_sentence, gap_sentence
from chegara.evidence.report.phrases import Voice
from chegara.reporting.blocks import Block, Bullets, Heading, Paragraph

Sentence = Callable[[str, str, str], str]
MonthsOf = Callable[[IndicatorBrief, AgencySeries], Iterable[Month]]


def unsaid(facts: BriefFacts, language: str) -> list[Block]:
    """Return the chapter: gaps, blanks, doubtful months, undecided totals, too few, nothing at all."""
    voice = Voice(language)
    items = [
        *_undecided(facts),
        *_by_agency(facts, voice, lambda one, agency: one.unreported(agency, facts.period), gap_sentence),
        *_by_agency(facts, voice, lambda _one, agency: agency.partial, blank_sentence),
        *_by_agency(facts, voice, lambda _one, agency: agency.doubtful, doubtful_sentence),
        *_not_comparable(facts),
        *_too_few(facts),
        *_effort(facts),
        *_never_reported(facts),
    ]
    heading = Heading(_("What the data do not allow to say"))
    if not items:
        return [heading, Paragraph(_("Nothing is missing: every indicator was reported whole."))]
    return [heading, Bullets(tuple(items))]


def _names(found: Iterable[IndicatorBrief]) -> str:
    return "; ".join(facts.indicator.name for facts in found)


def _undecided(facts: BriefFacts) -> list[str]:
    found = [one for one in facts.indicators if one.undecided]
    if not found:
        return []
    return [
        _(
            "Several agencies report the same and nobody has decided whose figures count, so that no total is stated: %(names)s."
        )
        % {"names": _names(found)}
    ]


def _by_agency(facts: BriefFacts, voice: Voice, months_of: MonthsOf, sentence: Sentence) -> list[str]:
    """Draw together the indicators that share agency and months."""
    grouped: dict[tuple[str, tuple[Month, ...]], list[str]] = {}
    period = set(facts.period.months)
    for one in facts.indicators:
        for agency in one.series.counted:
            months = tuple(sorted(period.intersection(months_of(one, agency))))
            if months:
                grouped.setdefault((agency.agency.short, months), []).append(one.indicator.name)
    return [
        sentence(agency, voice.months(list(months)), "; ".join(names))
        for (agency, months), names in grouped.items()
    ]


def _not_comparable(facts: BriefFacts) -> list[str]:
    found = [
        one
        for one in facts.indicators
        if not one.undecided and one.period.current is not None and one.period.previous is None
    ]
    if not found:
        return []
    return [
        _("Last year's period was not reported whole, so that nothing can be compared: %(names)s.")
        % {"names": _names(found)}
    ]


def _too_few(facts: BriefFacts) -> list[str]:
    found = sum(is_too_few(one.period) for one in facts.indicators)
    if not found:
        return []
    return [
        ngettext(
            "%(n)s indicator has too few cases (? in the table): neither a doubling nor a halving can be ruled out.",
            "%(n)s indicators have too few cases (? in the table): neither a doubling nor a halving can be ruled out.",
            found,
        )
        % {"n": found}
    ]


def _effort(facts: BriefFacts) -> list[str]:
    told = {one.indicator.pk for one in facts.indicators if one.period.current is not None}
    bare = [
        one
        for category in (Category.VIOLATION, Category.SEIZURE)
        for one in facts.of(category)
        if one.period.current and one.indicator.denominators and not told & set(one.indicator.denominators)
    ]
    if not bare:
        return []
    return [
        _(
            "Whether more was there or more was looked for: neither crossings nor checks of the period were reported to read these finds against: %(names)s."
        )
        % {"names": _names(bare)}
    ]


def _never_reported(facts: BriefFacts) -> list[str]:
    if not facts.never_reported:
        return []
    names = "; ".join(indicator.name for indicator in facts.never_reported)
    return [
        _("Nobody has reported, or released for this edition, anything of: %(names)s.") % {"names": names}
    ]
