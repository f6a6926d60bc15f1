"""Reading panels: who may vote on what, and what came of a closed round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import models

from chegara.accounts.models import User
from chegara.elicitation.methods.agreement import Agreement, AgreementInterval, agreement, agreement_interval
from chegara.elicitation.methods.amounts import Amounts, AmountVoice, pooled
from chegara.elicitation.methods.pooling import LinearPool
from chegara.elicitation.methods.positions import Position, Tie, Voice, joint_position
from chegara.elicitation.methods.spread import Spread, spread
from chegara.elicitation.models import (
    AgencyPosition,
    AgencyTerms,
    Asked,
    Item,
    Judgement,
    Panel,
    Round,
    RoundState,
    Turnout,
)
from chegara.organisation.models import Agency


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
    return Turnout.objects.filter(round=round_, expert__user=user).select_related("expert__agency").first()


def turnout_list(round_: Round) -> models.QuerySet[Turnout]:
    """Return who is asked to vote in a round, agency by agency."""
    people = round_.turnout.select_related("expert__user", "expert__agency")
    return people.order_by("expert__agency__code", "expert__user__full_name")


def latest_closed_round(panel: Panel) -> Round | None:
    """Return the last round whose results show."""
    return panel.rounds.filter(state=RoundState.CLOSED).order_by("-number").first()


def asked_items(round_: Round) -> list[Item]:
    """Return the items that a round asks for, in the panel's order and in the words of the round."""
    found = []
    for asked in Asked.objects.filter(round=round_).select_related("item"):
        asked.item.title = asked.title
        found.append(asked.item)
    return found


def items_to_ask(panel: Panel) -> list[Item]:
    """Return the items that no round has asked for in the words that they have now."""
    put = Asked.objects.filter(item=models.OuterRef("pk"), title=models.OuterRef("title"))
    return list(panel.items.exclude(models.Exists(put)))


def agency_scores(round_: Round) -> Mapping[int, np.ndarray]:
    """Return by agency the levels judged: experts x items x criteria, NaN where one could not judge.

    Items are those of the round in the panel's order, criteria in that of `panel.criteria`. Experts have no
    order.
    """
    panel = round_.panel
    items = {item.pk: place for place, item in enumerate(asked_items(round_))}
    criteria = {code: place for place, code in enumerate(panel.criteria_words)}
    agencies = dict(round_.ballots.values_list("pk", "agency"))
    tables = {ballot: np.full((len(items), len(criteria)), np.nan) for ballot in agencies}
    judged = Judgement.objects.filter(ballot__round=round_).exclude(level=None)
    for ballot, item, criterion, level in judged.values_list("ballot", "item", "criterion", "level"):
        tables[ballot][items[item], criteria[criterion]] = level
    found: dict[int, list[np.ndarray]] = {}
    for ballot, agency in agencies.items():
        found.setdefault(agency, []).append(tables[ballot])
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
    items, criteria = asked_items(round_), list(panel.criteria_words)
    scores, rationales = agency_scores(round_), _rationales(round_)
    mandated = mandated_positions(panel)
    terms = list(panel.terms.select_related("agency").order_by("agency__code"))
    findings = []
    for i, item in enumerate(items):
        for c, criterion in enumerate(criteria):
            heard = [
                (
                    one,
                    tuple(_level(level) for level in scores[one.agency_id][:, i, c])
                    if one.agency_id in scores
                    else (),
                    mandated.get((item.pk, criterion, one.agency_id)),
                )
                for one in terms
            ]
            why = tuple(sorted(rationales.get((item.pk, criterion), ())))
            findings.append(_finding(item, criterion, heard, Tie(panel.tie), why))
    nobody = np.empty((0, len(items), len(criteria)))
    everyone = np.concatenate([nobody, *scores.values()])
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


@dataclass(frozen=True)
class AgencyAmounts:
    """An agency's answers on an item: those of its ballots, and what its head laid down."""

    agency: Agency
    voice: AmountVoice
    cannot_judge: int


@dataclass(frozen=True)
class AmountFinding:
    """What a round found for one item by one criterion; `pool` is None where nobody could judge."""

    item: Item
    criterion: str
    agencies: tuple[AgencyAmounts, ...]
    pool: LinearPool | None
    rationales: tuple[str, ...]

    @property
    def answers(self) -> tuple[Amounts, ...]:
        """Every ballot's answer, by its middle: the order tells nothing of whose they are."""
        given = (answer for one in self.agencies for answer in one.voice.answers)
        return tuple(sorted(given, key=lambda one: (one.middle, one.low, one.high)))


def amount_findings(round_: Round) -> tuple[AmountFinding, ...]:
    """Return what a round of amounts found, nothing as long as it is open."""
    panel = round_.panel
    if round_.state != RoundState.CLOSED or not panel.unit:
        return ()
    words: dict[tuple[int, str, int], list[str]] = {}
    for judged in Judgement.objects.filter(ballot__round=round_).select_related("ballot").order_by("word"):
        words.setdefault((judged.item_id, judged.criterion, judged.ballot.agency_id), []).append(judged.word)
    mandated, rationales = mandated_positions(panel), _rationales(round_)
    terms = list(panel.terms.select_related("agency").order_by("agency__code"))

    def heard(item: int, criterion: str, one: AgencyTerms) -> AgencyAmounts:
        given = words.get((item, criterion, one.agency_id), [])
        laid_down = mandated.get((item, criterion, one.agency_id))
        return AgencyAmounts(
            one.agency,
            AmountVoice(
                answers=tuple(Amounts.read(word) for word in given if word),
                mandated=Amounts.read(laid_down.word) if laid_down else None,
                weight=one.weight,
            ),
            given.count(""),
        )

    found = []
    for item in asked_items(round_):
        for criterion in panel.criteria_words:
            agencies = tuple(heard(item.pk, criterion, one) for one in terms)
            why = tuple(sorted(rationales.get((item.pk, criterion), ())))
            pool = pooled({one.agency.code: one.voice for one in agencies})
            found.append(AmountFinding(item, criterion, agencies, pool, why))
    return tuple(found)


def _rationales(round_: Round) -> dict[tuple[int, str], list[str]]:
    found: dict[tuple[int, str], list[str]] = {}
    judged = Judgement.objects.filter(ballot__round=round_).exclude(rationale="")
    for item, criterion, text in judged.values_list("item", "criterion", "rationale"):
        found.setdefault((item, criterion), []).append(text)
    return found


def _finding(
    item: Item,
    criterion: str,
    heard: Sequence[tuple[AgencyTerms, tuple[int | None, ...], AgencyPosition | None]],
    tie: Tie,
    rationales: tuple[str, ...],
) -> Finding:
    voices = {
        terms.agency.code: Voice(
            scores=scores, mandated=laid_down.level if laid_down else None, weight=terms.weight
        )
        for terms, scores, laid_down in heard
    }
    return Finding(
        item=item,
        criterion=criterion,
        spread=spread(level for _terms, scores, _position in heard for level in scores),
        voices=tuple(
            AgencyVoice(
                agency=terms.agency,
                ballots=len(scores),
                position=voices[terms.agency.code].position(tie),
                of_experts=Voice(scores=scores).position(tie),
                mandated=laid_down,
            )
            for terms, scores, laid_down in heard
        ),
        joint=joint_position(voices, tie=tie),
        rationales=rationales,
    )


def _level(level: float) -> int | None:
    return None if np.isnan(level) else int(level)
