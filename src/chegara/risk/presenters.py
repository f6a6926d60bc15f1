"""Risks, levels and evidence as pages and documents show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from chegara.elicitation.methods.scales import load_scale
from chegara.evidence.dictionary import invented_states
from chegara.evidence.models import BatchState, Indicator, Record
from chegara.evidence.presenters.records import said_by
from chegara.evidence.report.phrases import Voice, change_interval, forecast_sentence, verdict_word
from chegara.organisation.models import State
from chegara.reporting.numbers import integer, percent
from chegara.reporting.words import few
from chegara.risk.choices import Category, Confidence, Treats
from chegara.risk.methods.components import SCORED, Component
from chegara.risk.methods.ranking import RankingSensitivity, RiskStanding
from chegara.risk.models import Assessment, CitedEvent, Risk, Treatment
from chegara.risk.queries import EvidenceFact, RiskLevel
from chegara.risk.versions import Difference
from chegara.risk.words import component_name, level_name, likelihood_words


def language() -> str:
    """Return the language of the page."""
    return get_language() or "en"


@dataclass(frozen=True)
class RegisterRow:
    """One line of the register."""

    number: str
    title: str
    risk: Risk
    category: str
    sections: str
    magnitude: str
    likelihood: str
    vulnerability: str
    impact: str
    by_rule: str
    level: str
    rank_level: int
    standing: str
    confidence: str

    @property
    def url(self) -> str:
        """The risk's page."""
        return self.risk.get_absolute_url()


def register_rows(
    assessment: Assessment, levels: Sequence[RiskLevel], ranking: RankingSensitivity | None
) -> list[RegisterRow]:
    """Return the register, the highest level first, then by how often a risk is among the first three."""
    standing = {one.name: one for one in ranking.standings} if ranking else {}
    rows = [register_row(assessment.scale, one, standing.get(one.risk.key)) for one in levels]
    places = [
        (-(one.level or 0), standing[one.risk.key].rank if one.risk.key in standing else 0.0)
        for one in levels
    ]
    return [row for _place, row in sorted(zip(places, rows, strict=True), key=lambda pair: pair[0])]


def register_row(
    scale: str, one: RiskLevel, standing: RiskStanding | None, sections: Sequence[str] | None = None
) -> RegisterRow:
    """Return a risk's row of the register; `sections` are the names of its border sections, where known."""
    sections = [str(section) for section in one.risk.sections.all()] if sections is None else sections
    names = {component.value: level_name(scale, one.scores[component]) for component in SCORED}
    return RegisterRow(
        number=f"R{one.risk.number}",
        title=one.risk.title,
        risk=one.risk,
        category=_word(Category, one.risk.category),
        sections=", ".join(sections) or "–",
        magnitude=names[Component.MAGNITUDE],
        likelihood=names[Component.LIKELIHOOD],
        vulnerability=names[Component.VULNERABILITY],
        impact=names[Component.IMPACT],
        by_rule=level_range(scale, one),
        level=level_name(scale, one.level),
        rank_level=one.level or 0,
        standing=percent(standing.first_three, language()) if standing else "–",
        confidence=_word(Confidence, one.risk.confidence) or "–",
    )


def _word(choices: type[TextChoices], code: str) -> str:
    """Return a choice's word; as `get_FOO_display`, which lists all choices anew each time."""
    return str(choices(code).label) if code else ""


def level_range(scale: str, one: RiskLevel) -> str:
    """Return the rule's level, or from which to which it could be where a component is unknown."""
    if one.combined is None:
        return "–"
    if one.combined.level is not None:
        return level_name(scale, one.combined.level)
    return _("%(low)s to %(high)s: something is unknown") % {
        "low": level_name(scale, one.combined.low), "high": level_name(scale, one.combined.high),
    }  # fmt: skip


@dataclass(frozen=True)
class HeatCell:
    """The risks in one cell of the map, and the level that its threat and vulnerability make."""

    level: int
    level_name: str
    risks: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class HeatRow:
    """One level of threat: a cell for each level of vulnerability."""

    name: str
    cells: tuple[HeatCell, ...]


