"""Violations and seizures against the same period of last year."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from chegara.evidence.dictionary import word
from chegara.evidence.models import Category
from chegara.evidence.report.facts import IndicatorFacts
from chegara.evidence.report.naming import by_words
from chegara.evidence.report.phrases import (
    change_interval,
    verdict_word,
)
from chegara.evidence.report.writer import Writer
from chegara.reporting import numbers
from chegara.reporting.bars import horizontal_bars
from chegara.reporting.blocks import (
    Block,
    Column,
    Heading,
    Paragraph,
    Table,
    Text,
)

TOP = 10
CHARTED_PER_CATEGORY = 3


class Trends(Writer):
    """Violations and seizures against the same period of last year."""

    def trends(self) -> list[Block]:
        """Violations and seizures against last year."""
        blocks: list[Block] = [Heading(_("Violations and seizures: trends"))]
        compared = [*self.facts.of(Category.VIOLATION), *self.facts.of(Category.SEIZURE)]
        if not compared:
            return [*blocks, Paragraph(_("No agency reported violations or seizures."))]
        blocks.append(self._change_table(compared))
        for category in (Category.VIOLATION, Category.SEIZURE):
            chosen = sorted(self.facts.of(category), key=lambda f: -(f.this_year.total or 0))
            if not chosen:
                continue
            blocks.append(Heading(str(Category(category).label), 2))
            for position, facts in enumerate(chosen):
                blocks += self._indicator_section(facts, chart=position < CHARTED_PER_CATEGORY)
                if position < CHARTED_PER_CATEGORY:
                    blocks += self._top_tables(facts)
        return blocks

    def _change_table(self, compared: Iterable[IndicatorFacts]) -> Table:
        rows: list[tuple[Text, ...]] = []
        for facts in compared:
            c = facts.comparison
            last = c.last.month if c else 12
            rows.append(
                (
                    facts.indicator.name,
                    self.voice.period(c.first, c.last) if c else "–",
                    self._number(
                        c.previous if c else None, self._rows_link(facts, self.facts.year - 1, last)
                    ),
                    self._number(c.current if c else None, self._rows_link(facts, self.facts.year, last)),
                    numbers.signed(c.percent, self.language) if c and c.percent is not None else "–",
                    change_interval(c, self.language),
                    verdict_word(c),
                )
            )
        return Table(
            _("Against the same period of last year"),
            (
                Column(_("Indicator"), width=3),
                Column(_("Period"), width=1.6),
                Column(_("Last year"), "end"),
                Column(_("This year"), "end"),
                Column(_("Change, %"), "end"),
                Column(_("95% interval, %"), "end", 1.4),
                Column(_("Verdict"), width=1.4),
            ),
            tuple(rows),
            source=self._source(),
            notes=(_("The period is the longest from January on that both years reported whole."),),
        )

    def _top_tables(self, facts: IndicatorFacts) -> list[Block]:
        """Show by what kinds and where, as bars."""
        blocks: list[Block] = []
        for by in ("kind", "division", "section", "point", "citizenship"):
            shares = [
                (name, share.value)
                for name, share in self._named_shares(facts, by)
                if share.key not in (None, "")
            ]
            if len(shares) < 2 or blocks:
                continue
            caption = _("%(indicator)s %(by)s, %(year)s") % {
                "indicator": facts.indicator.name,
                "by": by_words(by),
                "year": self.facts.year,
            }
            description = _("The largest: %(names)s.") % {
                "names": "; ".join(f"{name} {self.voice.number(value)}" for name, value in shares[:3])
            }
            blocks.append(
                horizontal_bars(
                    self._about(caption, description, facts, str(self.facts.year)),
                    shares,
                    unit=word("counted", facts.indicator.unit, self.language),
                    top=TOP,
                )
            )
        return blocks
