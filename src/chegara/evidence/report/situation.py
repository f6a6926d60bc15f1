"""The situation at the border: its sections and points, and what crossed it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chegara.evidence.dictionary import word
from chegara.evidence.models import Category
from chegara.evidence.report.facts import IndicatorFacts
from chegara.evidence.report.place_map import LEAST_MAPPED, MAPPED, largest_words, located, place_map
from chegara.evidence.report.writer import Writer
from chegara.organisation.models import BorderSection, CrossingPoint
from chegara.reporting.base_maps import Point
from chegara.reporting.blocks import (
    Block,
    Callout,
    Column,
    Figure,
    Heading,
    Table,
)


class Situation(Writer):
    """The situation at the border: its sections and points, and what crossed it."""

    def situation(self) -> list[Block]:
        """The border, and what crossed it."""
        blocks: list[Block] = [Heading(_("Situation at the border"))]
        blocks += self._geography()
        flows = self.facts.of(Category.FLOW)
        blocks.append(Heading(_("Flows of persons, vehicles and goods"), 2))
        if not flows:
            blocks.append(
                Callout(
                    _("Flows were not reported"),
                    _(
                        "No agency reported crossings of persons or vehicles or the weight of goods. Without them a rise in finds can't be told from a rise in traffic, and no rate per 100,000 crossings can be stated."
                    ),
                    "warning",
                )
            )
        for facts in flows:
            blocks += self._indicator_section(facts)
        for facts in self.facts.of(Category.EFFORT):
            blocks += self._indicator_section(facts, chart=False)
        return blocks

    def _geography(self) -> list[Block]:
        country = self.facts.country
        sections = list(BorderSection.objects.filter(country=country).select_related("neighbour"))
        points = list(CrossingPoint.objects.filter(country=country).select_related("section"))
        blocks: list[Block] = []
        if sections:
            counts = {section.pk: sum(p.section_id == section.pk for p in points) for section in sections}
            rows = tuple(
                (
                    s.name,
                    s.neighbour.name,
                    self.voice.number(s.length_km),
                    str(s.get_regime_display() or "–"),
                    str(counts[s.pk]),
                )
                for s in sections
            )
            blocks.append(
                Table(
                    _("Sections of the state border"),
                    (
                        Column(_("Section"), width=2.2),
                        Column(_("Neighbour"), width=1.5),
                        Column(_("Length, km"), "end"),
                        Column(_("Regime"), width=1.8),
                        Column(_("Points"), "end"),
                    ),
                    rows,
                    source=_("Register of the organisation"),
                )
            )
        figure = self._map()
        if figure is not None:
            blocks.append(figure)
        return blocks

    def _map(self) -> Figure | None:
        """Show where the year's main seizures, or else flows, were counted."""
        for facts in [*self.facts.of(Category.SEIZURE)[:1], *self.facts.of(Category.FLOW)[:1]]:
            for by in MAPPED:
                shares = {share.key: share.value for share in self.facts.shares(facts.indicator, by)}
                points = located(self.facts.country, by, shares)
                if len(points) >= LEAST_MAPPED:
                    return self._map_of(facts, points, sum(shares.values()))
        return None

    def _map_of(self, facts: IndicatorFacts, points: list[Point], total: float) -> Figure:
        year = self.facts.year
        about = self._about(
            _("%(indicator)s by place, %(year)s") % {"indicator": facts.indicator.name, "year": year},
            largest_words(points),
            facts,
            str(year),
        )
        placed = _("%(placed)s of %(total)s have a place with a known position.") % {
            "placed": self.voice.number(sum(point.value or 0 for point in points)),
            "total": self.voice.number(total),
        }
        unit = word("counted", facts.indicator.unit, self.language)
        return place_map(self.facts.country, points, about, unit, (placed,))