def heat_map(assessment: Assessment, levels: Sequence[RiskLevel]) -> tuple[list[str], list[HeatRow]]:
    """Return the names of vulnerability's levels, and the rows from the highest threat down.

    A risk stands in its cell as number, title and impact; one whose threat or vulnerability is unknown stands
    in none.
    """
    from chegara.risk.methods.matrices import load_matrices

    scale, matrices = assessment.scale, load_matrices(assessment.scale)
    size = len(load_scale(scale))
    placed: dict[tuple[int, int], list[tuple[str, str, str]]] = {}
    for one in levels:
        magnitude, likelihood, vulnerability, impact = (one.scores[component] for component in SCORED)
        if magnitude is None or likelihood is None or vulnerability is None:
            continue
        threat = matrices.threat.level(magnitude, likelihood)
        placed.setdefault((threat, vulnerability), []).append(
            (f"R{one.risk.number}", one.risk.title, level_name(scale, impact))
        )
    rows = [
        HeatRow(
            level_name(scale, threat),
            tuple(
                HeatCell(
                    (level := matrices.exposure.level(threat, vulnerability)),
                    level_name(scale, level),
                    tuple(placed.get((threat, vulnerability), ())),
                )
                for vulnerability in range(1, size + 1)
            ),
        )
        for threat in range(size, 0, -1)
    ]
    return [level_name(scale, number) for number in range(1, size + 1)], rows


@dataclass(frozen=True)
class Step:
    """One step of the rule, in words."""

    text: str


def rule_steps(scale: str, one: RiskLevel) -> list[str]:
    """Return how the rule came to its level, a sentence a step."""
    if one.combined is None:
        return []
    found = []
    for step in one.combined.steps:
        inputs = ", ".join(
            _named(component_name(code).lower(), level_name(scale, level))
            for code, level in step.inputs.items()
        )
        inputs = inputs[:1].upper() + inputs[1:]
        found.append(
            f"{inputs}: {_named(component_name(step.result).lower(), level_name(scale, step.level))}"
        )
    return found


def _named(component: str, level: str) -> str:
    return _("%(component)s – “%(level)s”") % {"component": component, "level": level}


def standing_sentence(ranking: RankingSensitivity | None, risk: Risk, names: dict[str, str]) -> str:
    """Say how firm a risk's place is: sensitivity, with n; empty where nothing was ranked."""
    one = ranking.by_name.get(risk.key) if ranking else None
    if one is None or ranking is None:
        return ""
    said = _(
        "Sensitivity: when positions are drawn anew and scores move by one step (n = %(n)s), the risk is "
        "among the first three in %(three)s and among the first five in %(five)s of the draws."
    ) % {
        "n": integer(ranking.replications, language()),
        "three": percent(one.first_three, language()),
        "five": percent(one.first_five, language()),
    }
    tied = [names[name] for name in one.tied_with if name in names]
    if tied:
        said += " " + _("It can't be told apart from %(risks)s.") % {"risks": few(tied)}
    return said


@dataclass(frozen=True)
class EvidenceLine:
    """What a linked series says, in words."""

    pk: int
    title: str
    url: str
    note: str
    total: str
    change: str
    forecast: str
    agencies: tuple[str, ...]


def evidence_lines(facts: Sequence[EvidenceFact]) -> list[EvidenceLine]:
    """Return the evidence of a risk, each series with the change on last year and the forecast."""
    from django.urls import reverse

    voice = Voice(language())
    lines = []
    for fact in facts:
        indicator: Indicator = fact.link.indicator
        total = "–"
        if fact.total is not None:
            total = integer(fact.total, voice.language)
            if fact.credible_months < 12:
                total += " " + ngettext(
                    "(%(months)s month credibly reported)", "(%(months)s months credibly reported)",
                    fact.credible_months,
                ) % {"months": fact.credible_months}  # fmt: skip
        change = _("not comparable with last year")
        if fact.change is not None:
            change = verdict_word(fact.change)
            if spread := change_interval(fact.change, voice.language):
                change += f" ({spread} %)"
        place = fact.link.place
        narrow = "" if isinstance(place, State) else f"&place={place._meta.model_name}-{place.pk}"
        lines.append(
            EvidenceLine(
                pk=fact.link.pk,
                title=f"{indicator}, {place}",
                url=reverse("series")
                + f"?country={fact.link.risk.assessment.country_id}&indicator={indicator.pk}{narrow}",
                note=fact.link.note,
                total=total,
                change=change,
                forecast=forecast_sentence(fact.forecast, voice),
                agencies=tuple(agency.agency.short for agency in fact.series.counted),
            )
        )
    return lines


@dataclass(frozen=True)
class EventLine:
    """An event in words: what happened, where and of what, in one line."""

    pk: int
    record: int
    day: str
    indicator: str
    said: str
    agency: str
    note: str = ""
    counts: bool = True


