"""What each view of a selection has in common: a picture, words below it, data, and what is printed in all."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chegara.accounts.models import Marking
from chegara.accounts.words import marking_words
from chegara.common.periods import Month
from chegara.evidence.dictionary import invented_states, kind_word, state_name, word
from chegara.evidence.explorer.reading import Explored, Key
from chegara.evidence.explorer.selection import By
from chegara.evidence.models import Batch
from chegara.evidence.queries.series import AgencySeries, Series
from chegara.evidence.report.phrases import Voice
from chegara.organisation.models import BorderSection, CrossingPoint, Division, State
from chegara.reporting.blocks import Figure, Table
from chegara.reporting.charts import About

MOST_CITED = 3
PLACES: dict[By, Any] = {By.POINT: CrossingPoint, By.SECTION: BorderSection, By.DIVISION: Division}

Cell = str | float | None


@dataclass(frozen=True)
class Data:
    """Figures to take away: a heading a column, numbers as numbers, unknown as None."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Shown:
    """One view of a selection: the picture (None where there is none), what it says in words, the data."""

    block: Table | Figure | None
    sentences: tuple[str, ...]
    data: Data


@dataclass(frozen=True)
class Total:
    """What was counted in some months: the sum of the known ones, how many those are, and of how many.

    Without a known month the sum is None: unknown, not zero.
    """

    value: float | None
    known: int
    months: int

    @property
    def whole(self) -> bool:
        """Whether no month is unknown."""
        return self.known == self.months


def total_of(known: Callable[[Month], float | None], months: Iterable[Month]) -> Total:
    """Add up what is known of some months."""
    values = [known(month) for month in months]
    told = [value for value in values if value is not None and not math.isnan(value)]
    return Total(sum(told) if told else None, len(told), len(values))


def total_of_series(own: Series, months: Iterable[Month]) -> Total:
    """Add up what a series knows of some months."""
    return total_of(own.value, months)


def total_of_agency(own: AgencySeries, months: Iterable[Month]) -> Total:
    """Add up what one agency credibly reported of some months."""
    return total_of(own.known, months)


