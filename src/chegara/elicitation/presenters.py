"""Panels and results as pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chegara.elicitation.methods.amounts import Amounts, AmountVoice, pooled
from chegara.elicitation.methods.pooling import LinearPool
from chegara.elicitation.methods.positions import Position
from chegara.elicitation.methods.scales import Scale, load_scale
from chegara.elicitation.queries import AgencyAmounts, AmountFinding, Finding, Results
from chegara.reporting.numbers import UNKNOWN, decimal


def word_in_language(word: str, scale: Scale, language: str) -> str:
    """Return what a stored word is called: a common level by its name, an agency's own word as it is."""
    short = "ru" if language.startswith("ru") else "en"
    return next((level.names[short] for level in scale.levels if level.code == word), word)


def level_name(scale: Scale, level: int | None) -> str:
    """Return the name of a level of the common scale, a dash where there is none."""
    short = "ru" if (get_language() or "en").startswith("ru") else "en"
    return scale.level(level).names[short] if level is not None else "–"


@dataclass(frozen=True)
class CountCell:
    """How many gave a level: the number, and a bar of as many marks that reads without colour."""

    name: str
    count: int


@dataclass(frozen=True)
class VoiceLine:
    """One agency's position in words."""

    agency: str
    level: str
    note: str


@dataclass(frozen=True)
class FindingLine:
    """One criterion of an item: counts by level, positions, the joint one, and what people wrote."""

    criterion: str
    counts: tuple[CountCell, ...]
    cannot_judge: int
    voices: tuple[VoiceLine, ...]
    joint: str
    joint_note: str
    discuss: bool
    rationales: tuple[str, ...]


@dataclass(frozen=True)
class ItemBlock:
    """An item with a line for each criterion."""

    title: str
    pk: int
    lines: tuple[FindingLine, ...]


@dataclass(frozen=True)
class AgreementLine:
    """How far experts agree by one criterion, with its interval, in words."""

    criterion: str
    alpha: str
    interval: str


def present_results(found: Results) -> list[ItemBlock]:
    """Return the findings of a round, item by item."""
    panel = found.round.panel
    scale, names = load_scale(panel.scale), panel.criteria_words
    blocks: dict[int, ItemBlock] = {}
    for finding in found.findings:
        block = blocks.get(finding.item.pk) or ItemBlock(finding.item.title, finding.item.pk, ())
        line = _line(finding, names[finding.criterion], scale)
        blocks[finding.item.pk] = ItemBlock(block.title, block.pk, (*block.lines, line))
    return list(blocks.values())


def _line(finding: Finding, criterion: str, scale: Scale) -> FindingLine:
    counts = finding.spread.counts if finding.spread else {}
    given = sum(voice.ballots for voice in finding.voices)
    return FindingLine(
        criterion=criterion,
        counts=tuple(
            CountCell(level_name(scale, number), counts.get(number, 0)) for number in range(1, len(scale) + 1)
        ),
        cannot_judge=finding.spread.missing if finding.spread else given,
        voices=tuple(
            VoiceLine(
                agency=voice.agency.short,
                level=level_name(scale, voice.position.level if voice.position else None),
                note=_("mandated; its experts: %(level)s")
                % {"level": level_name(scale, voice.of_experts.level if voice.of_experts else None)}
                if voice.mandated
                else _tie(voice.position, scale),
            )
            for voice in finding.voices
        ),
        joint=level_name(scale, finding.joint.level if finding.joint else None),
        joint_note=_tie(finding.joint, scale),
        discuss=bool(finding.spread and finding.spread.calls_for_discussion),
        rationales=finding.rationales,
    )


def _tie(position: Position | None, scale: Scale) -> str:
    if position is None or not position.is_tied:
        return ""
    return _("between %(low)s and %(high)s: by the rule for ties") % {
        "low": level_name(scale, position.low),
        "high": level_name(scale, position.high),
    }


def present_agreement(found: Results) -> list[AgreementLine]:
    """Return Krippendorff's alpha by criterion, with its interval."""
    names = found.round.panel.criteria_words
    lines = []
    for one in found.agreement:
        interval = one.interval.interval
        lines.append(
            AgreementLine(
                criterion=names[one.criterion],
                alpha="–" if one.found.alpha is None else _decimal(one.found.alpha),
                interval=f"{_decimal(interval.low)} … {_decimal(interval.high)}" if interval else "–",
            )
        )
    return lines


def _decimal(value: float) -> str:
    text = f"{value:.2f}".replace("-", "−")
    return text.replace(".", ",") if (get_language() or "en").startswith("ru") else text


QUANTILES = (0.05, 0.5, 0.95)


def amount(value: float) -> str:
    """Write an amount with about three digits that count."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    shortened = next((n for n in range(digits) if round(value, n) == round(value, digits)), digits)
    return decimal(value, get_language() or "en", shortened)


def three(amounts: Amounts) -> str:
    """Write the three numbers of an answer."""
    return " / ".join(amount(value) for value in (amounts.low, amounts.middle, amounts.high))


def three_of(pool: LinearPool | None) -> str:
    """Write the three quantiles of a pool, a dash where there is none."""
    return " / ".join(amount(float(q)) for q in pool.quantile(QUANTILES)) if pool else UNKNOWN


@dataclass(frozen=True)
class AmountLine:
    """One item's amounts: each answer, each agency's, all agencies' together, and what people wrote."""

    pk: int
    criterion: str
    title: str
    answers: tuple[str, ...]
    cannot_judge: int
    agencies: tuple[VoiceLine, ...]
    joint: str
    rationales: tuple[str, ...]


def present_amounts(found: tuple[AmountFinding, ...]) -> list[AmountLine]:
    """Return what a round of amounts found, item by item."""
    return [
        AmountLine(
            pk=one.item.pk,
            criterion=one.criterion,
            title=one.item.title,
            answers=tuple(three(answer) for answer in one.answers),
            cannot_judge=sum(agency.cannot_judge for agency in one.agencies),
            agencies=tuple(_agency_amounts(agency) for agency in one.agencies),
            joint=three_of(one.pool),
            rationales=one.rationales,
        )
        for one in found
    ]


def _agency_amounts(one: AgencyAmounts) -> VoiceLine:
    of_experts = three_of(pooled({"": AmountVoice(answers=one.voice.answers)}))
    if one.voice.mandated:
        note = _("mandated; its experts: %(level)s") % {"level": of_experts}
        return VoiceLine(one.agency.short, three(one.voice.mandated), note)
    return VoiceLine(one.agency.short, of_experts, "")