def event_lines(records: Iterable[Record]) -> list[EventLine]:
    """Return events to choose from."""
    names = invented_states()
    return [_event_line(record, names) for record in records]


def cited_lines(cited: Sequence[CitedEvent]) -> list[EventLine]:
    """Return the events that a risk rests on; of one whose import no longer counts this is said."""
    names = invented_states() if cited else {}
    return [
        replace(
            _event_line(one.record, names), pk=one.pk, note=one.note,
            counts=one.record.batch.state == BatchState.CONFIRMED,
        )
        for one in cited
    ]  # fmt: skip


def _event_line(record: Record, names: Mapping[str, tuple[str, str]]) -> EventLine:
    # Day and indicator have columns of their own; the period of an event is its day.
    apart = {_("Indicator"), _("Date"), _("Period")}
    said = [f"{name}: {value}" for name, value in said_by(record, names) if name not in apart]
    return EventLine(
        pk=record.pk, record=record.pk, day=f"{record.start:%d.%m.%Y}", indicator=record.indicator.name,
        said="; ".join(said), agency=record.batch.owner_agency.short,
    )  # fmt: skip


@dataclass(frozen=True)
class DifferenceRow:
    """One difference between versions, in words."""

    risk: str
    field: str
    before: str
    after: str


def difference_rows(scale: str, found: Sequence[Difference]) -> list[DifferenceRow]:
    """Return the differences between two versions."""
    levels = {"level": _("Level"), "by_rule": _("By the rule")}
    whole = {"added": _("added"), "dropped": _("dropped")}
    rows = []
    for one in found:
        if one.field in whole:
            name, before, after = whole[one.field], "", ""
        elif one.field in levels:
            name = levels[one.field]
            before, after = level_name(scale, one.before), level_name(scale, one.after)
        else:
            name = column_name(one.field)
            before, after = _shown(one.before), _shown(one.after)
        rows.append(DifferenceRow(f"R{one.number} {one.title}", name, before, after))
    return rows


def column_name(name: str) -> str:
    """Return what a column of a risk is called, with a capital."""
    column = Risk._meta.get_field(name)
    return capfirst(str(getattr(column, "verbose_name", name)))


def _shown(value: Any) -> str:
    return "–" if value in (None, "") else str(value)


@dataclass(frozen=True)
class SheetPart:
    """A component's words on the risk's sheet."""

    title: str
    facts: tuple[tuple[str, str], ...]


PARTS = (
    ("threat", ("modus_operandi", "who", "where", "when", "routes", "push_factors")),
    ("vulnerability", ("permeability", "operations", "countermeasures", "pull_factors")),
    ("impact", ("impact_security", "impact_flow", "impact_humanitarian")),
)


def sheet_parts(risk: Risk) -> list[SheetPart]:
    """Return what is written of a risk's components; what nobody wrote is said to be missing."""
    return [
        SheetPart(
            component_name(code),
            tuple((column_name(name), getattr(risk, name) or _("not described")) for name in names),
        )
        for code, names in PARTS
    ]


def likelihood_sentence(risk: Risk) -> str:
    """Return the likelihood in words, with its range, time and place; empty where none was given."""
    if not risk.likelihood_word:
        return ""
    word = likelihood_words(risk.assessment.yardstick, risk.likelihood_word)
    return f"{word}, {risk.likelihood_window}, {risk.likelihood_place}"


@dataclass(frozen=True)
class BowTieColumn:
    """One column of the bow-tie, from causes to consequences."""

    title: str
    entries: tuple[tuple[str, str], ...]


def bow_tie_of(risk: Risk, treatments: Sequence[Treatment]) -> list[BowTieColumn]:
    """Return the five columns of IEC 31010's bow-tie: each entry a text, and its page if it has one."""
    causes = (risk.push_factors, risk.pull_factors, risk.modus_operandi, risk.permeability)
    effects = (risk.impact_security, risk.impact_flow, risk.impact_humanitarian)

    def measures(*components: str) -> tuple[tuple[str, str], ...]:
        found = {one.measure: one for one in treatments if one.component in components}
        return tuple((str(measure), measure.get_absolute_url()) for measure in found)

    return [
        BowTieColumn(_("Causes"), tuple((text, "") for text in causes if text)),
        BowTieColumn(_("What prevents"), measures(Treats.THREAT, Treats.VULNERABILITY)),
        BowTieColumn(_("Event"), ((str(risk), ""),)),
        BowTieColumn(_("What softens"), measures(Treats.IMPACT)),
        BowTieColumn(_("Consequences"), tuple((text, "") for text in effects if text)),
    ]
