"""Sarvania's harm in numbers and its choice of measures, all invented, by the actions that clicks call."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chegara.accounts.models import User
from chegara.config.demo.organisation import folder
from chegara.elicitation.actions import panels, rounds
from chegara.elicitation.ballots import CANNOT_JUDGE, Answer
from chegara.elicitation.methods.amounts import Amounts
from chegara.elicitation.models import Panel
from chegara.organisation.models import Agency
from chegara.plans.models import Measure
from chegara.risk.actions import quantities, risks
from chegara.risk.models import Assessment, EvidenceLink, Treatment
from chegara.risk.quantity_models import Cause, ConditionKind
from chegara.risk.words import CRITERION

TRIALS = 2_000


def told() -> Mapping[str, Any]:
    """Return what the demo invents."""
    return tomllib.loads((folder("XS") / "quantities.toml").read_text(encoding="utf-8"))


def quantify(assessment: Assessment, experts: Mapping[str, tuple[str, ...]], head: User) -> None:
    """Count cases, let the experts judge the harm of one in secret, and simulate a year."""
    known = told()
    quantities.describe_harm(assessment, unit=known["unit"], definition=known["definition"], by=head)
    causes = {
        one["name"]: quantities.save_cause(Cause(assessment=assessment, **one), by=head)
        for one in known["causes"]
    }
    for one in known["risks"]:
        risk = assessment.risks.get(title=one["title"])
        link = risk.evidence.filter(indicator=one["indicator"]).first() or risks.link_evidence(
            EvidenceLink(risk=risk, indicator_id=one["indicator"]), by=head
        )
        quantities.set_basis(
            risk, link=link, first_year=one["first_year"], last_year=assessment.year,
            cause=causes.get(one.get("cause", "")), note=one["note"], by=head,
        )  # fmt: skip
    panel = quantities.open_judging(assessment, by=head)
    _judge(panel, known["risks"], experts, head)
    quantities.compute_harm(assessment, trials=TRIALS, by=head, progress=_silent)


def _silent(done: int, total: int) -> None:
    """Nobody watches."""


def _judge(
    panel: Panel, judged: list[Mapping[str, Any]], experts: Mapping[str, tuple[str, ...]], head: User
) -> None:
    round_ = rounds.open_round(panel, by=head)
    items = {item.title.partition(" ")[2]: item for item in panel.items.all()}
    for code, names in experts.items():
        for place, name in enumerate(names):
            answers = {
                (items[one["title"]].pk, CRITERION): Answer(_word(one["answers"][code][place]))
                for one in judged
            }
            rounds.cast(round_, answers=answers, by=User.objects.get(username=name))
    rounds.close_round(round_, by=head)
    for one in judged:
        if "position" in one:
            agency, low, middle, high, reason = one["position"]
            panels.set_position(
                items[one["title"]], criterion=CRITERION, agency=Agency.objects.get(code=agency),
                word=Amounts(low=low, middle=middle, high=high).word, reason=reason,
                by=User.objects.get(username=experts[agency][-1]),
            )  # fmt: skip


def _word(answer: list[float]) -> str:
    if not answer:
        return CANNOT_JUDGE
    low, middle, high = answer
    return Amounts(low=low, middle=middle, high=high).word


def choose(assessment: Assessment, head: User) -> None:
    """State effects, set the budget and its conditions, and choose."""
    known = told()["choice"]
    by_title = {one.title: one for one in Measure.objects.filter(plan__country=assessment.country)}
    for title, risk, component, low, best, high in known["effects"]:
        treatment = Treatment.objects.filter(
            risk__assessment=assessment, risk__title=risk, measure__title=title, component=component
        ).first()
        if treatment:
            quantities.state_effect(treatment, low=low, best=best, high=high, by=head)
    selection = quantities.set_selection(
        assessment, budget=Decimal(known["budget"]), currency=known["currency"], keeps_decided=True, by=head
    )
    for kind in (ConditionKind.REQUIRES, ConditionKind.EXCLUDES):
        for first, second in known[kind.value]:
            quantities.add_condition(
                selection, measure=by_title[first], kind=kind, other=by_title[second], by=head
            )
    for title in known["must"]:
        quantities.add_condition(
            selection, measure=by_title[title], kind=ConditionKind.MUST, other=None, by=head
        )
    quantities.compute_choice(assessment, trials=TRIALS, by=head, progress=_silent)
