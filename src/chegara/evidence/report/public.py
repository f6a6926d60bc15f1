"""The public edition of the report and of the brief: released, open, and without small counts.

Charts show printed figures alone, nothing leads anywhere, and no file, row or reason of an agency is named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from chegara.common.periods import MONTHS_IN, CalendarPeriod, Month, PeriodKind
from chegara.evidence.dictionary import source_words, word
from chegara.evidence.methods.trend import Change, Verdict
from chegara.evidence.models import Category
from chegara.evidence.queries.series import Dimension
from chegara.evidence.report.brief_phrases import change_words, verdict_note
from chegara.evidence.report.naming import by_heading, by_words, category_name, places_of
from chegara.evidence.report.phrases import Voice, change_sentence
from chegara.evidence.report.place_map import LEAST_MAPPED, MAPPED, largest_words, located, place_map
from chegara.evidence.report.public_facts import Figure as PublicFigure
from chegara.evidence.report.public_facts import PublicBreakdowns, PublicFacts, PublicSeries
from chegara.organisation.models import Release, ReleaseBasis
from chegara.reporting import charts, numbers
from chegara.reporting.blocks import (
    Block,
    Bullets,
    Column,
    Figure,
    Heading,
    Paragraph,
    Span,
    Table,
    Text,
)

WITHHELD = "*"
YEARS_SHOWN = 5
CHARTED_PER_CATEGORY = 3
TOP = 10
ORDER = (Category.VIOLATION, Category.SEIZURE, Category.FLOW, Category.EFFORT)


GRAINS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF_YEAR)


def _parts(year: int, kind: PeriodKind) -> list[CalendarPeriod]:
    """Return the months, quarters or half-years of a year."""
    length = MONTHS_IN[kind]
    return [CalendarPeriod(kind, Month(year, month)) for month in range(1, 13, length)]


@dataclass(frozen=True)
class PublicEdition:
    """Writes for everybody, in one language."""

    facts: PublicFacts
    language: str

    @property
    def voice(self) -> Voice:
        """How numbers are written."""
        return Voice(self.language)

    # -- the two documents ----------------------------------------------------------------------------

    def report(self, year: int) -> list[Block]:
        """The country risk analysis of a year, for everybody."""
        compared = [(one, one.longest_comparison(year)) for one in self._ordered()]
        changes = [(one, change) for one, change in compared if change]
        blocks: list[Block] = [
            Heading(_("Summary")),
            self._what_it_is(),
            *self._changes(changes),
            Heading(_("Figures")),
        ]
        if changes:
            table = self._change_table(changes, _("Against the same period of last year"), with_period=True)
            blocks.append(table)
        breakdowns = PublicBreakdowns(self.facts, year)
        if (figure := self._map(breakdowns, year)) is not None:
            blocks.append(figure)
        for category in ORDER:
            chosen = self.facts.of(category)
            if not chosen:
                continue
            blocks.append(Heading(str(category.label), 2))
            for position, one in enumerate(chosen):
                blocks += self._indicator(one, year, chart=position < CHARTED_PER_CATEGORY)
                blocks += self._breakdown_tables(one, breakdowns, year)
        return [*blocks, *self._how_it_was_made(), *self._definitions()]

    def brief(self, period: CalendarPeriod) -> list[Block]:
        """The brief on a period, for everybody: totals alone, since breakdowns of months are mostly small."""
        january = period.since_january
        spans = [(period.first, period.last)]
        if january.first != period.first:
            spans.append((january.first, january.last))
        changes = [(one, one.change(*span)) for span in spans for one in self._ordered()]
        blocks: list[Block] = [Heading(_("Main figures")), self._what_it_is()]
        for span in spans:
            caption = _("%(period)s against %(before)s") % {
                "period": self.voice.period(*span),
                "before": self.voice.period(span[0] + -12, span[1] + -12),
            }
            rows = [pair for pair in changes if (pair[1].first, pair[1].last) == span]
            blocks.append(self._change_table(rows, caption, with_period=False))
        leads = [one for category in ORDER for one in self.facts.of(category)[:1]]
        return [
            *blocks,
            Heading(_("What changed")),
            *self._changes(changes),
            *(
                block
                for one in leads[:2]
                for block in self._chart(one, Month(period.last.year - 1, 1), period.last)
            ),
            *self._how_it_was_made(),
        ]

    def _ordered(self) -> list[PublicSeries]:
        return [one for category in ORDER for one in self.facts.of(category)]

    # -- words ----------------------------------------------------------------------------------------

    def _what_it_is(self) -> Paragraph:
        return Paragraph(
            _(
                "This edition is for the public. It holds open figures that the agencies have released to the public: %(agencies)s. Counts of 1 to %(most)s, and what would give them away, are withheld."
            )
            % {
                "agencies": "; ".join(agency.name for agency in self.facts.agencies) or "–",
                "most": self.facts.least.value - 1,
            }
        )

    def _marks_note(self) -> str:
        return _("%(mark)s withheld; – not known.") % {"mark": WITHHELD}

    def _changes(self, changes: list[tuple[PublicSeries, Change]]) -> list[Block]:
        found: dict[str, list[str]] = {}
        for one, change in changes:
            if change.verdict in {Verdict.RISE, Verdict.FALL}:
                found.setdefault(one.indicator.name, []).append(change_sentence(change, self.voice))
        if not found:
            return [
                Paragraph(
                    _(
                        "No indicator that can be compared with last year changed by more than chance alone explains."
                    )
                )
            ]
        items: list[Text] = [
            (Span(f"{name}: ", bold=True), " ".join(sentences)) for name, sentences in found.items()
        ]
        return [Bullets(tuple(items))]

    def _how_it_was_made(self) -> list[Block]:
        least = self.facts.least
        language = self.language if self.language in least.source else "en"
        items: list[Text] = [
            _(
                "%(mark)s withheld: a count of 1 to %(most)s, or a figure that would give such a count away by subtraction."
            )
            % {"mark": WITHHELD, "most": least.value - 1},
            _(
                "– not known: not reported, not credible, or not decided whose figures count. Unknown is not zero."
            ),
            _("The smallest count that is printed is %(least)s since %(since)s. %(source)s.")
            % {
                "least": least.value,
                "since": numbers.day(least.since, self.language),
                "source": least.source[language],
            },
            _(
                "Changes and their intervals are computed from the printed figures alone. “Rise” and “fall” are said only where the 95% interval leaves out no change."
            ),
            _("Amounts (kilograms, litres), forecasts and single cases are not part of the public edition."),
        ]
        basis = [self._basis(release) for release in self.facts.releases]
        return [
            Heading(_("How this edition was made")),
            Bullets(tuple(items)),
            Heading(_("Sources"), 2),
            Bullets(tuple(dict.fromkeys(basis))),
        ]

    def _definitions(self) -> list[Block]:
        items: list[Text] = [
            (
                Span(f"{one.indicator.name}. ", bold=True),
                one.indicator.definition,
                f" {source_words(one.indicator.source)}." if one.indicator.source else "",
            )
            for one in self._ordered()
        ]
        return [Heading(_("What the figures count"), 2), Bullets(tuple(items))]

    def _basis(self, release: Release) -> str:
        """Name what a release rests on; of a letter the day alone, as its number and signatory are internal."""
        agency = release.from_agency.name
        if release.basis == ReleaseBasis.PUBLICATION:
            return f"{agency}: {release.citation}"
        assert release.letter_date is not None  # noqa: S101 - the database wants it of a letter
        return _("%(agency)s: released to the public by its letter of %(date)s") % {
            "agency": agency,
            "date": numbers.day(release.letter_date, self.language),
        }

    # -- figures --------------------------------------------------------------------------------------

    def _told(self, figure: PublicFigure) -> str:
        return WITHHELD if figure.withheld else self.voice.number(figure.value)

    def _change_table(
        self, compared: list[tuple[PublicSeries, Change]], caption: str, *, with_period: bool
    ) -> Table:
        rows: list[tuple[Text, ...]] = []
        for one, change in compared:
            period = (self.voice.period(change.first, change.last),) if with_period else ()
            rows.append(
                (
                    one.indicator.name,
                    *period,
                    self._told(one.figure(change.first + -12, change.last + -12)),
                    self._told(one.figure(change.first, change.last)),
                    change_words(change, self.language),
                )
            )
        period_column = (Column(_("Period"), width=1.6),) if with_period else ()
        return Table(
            caption,
            (
                Column(_("Indicator"), width=3),
                *period_column,
                Column(_("Last year"), "end", 1.2),
                Column(_("This year"), "end", 1.2),
                Column(_("Change, % (95% interval)"), "end", 1.9),
            ),
            tuple(rows),
            source=self._source(),
            notes=(verdict_note(), self._marks_note()),
        )

    def _indicator(self, one: PublicSeries, year: int, *, chart: bool) -> list[Block]:
        first = max(one.series.months[0].year, year - YEARS_SHOWN + 1)
        years = range(first, year + 1)
        kind = next((kind for kind in GRAINS if self._mostly_printed(one, years, kind)), PeriodKind.YEAR)
        blocks: list[Block] = [Heading(one.indicator.name, 3), self._periods_table(one, years, kind)]
        if chart and kind is PeriodKind.MONTH:
            blocks += self._chart(one, Month(first, 1), Month(year, 12))
        return blocks

    def _mostly_printed(self, one: PublicSeries, years: range, kind: PeriodKind) -> bool:
        """Say whether a table by months (quarters, half-years) would show more figures than it withholds."""
        figures = [one.figure(period.first, period.last) for y in years for period in _parts(y, kind)]
        printed = sum(figure.value is not None for figure in figures)
        return printed > sum(figure.withheld for figure in figures)

    def _periods_table(self, one: PublicSeries, years: range, kind: PeriodKind) -> Table:
        rows: list[tuple[Text, ...]] = []
        if kind is not PeriodKind.YEAR:
            for parts in zip(*(_parts(y, kind) for y in years), strict=True):
                told = (self._told(one.figure(part.first, part.last)) for part in parts)
                rows.append((self._part_name(parts[0]), *told))
        rows.append((_("Year"), *(self._told(one.figure(Month(y, 1), Month(y, 12))) for y in years)))
        return Table(
            _("%(indicator)s by month and year") % {"indicator": one.indicator.name}
            if kind is PeriodKind.MONTH
            else _("%(indicator)s by year") % {"indicator": one.indicator.name},
            (Column(_("Period"), width=1.5), *(Column(str(y), "end") for y in years)),
            tuple(rows),
            source=self._source(one),
            emphasised=frozenset({len(rows) - 1}),
            notes=(self._marks_note(),),
        )

    def _part_name(self, part: CalendarPeriod) -> str:
        names = numbers.month_names(self.language)
        first, last = names[part.first.month - 1], names[part.last.month - 1]
        return first if first == last else f"{first}–{last}"

    def _chart(self, one: PublicSeries, first: Month, last: Month) -> list[Block]:
        """Draw the printed months; a withheld month breaks the line, and no table hides below the picture."""
        start = max(first, one.series.months[0])
        months = [start + n for n in range(last - start + 1)]
        values = [one.month(month) for month in months]
        known = [(month, value) for month, value in zip(months, values, strict=True) if value is not None]
        if len(known) < 2:
            return []
        low, high = min(known, key=lambda pair: pair[1]), max(known, key=lambda pair: pair[1])
        description = _("Monthly figures from %(low)s (%(low_month)s) to %(high)s (%(high_month)s).") % {
            "low": self.voice.number(low[1]),
            "low_month": self.voice.month(low[0]),
            "high": self.voice.number(high[1]),
            "high_month": self.voice.month(high[0]),
        }
        figure = charts.monthly_lines(
            self._about(
                _("%(indicator)s by month") % {"indicator": one.indicator.name},
                description,
                one,
                self.voice.period(months[0], months[-1]),
            ),
            [charts.Line(one.indicator.name, start, values)],
            unit=word("counted", one.indicator.unit, self.language),
        )
        note = _("The line breaks where a month is not known or withheld.")
        return [replace(figure, data=None, notes=(note,) if len(known) < len(months) else ())]

    def _breakdown_tables(self, one: PublicSeries, breakdowns: PublicBreakdowns, year: int) -> list[Block]:
        blocks: list[Block] = []
        for by in breakdowns.dimensions(one):
            table = self._breakdown_table(one, breakdowns, by, year)
            blocks += [table] if table else []
        return blocks

    def _breakdown_table(
        self, one: PublicSeries, breakdowns: PublicBreakdowns, by: Dimension, year: int
    ) -> Table | None:
        told = breakdowns.by(one, by)
        if not told.shown:
            return None
        places = places_of(self.facts.country, by)
        shown, beyond = told.shown[:TOP], told.shown[TOP:]
        rest = None if told.others is None else told.others + sum(value for _key, value in beyond)
        rows: list[tuple[Text, ...]] = [
            (category_name(one.indicator, by, key, places, self.language), self.voice.number(value))
            for key, value in shown
        ]
        if rest is None:
            rows.append((_("others"), WITHHELD))
        elif rest:
            rows.append((_("others"), self.voice.number(rest)))
        return Table(
            _("%(indicator)s %(by)s, %(year)s")
            % {"indicator": one.indicator.name, "by": by_words(by), "year": year},
            (Column(by_heading(by), width=3), Column(_("Number"), "end")),
            tuple(rows),
            source=self._source(one),
        )

    def _map(self, breakdowns: PublicBreakdowns, year: int) -> Figure | None:
        """Show the printed places of the main seizures, else violations or flows."""
        for category in (Category.SEIZURE, Category.VIOLATION, Category.FLOW):
            for one in self.facts.of(category):
                for by in breakdowns.dimensions(one):
                    if by not in MAPPED:
                        continue
                    points = located(self.facts.country, by, dict(breakdowns.by(one, by).shown[:TOP]))
                    if len(points) >= LEAST_MAPPED:
                        return self._map_of(one, points, year)
        return None

    def _map_of(self, one: PublicSeries, points: list[Any], year: int) -> Figure:
        about = self._about(
            _("%(indicator)s by place, %(year)s") % {"indicator": one.indicator.name, "year": year},
            largest_words(points),
            one,
            str(year),
        )
        unit = word("counted", one.indicator.unit, self.language)
        note = _("Only places whose figures are printed in the table are shown.")
        return replace(place_map(self.facts.country, points, about, unit, (note,)), data=None)

    def _about(self, caption: str, description: str, one: PublicSeries, period: str) -> charts.About:
        return charts.About(
            caption=caption,
            description=description,
            source=f"{self._source(one)}, {period}",
            language=self.language,
            stamp=_("Invented data") if self.facts.country.invented else "",
        )

    def _source(self, one: PublicSeries | None = None) -> str:
        agencies = [own.agency for own in one.series.counted] if one else self.facts.agencies
        return "; ".join(agency.name for agency in agencies)
