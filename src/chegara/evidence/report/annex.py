"""The statistical annex and the sources."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chegara.common.periods import Month
from chegara.evidence.dictionary import word
from chegara.evidence.grade_models import Grade
from chegara.evidence.presenters.grades import grades_words
from chegara.evidence.queries.breakdowns import DIMENSIONS, Share
from chegara.evidence.queries.series import Counting, Dimension
from chegara.evidence.report.facts import IndicatorFacts
from chegara.evidence.report.naming import by_heading, by_words
from chegara.evidence.report.phrases import (
    total_sentence,
)
from chegara.evidence.report.writer import Writer
from chegara.reporting import numbers
from chegara.reporting.blocks import (
    Block,
    Column,
    Heading,
    Paragraph,
    Table,
    Text,
)

TOP = 10


class Annex(Writer):
    """The statistical annex and the sources."""

    def annex(self) -> list[Block]:
        """The statistics themselves: by year and month, by place, by citizenship, by kind."""
        blocks: list[Block] = [Heading(_("Statistical annex"))]
        for facts in self.facts.indicators:
            blocks.append(Heading(facts.indicator.name, 2))
            blocks.append(Paragraph(facts.indicator.definition))
            if facts.series.counting is Counting.UNDECIDED:
                blocks.append(Paragraph(total_sentence(facts, self.voice)))
                continue
            blocks.append(self._months_table(facts))
            if facts.quantities:
                blocks.append(self._quantity_table(facts))
            blocks += self._breakdown_tables(facts)
        return blocks

    def _months_table(self, facts: IndicatorFacts) -> Table:
        names = numbers.month_names(self.language)
        years = [total.year for total in facts.years]
        rows: list[tuple[Text, ...]] = []
        for number in range(1, 13):
            cells = [facts.series.value(Month(year, number)) for year in years]
            rows.append((names[number - 1], *(self.voice.number(value) for value in cells)))
        totals = tuple(
            self._number(total.total if total.whole else None, self._rows_link(facts, total.year))
            for total in facts.years
        )
        rows.append((_("Year"), *totals))
        return Table(
            _("%(indicator)s by month and year") % {"indicator": facts.indicator.name},
            (Column(_("Month"), width=1.3), *(Column(str(year), "end") for year in years)),
            tuple(rows),
            source=self._source(facts),
            emphasised=frozenset({12}),
            notes=(_("– not reported or not credible; a year that lacks a month has no total."),),
        )

    def _quantity_table(self, facts: IndicatorFacts) -> Table:
        years = [total.year for total in facts.years]
        rows = tuple(
            (word("unit", unit, self.language), *(self.voice.number(by_year.get(year)) for year in years))
            for unit, by_year in facts.quantities
        )
        return Table(
            _("%(indicator)s: quantity as reported, all months") % {"indicator": facts.indicator.name},
            (Column(_("Unit"), width=1.3), *(Column(str(year), "end") for year in years)),
            rows,
            source=self._source(facts),
            notes=(
                _(
                    "Quantities of different things in one unit; amounts in tablets, pieces and unknown units are left out."
                ),
            ),
        )

    def _breakdown_tables(self, facts: IndicatorFacts) -> list[Block]:
        blocks: list[Block] = []
        for by in DIMENSIONS:
            named = self._named_shares(facts, by)
            if len([1 for _name, share in named if share.key not in (None, "")]) < 2:
                continue
            total = sum(share.value for _name, share in named)
            shown, rest = named[:TOP], named[TOP:]
            rows: list[tuple[Text, ...]] = [
                (
                    name,
                    self._number(share.value, self._share_link(facts, by, share)),
                    numbers.percent(share.value / total if total else None, self.language, 1),
                )
                for name, share in shown
            ]
            if rest:
                value = sum(share.value for _name, share in rest)
                label = ngettext("%(n)s other", "%(n)s others", len(rest)) % {"n": len(rest)}
                rows.append(
                    (
                        label,
                        self.voice.number(value),
                        numbers.percent(value / total if total else None, self.language, 1),
                    )
                )
            blocks.append(
                Table(
                    _("%(indicator)s %(by)s, %(year)s")
                    % {
                        "indicator": facts.indicator.name,
                        "by": by_words(by),
                        "year": self.facts.year,
                    },
                    (
                        Column(by_heading(by), width=3),
                        Column(_("Number"), "end"),
                        Column(_("Share"), "end"),
                    ),
                    tuple(rows),
                    source=self._source(facts),
                    notes=self._incomplete_note(facts),
                )
            )
        return blocks

    def _incomplete_note(self, facts: IndicatorFacts) -> tuple[str, ...]:
        year = facts.this_year
        if year.whole:
            return ()
        return (
            _(
                "All that was reported, months with a probable reporting gap included; the year is incomplete."
            ),
        )

    def _share_link(self, facts: IndicatorFacts, by: Dimension, share: Share) -> str | None:
        if by in {"section", "direction"} or share.key in (None, ""):
            return None
        return self._rows_link(facts, self.facts.year, **{by: share.key})

    def sources(self) -> list[Block]:
        """The files that the report rests on, each with its hash."""
        grades: dict[int, list[Grade]] = {}
        for grade in self.facts.grades:
            grades.setdefault(grade.batch_id, []).append(grade)
        rows = tuple(
            (
                batch.owner_agency.short,
                batch.name,
                batch.source or "–",
                grades_words(grades.get(batch.pk, ())),
                self.voice.number(batch.rows),
                f"{batch.file.sha256[:16]}…",
            )
            for batch in self.facts.batches
        )
        return [
            Heading(_("Sources")),
            Paragraph(
                _(
                    "The definitions are those of the common dictionary of indicators, which names the source of each."
                )
            ),
            Table(
                _("Files"),
                (
                    Column(_("Agency"), width=1.4),
                    Column(_("File"), width=2.4),
                    Column(_("Source"), width=2.6),
                    Column(_("Grade"), width=1.6),
                    Column(_("Rows"), "end"),
                    Column("SHA-256", width=1.8),
                ),
                rows,
                notes=(
                    _(
                        "Grade: reliability of the source by letter and credibility of the information by number, with the scheme and who graded; grades are not averaged. A dash: not graded."
                    ),
                ),
            ),
        ]
