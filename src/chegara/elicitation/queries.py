"""Reading panels: who may vote on what, and what came of a closed round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from chegara.accounts.models import User
from chegara.elicitation.methods.agreement import Agreement, AgreementInterval, agreement, agreement_interval
from chegara.elicitation.methods.positions import Position, Tie, Voice, joint_position
from chegara.elicitation.methods.spread import Spread, spread
from chegara.elicitation.models import AgencyPosition, Item, Judgement, Panel, Round, RoundState, Turnout
from chegara.organisation.models import Agency

FEWEST_TO_SHOW = 2
"""A single expert's ballot would show as his: an agency's position and the counts need two ballots."""


@dataclass(frozen=True)
class AgencyVoice:
    """An agency's position on an item by a criterion.

    `position` is what counts, `of_experts` their median, `mandated` what its head laid down.
    """

    agency: Agency
    ballots: int
    position: Position | None
    of_experts: Position | None
    mandated: AgencyPosition | None


@dataclass(frozen=True)
class Finding:
    """What a round found for one item by one criterion, on the common scale."""

    item: Item
    criterion: str
    spread: Spread | None
    voices: tuple[AgencyVoice, ...]
    joint: Position | None
    rationales: tuple[str, ...]


@dataclass(frozen=True)
class CriterionAgreement:
    """How far experts agree by one criterion, over all items."""

    criterion: str
    found: Agreement
    interval: AgreementInterval


@dataclass(frozen=True)
class Results:
    """All that a closed round shows."""

    round: Round
    findings: tuple[Finding, ...]
    agreement: tuple[CriterionAgreement, ...]
    ballots: int

    def finding(self, key: str, criterion: str) -> Finding | None:
        """Return the finding for an item's key by a criterion."""
        return next((f for f in self.findings if f.item.key == key and f.criterion == criterion), None)


def turnout_of(round_: Round, user: User) -> Turnout | None:
    """Return whether and how somebody votes in a round, None if they are not on the panel."""
    return (
        Turnout.objects.filter(round=round_, expert__user=user).select_related("expert__agency").first()
    )


def latest_closed_round(panel: Panel) -> Round | None:
    """Return the last round whose results show."""
    return panel.rounds.filter(state=RoundState.CLOSED).order_by("-number").first()


def agency_scores(round_: Round) -> Mapping[int, np.ndarray]:
    """Return by agency the levels judged: experts x items x criteria, NaN where one could not judge.

    Items are in the panel's order, criteria in that of `panel.criteria`. Experts have no order.
    """
    panel = round_.panel
    items = {pk: place for place, pk in enumerate(panel.items.values_list("pk", flat=True))}
    criteria = {code: place for place, code in enumerate(panel.criteria_words)}
    found: dict[int, list[np.ndarray]] = {}
    for ballot in round_.ballots.prefetch_related("judgements"):
        levels = np.full((len(items), len(criteria)), np.nan)
        for judgement in ballot.judgements.all():
            if judgement.level is not None:
                levels[items[judgement.item_id], criteria[judgement.criterion]] = judgement.level
        found.setdefault(ballot.agency_id, []).append(levels)
    return {agency: np.stack(ballots) for agency, ballots in found.items()}


def mandated_positions(panel: Panel) -> dict[tuple[int, str, int], AgencyPosition]:
    """Return what agencies' heads laid down, by item, criterion and agency."""
    positions = AgencyPosition.objects.filter(item__panel=panel).select_related("by")
    return {(one.item_id, one.criterion, one.agency_id): one for one in positions}


def results(round_: Round, *, rng: np.random.Generator) -> Results | None:
    """Return what a round found, None as long as it is open: nobody sees others' scores before."""
    if round_.state != RoundState.CLOSED:
        return None
    panel = round_.panel
    scores = agency_scores(round_)
    mandated = mandated_positions(panel)
    terms = {one.agency_id: one for one in panel.terms.select_related("agency")}
    rationales: dict[tuple[int, str], list[str]] = {}
    for item, criterion, text in (
        Judgement.objects.filter(ballot__round=round_)
        .exclude(rationale="")
        .values_list("item", "criterion", "rationale")
    ):
        rationales.setdefault((item, criterion), []).append(text)
    items, criteria = list(panel.items.all()), list(panel.criteria_words)
    tie = Tie(panel.tie)
    findings = []
    for i, item in enumerate(items):
        for c, criterion in enumerate(criteria):
            voices, agencies = {}, []
            for pk, one in terms.items():
                given = tuple(_level(level) for level in scores[pk][:, i, c]) if pk in scores else ()
                laid_down = mandated.get((item.pk, criterion, pk))
                voice = Voice(
                    scores=given, mandated=laid_down.level if laid_down else None, weight=one.weight
                )
                voices[one.agency.code] = voice
                agencies.append(
                    AgencyVoice(
                        agency=one.agency,
                        ballots=len(given),
                        position=voice.position(tie),
                        of_experts=Voice(scores=given).position(tie),
                        mandated=laid_down,
                    )
                )
            findings.append(
                Finding(
                    item=item,
                    criterion=criterion,
                    spread=spread(level for voice in voices.values() for level in voice.scores),
                    voices=tuple(sorted(agencies, key=lambda voice: voice.agency.code)),
                    joint=joint_position(voices, tie=tie),
                    rationales=tuple(sorted(rationales.get((item.pk, criterion), ()))),
                )
            )
    everyone = np.concatenate(list(scores.values())) if scores else np.empty((0, len(items), len(criteria)))
    return Results(
        round=round_,
        findings=tuple(findings),
        agreement=tuple(
            CriterionAgreement(
                criterion, agreement(everyone[:, :, c]), agreement_interval(everyone[:, :, c], rng=rng)
            )
            for c, criterion in enumerate(criteria)
        ),
        ballots=len(everyone),
    )


def _level(level: float) -> int | None:
    return None if np.isnan(level) else int(level)