class Teller:
    """Knows how the parts, period and origin of a selection are called in one language."""

    def __init__(self, explored: Explored, language: str) -> None:
        self.explored = explored
        self.selection = explored.selection
        self.language = language
        self.voice = Voice(language)

    @cached_property
    def _records(self) -> dict[Key, Any]:
        """The places or agencies that the parts are, by key; empty where they are neither."""
        by = self.selection.by
        if by is By.AGENCY:
            return {own.agency.pk: own.agency for own in self.explored.total.agencies}
        if by not in PLACES:
            return {}
        found = PLACES[by].objects.filter(pk__in=[part.key for part in self.explored.parts if part.key])
        return {place.pk: place for place in found}

    @cached_property
    def codes(self) -> dict[Key, str]:
        """What the parts are known by outside, by key; "" where a row does not say."""
        return {
            part.key: str(
                getattr(self._records.get(part.key), "code", "" if self._records else part.key or "")
            )
            for part in self.explored.parts
        }

    @cached_property
    def names(self) -> dict[Key, str]:
        """The names of the parts, by key; what a row does not say is called so."""
        keys = [part.key for part in self.explored.parts]
        if self._records:
            short = self.selection.by is By.AGENCY
            names: dict[Key, str] = {
                key: each.short if short else each.name for key, each in self._records.items()
            }
        else:
            name = self._namer()
            names = {key: name(key) for key in keys if key}
        return {key: names.get(key, _("not stated")) for key in keys}

    def _namer(self) -> Callable[[str], str]:
        if self.selection.by is By.CITIZENSHIP:
            invented = invented_states()
            return lambda code: state_name(code, self.language, invented)
        if self.selection.by is By.KIND:
            return lambda code: kind_word(self.selection.indicator.pk, code, self.language)
        return lambda code: word("direction", code, self.language)

    @property
    def unit(self) -> str:
        """The word for what is counted or weighed."""
        if self.selection.unit:
            return word("unit", self.selection.unit, self.language)
        return word("counted", self.selection.indicator.unit, self.language)

    @property
    def period(self) -> str:
        """The period in words."""
        return self.voice.period(self.selection.first, self.selection.last)

    @property
    def title(self) -> str:
        """What is selected, in one line: indicator, conditions, country."""
        asked = self.selection
        conditions: list[str] = [place.name for place in asked.places]
        if asked.kind:
            conditions.append(kind_word(asked.indicator.pk, asked.kind, self.language))
        if asked.citizenship:
            conditions.append(state_name(asked.citizenship, self.language))
        if asked.direction:
            conditions.append(word("direction", asked.direction, self.language))
        if asked.agency:
            conditions.append(asked.agency.short)
        return ", ".join([asked.indicator.name, *conditions, asked.country.name])

    def caption(self, what: str = "", *, period: str = "") -> str:
        """Return a caption: what is selected, more about it, and the period."""
        return ", ".join(part for part in (self.title, what, period or self.period) if part)

    @property
    def source(self) -> str:
        """Who reported, in what, for which period."""
        return f"{self.reporters}, {self.period}"

    @property
    def reporters(self) -> str:
        """The agencies whose figures are shown, and the sources that their files cite."""
        return reporters_of(self.explored.total, self.explored.batches)

    @property
    def marking(self) -> str:
        """The strictest marking of the imports that the figures come from, and their compartments."""
        return marking_of(self.explored.batches)

    @property
    def banner(self) -> str:
        """What every picture of an invented country says."""
        return banner_of(self.selection.country)

    @property
    def facts(self) -> dict[str, str]:
        """What a file says of itself."""
        return facts_of(self.title, self.period, self.reporters, self.marking, self.banner)

    def about(self, caption: str, description: str, *notes: str, source: str = "") -> About:
        """Return what is said about a chart or map."""
        return About(
            caption=caption,
            description=description,
            source=source or self.source,
            language=self.language,
            notes=notes,
            stamp=_("Invented data") if self.selection.country.invented else "",
        )

    def undecided_note(self) -> str:
        """Say why there is no total, where there is none."""
        return _(
            "Several agencies report this indicator and nobody has decided whose figures count: "
            "each agency's own are shown side by side, and no total is stated."
        )


def reporters_of(own: Series, batches: Iterable[Batch]) -> str:
    """Return the agencies whose figures count, and the sources that their files cite."""
    cited: dict[int, list[str]] = {}
    for batch in batches:
        sources = cited.setdefault(batch.owner_agency_id, [])
        if batch.source and batch.source not in sources:
            sources.append(batch.source)
    said = []
    for agency in (each.agency for each in own.counted):
        sources = cited.get(agency.pk, [])
        more = "…" if len(sources) > MOST_CITED else ""
        said.append(f"{agency.name} ({'; '.join(sources[:MOST_CITED])}{more})" if sources else agency.name)
    return "; ".join(said)


def marking_of(batches: Iterable[Batch]) -> str:
    """Return the strictest marking of some imports, and the compartments that they lie in; "" if all are open."""
    all_batches = list(batches)
    strict = any(batch.marking == Marking.OFFICIAL_USE for batch in all_batches)
    circles = {batch.compartment.name for batch in all_batches if batch.compartment}
    marking = [marking_words(Marking.OFFICIAL_USE, get_language() or "en")] if strict else []
    return ", ".join([*marking, *sorted(circles)])


def banner_of(country: State) -> str:
    """Return what everything of an invented country says; "" for a real one."""
    return _("Invented data: %(name)s does not exist.") % {"name": country.name} if country.invented else ""


def facts_of(title: str, period: str, reporters: str, marking: str, banner: str) -> dict[str, str]:
    """Return what a file says of itself: what is selected, for which period, from whom, how to handle it."""
    return {
        _("Selection"): title,
        _("Period"): period,
        _("Source"): reporters,
        _("Marking"): marking or str(Marking.OPEN.label),
        _("Kind of data"): banner or _("reported data"),
    }
