"""Integrity of Sarvania's customs: corruption risks judged in secret, cases, a survey, questions for review.

Sarvania does not exist; all is invented. Everything goes through the actions that users' own clicks call.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import translation

from chegara.accounts.models import User
from chegara.config.demo.organisation import folder
from chegara.elicitation.actions import rounds
from chegara.elicitation.ballots import CANNOT_JUDGE, Answer
from chegara.elicitation.methods.scales import load_scale
from chegara.integrity.actions import analyses, corruption, surveys
from chegara.integrity.actions.improvement import save_recommendation
from chegara.integrity.analysis import look
from chegara.integrity.corruption_choices import SurveyState
from chegara.integrity.corruption_queries import CRITERIA
from chegara.integrity.declaration_files import Table
from chegara.integrity.methods.interaction import Rule
from chegara.integrity.methods.scales import statements, zones
from chegara.integrity.models import CorruptionRisk, IntegrityCase, Post, ProcessStep, Review

OFFICER, OVERSEER = "integrity", "customs-oversight"
ASSESSORS = ("customs", "customs-head", "integrity", "customs-security")
FILES, OFFICERS, BROKERS, SHIFTS, ON_DUTY = 9_000, 24, 60, 180, 6
ANSWERED = 0.75
FAVOURING = ("F01", "F03", "F04", "F07", "F12", "F25")


@transaction.atomic
def build_corruption(rng: np.random.Generator) -> None:
    """Describe, judge, ask, analyse."""
    with translation.override("ru"):
        _build(tomllib.loads((folder("XS") / "corruption.toml").read_text(encoding="utf-8")), rng)


def _build(told: Mapping[str, Any], rng: np.random.Generator) -> None:
    officer = User.objects.get(username=OFFICER)
    review = Review.objects.visible_to(officer).get(owner_agency__code="XS-CUS")
    posts = _posts(review, told, officer)
    risks = _risks(review, told, posts, officer)
    _cases(review, told, posts, risks, officer)
    _judge(review, told, officer)
    _treat(review, risks, officer)
    _survey(review, told, officer, rng)
    _questions(review, told, officer, rng)
    common = {"currency": told["currency"], "source": told["source"]}
    flows = [flow | common for flow in told["flows"]]
    analyses.keep_flows(review, flows=flows, by=officer)


def _posts(review: Review, told: Mapping[str, Any], by: User) -> list[Post]:
    """Return the positions by their number in the file."""
    posts = [Post.objects.get(review=review, unit__name=unit, title=title) for unit, title in told["posts"]]
    for number, strengths in told["factors"].items():
        corruption.set_factors(posts[int(number)], strengths=strengths, by=by)
    corruption.set_sensitive(posts[6], sensitive=True, why=told["order"], by=by)
    return posts


def _risks(review: Review, told: Mapping[str, Any], posts: list[Post], by: User) -> list[CorruptionRisk]:
    made = []
    for one in told["risks"]:
        values = {name: one[name] for name in one if name not in {"controls", "levels", "step"}}
        values["step"] = ProcessStep.objects.filter(review=review, text=one.get("step", "")).first()
        values["posts"] = [posts[number] for number in one["posts"]]
        risk = corruption.save_risk(CorruptionRisk(review=review), values=values, by=by)
        for code, strength, note in one["controls"]:
            corruption.save_control(risk, values={"code": code, "strength": strength, "note": note}, by=by)
        made.append(risk)
    return made


def _cases(
    review: Review, told: Mapping[str, Any], posts: list[Post], risks: list[CorruptionRisk], by: User
) -> None:
    for one in told["cases"]:
        values = dict(one) | {"post": posts[one["post"]]}
        values["risk"] = risks[one["risk"]] if "risk" in one else None
        corruption.save_case(IntegrityCase(review=review), values=values, by=by)


def _judge(review: Review, told: Mapping[str, Any], by: User) -> None:
    users = [User.objects.get(username=name) for name in ASSESSORS]
    for user in users:
        corruption.invite_assessor(review, user=user, by=by)
    panel = corruption.open_judging(review, by=by)
    codes = [level.code for level in load_scale(panel.scale).levels]
    items = list(panel.items.all())
    round_ = rounds.open_round(panel, by=by)
    for place, user in enumerate(users):
        answers = {
            (item.pk, criterion): Answer(CANNOT_JUDGE if sign == "-" else codes[int(sign) - 1])
            for item, one in zip(items, told["risks"], strict=True)
            for criterion, sign in zip(CRITERIA, one["levels"][place], strict=True)
        }
        rounds.cast(round_, answers=answers, by=user)
    rounds.close_round(round_, by=by)


def _treat(review: Review, risks: list[CorruptionRisk], by: User) -> None:
    """Say which recommendation treats the first risk, the steering of declarations; others stay untreated."""
    recommendation = review.recommendation_set.order_by("number").first()
    if recommendation is not None:
        findings = list(recommendation.findings.all())
        save_recommendation(recommendation, findings=findings, risks=risks[:1], by=by)


def _survey(review: Review, told: Mapping[str, Any], by: User, rng: np.random.Generator) -> None:
    survey = surveys.prepare_survey(
        review, title=told["survey"], kind="staff", least=10, groups=told["groups"], by=by
    )
    surveys.move_survey(survey, to=SurveyState.OPEN, by=by)
    asked, named = statements("staff"), list(zones())
    for group in survey.groups.all():
        mood = rng.normal(0.2, 0.5)
        for code in surveys.issue_codes(group, many=told["groups"][group.name], by=by):
            if rng.random() > ANSWERED:
                continue
            own = mood + rng.normal(0, 0.6)
            values: dict[str, Any] = {}
            for one in asked:
                level = 3 + (-own if one.against else own) + rng.normal(0, 0.9)
                values[one.code] = str(int(np.clip(round(level), 1, 5))) if rng.random() > 0.05 else ""
            values["zones"] = [
                zone for place, zone in enumerate(named) if rng.random() < 0.5 / (1 + place * 0.4)
            ]
            values["factors"] = [
                code for code in ("F01", "F03", "F04", "F07", "F12", "F25") if rng.random() < 0.35
            ]
            surveys.answer_survey(code=code, values=values)
    surveys.move_survey(survey, to=SurveyState.CLOSED, by=by)


def _questions(review: Review, told: Mapping[str, Any], by: User, rng: np.random.Generator) -> None:
    """Look at a year of invented declarations in which one of each is planted: a pair that meets too often,
    an officer who finds little, one who overrides much, one whose amounts gather under the threshold, a
    declarant whose files are handed over to one officer.
    """
    duty = np.argsort(rng.random((SHIFTS, OFFICERS)), axis=1)[:, :ON_DUTY]
    shift, broker = rng.integers(0, SHIFTS, FILES), rng.integers(0, BROKERS, FILES)
    officer = duty[shift, rng.integers(0, ON_DUTY, FILES)]
    steered = (broker == 17) & (duty[shift] == 5).any(axis=1) & (rng.random(FILES) < 0.6)
    officer[steered] = 5
    found = rng.random(FILES) < np.where(officer == 11, 0.06, 0.22)
    amount = rng.gamma(4, 300, FILES)
    under = (officer == 14) & (amount > 1000) & (amount < 1300) & (rng.random(FILES) < 0.8)
    amount[under] = rng.uniform(930, 1000, int(under.sum()))
    overridden = rng.random(FILES) < np.where(officer == 7, 0.25, 0.08)
    moved = rng.random(FILES) < np.where(broker == 31, 0.3, 0.03)
    last = np.where(moved, np.where(broker == 31, 9, rng.integers(0, OFFICERS, FILES)), officer)
    names = {
        "office": np.full(FILES, "Arkat"), "shift": shift.astype(str),
        "declarant": np.char.add("Broker ", broker.astype(str)),
        "officer": np.char.add("Officer ", officer.astype(str)), "found": found.astype(int).astype(str),
        "amount": np.round(amount).astype(int).astype(str),
        "overridden": overridden.astype(int).astype(str),
        "last_officer": np.char.add("Officer ", last.astype(str)),
        "hand": np.where(moved, "Head of shift", ""),
    }  # fmt: skip
    roster = {
        "office": np.full(SHIFTS * ON_DUTY, "Arkat"),
        "shift": np.repeat(np.arange(SHIFTS), ON_DUTY).astype(str),
        "officer": np.char.add("Officer ", duty.ravel().astype(str)),
    }  # fmt: skip
    looked = look(
        Table(names, FILES), Table(roster, SHIFTS * ON_DUTY), rule=Rule.RANDOM, threshold=1000.0, width=100.0,
        rng=rng,
    )  # fmt: skip
    values = {
        "title": told["analysis"], "rule": Rule.RANDOM.value, "threshold": 1000.0,
        "width": 100.0,
    }  # fmt: skip
    analysis = analyses.keep_analysis(review, values=values, sha256=_digest(names), looked=looked, by=by)
    question = analysis.questions.first()
    if question:
        analyses.ask_unsealing(question, reason=told["reason"], by=by)


def _digest(columns: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the columns as a csv file has them."""
    lines = [",".join(columns), *map(",".join, zip(*columns.values(), strict=True))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
