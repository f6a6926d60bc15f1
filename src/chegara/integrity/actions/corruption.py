"""Describing corruption risks with their controls, cases, and factors at positions; who assesses in secret."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from chegara.accounts.models import Compartment, Marking, User
from chegara.elicitation.actions.panels import invite, open_panel, put_items, set_items
from chegara.elicitation.models import Panel
from chegara.integrity.actions.guards import IntegrityError, audit, require_officer, save_audited
from chegara.integrity.corruption_choices import ESTABLISHED, RiskKind
from chegara.integrity.corruption_queries import (
    AFTER,
    BEFORE,
    CRITERIA,
    IMPACT,
    IMPACT_AFTER,
    asked_words,
    assessors_to_invite,
    risks_to_put,
    rules_of,
    subject_of,
)
from chegara.integrity.methods.scales import in_language, load_scale
from chegara.integrity.models import (
    CorruptionRisk,
    IntegrityCase,
    Post,
    PostFactor,
    Review,
    RiskControl,
)
from chegara.integrity.models.reviews import CIRCLE
from chegara.integrity.words import language as page_language
from chegara.organisation.actions import save_compartment
from chegara.organisation.models import Membership


@transaction.atomic
def set_rules(review: Review, *, values: Mapping[str, Any], by: User) -> None:
    """Choose scale, threshold and limit of time in post.

    Raises:
        IntegrityError: the scale would change after judging began.
    """
    require_officer(review, by)
    rules = rules_of(review)
    if rules.scale != values["scale"] and Panel.objects.filter(subject=subject_of(review)).exists():
        raise IntegrityError(_("Risks are being judged already: the scale stays as it is."))
    for name in ("scale", "exposure_from", "rotation_months"):
        setattr(rules, name, values[name])
    save_audited(rules, review, "corruption_rules_set", by=by)


@transaction.atomic
def save_risk(risk: CorruptionRisk, *, values: Mapping[str, Any], by: User) -> CorruptionRisk:
    """Describe a corruption risk, or change its description.

    Raises:
        IntegrityError: a risk is called real, but neither a case nor another source shows it.
    """
    review = risk.review
    require_officer(review, by)
    many = {name: list(values[name]) for name in ("posts", "norms") if name in values}
    for name, value in values.items():
        if name not in many:
            setattr(risk, name, value)
    proven = bool(risk.pk) and risk.cases.filter(status__in=ESTABLISHED).exists()
    if risk.kind == RiskKind.REAL and not risk.evidence.strip() and not proven:
        raise IntegrityError(
            _(
                "A real risk needs a case that was established, or what else shows it; otherwise call it potential."
            )
        )
    if not risk.pk:
        last = CorruptionRisk.objects.filter(review=review).aggregate(last=models.Max("number"))["last"]
        risk.number = (last or 0) + 1
    for rows in many.values():
        _of_this_review(review, rows)
    _of_this_review(review, [risk.step] if risk.step else [])
    save_audited(risk, review, "corruption_risk_saved", by=by)
    for name, rows in many.items():
        getattr(risk, name).set(rows)
    return risk


def _of_this_review(review: Review, rows: Iterable[Any]) -> None:
    if any(row.review_id != review.pk for row in rows):
        raise IntegrityError(_("There is nothing here that you may see."))


@transaction.atomic
def save_control(risk: CorruptionRisk, *, values: Mapping[str, Any], by: User) -> None:
    """Say which control stands against a risk and how strong it is; the same control again changes it."""
    require_officer(risk.review, by)
    control = risk.controls.filter(code=values["code"]).first()
    control = control or RiskControl(review=risk.review, risk=risk, code=values["code"])
    control.strength, control.note = values["strength"], values.get("note", "")
    save_audited(control, risk.review, "corruption_control_saved", by=by)


@transaction.atomic
def drop_control(control: RiskControl, *, by: User) -> None:
    """Take a control off a risk."""
    require_officer(control.review, by)
    audit(control.review, "corruption_control_dropped", by=by, on=control, before={"control": str(control)})
    control.delete()


@transaction.atomic
def save_case(case: IntegrityCase, *, values: Mapping[str, Any], by: User) -> IntegrityCase:
    """Enter a case; a case that was established makes the risk that it proves a real one.

    Raises:
        ValidationError: the investigation is still open, or what is not established is called proof.
    """
    review = case.review
    require_officer(review, by)
    for name, value in values.items():
        setattr(case, name, value)
    _of_this_review(review, [row for row in (case.post, case.step, case.risk) if row])
    save_audited(case, review, "case_saved", by=by)
    if case.risk and case.risk.kind != RiskKind.REAL:
        case.risk.kind = RiskKind.REAL
        save_audited(case.risk, review, "corruption_risk_saved", by=by, reason=str(case))
    return case


@transaction.atomic
def set_factors(post: Post, *, strengths: Mapping[str, int | None], by: User) -> None:
    """Say how strongly each factor is there at a position; None is not judged, and keeps no row."""
    review = post.review
    require_officer(review, by)
    before = dict(post.factors.values_list("code", "strength"))
    after = {code: strength for code, strength in strengths.items() if strength is not None}
    if before == after:
        return
    post.factors.all().delete()
    rows = [PostFactor(review=review, post=post, code=c, strength=s) for c, s in after.items()]
    for row in rows:
        row.full_clean()
    PostFactor.objects.bulk_create(rows)
    audit(review, "position_factors_set", by=by, on=post, before=before, after=after)


@transaction.atomic
def set_sensitive(post: Post, *, sensitive: bool, why: str, by: User) -> None:
    """Put a position on the list of sensitive posts because a norm or order says so, or take it off."""
    require_officer(post.review, by)
    post.sensitive, post.sensitive_why = sensitive, why
    save_audited(post, post.review, "position_sensitive_set", by=by, reason=why)


@transaction.atomic
def open_judging(review: Review, *, by: User) -> Panel:
    """Open the panel on which assessors judge the review's corruption risks in secret.

    It lies in a compartment of its own: assessors see the panel and nothing else of the review.

    Raises:
        IntegrityError: there is no risk to judge.
    """
    require_officer(review, by)
    risks = list(CorruptionRisk.objects.filter(review=review))
    if not risks:
        raise IntegrityError(_("There is no corruption risk to judge yet."))
    items = [(risk.key, asked_words(risk)) for risk in risks]
    panel: Panel | None = Panel.objects.filter(subject=subject_of(review)).first()
    if panel:
        if not panel.rounds.exists():
            set_items(panel, items=items, by=by)
        return panel
    rules = rules_of(review)
    rules.assessors = _assessors_circle(review, by=by)
    save_audited(rules, review, "corruption_rules_set", by=by)
    return open_panel(
        subject=subject_of(review), title=_("Corruption risks: %(review)s") % {"review": review},
        country=review.owner_agency.country, owner_agency=review.owner_agency, marking=Marking.OFFICIAL_USE,
        compartment=rules.assessors, criteria=_criteria(), scale=load_scale(rules.scale).panel, items=items,
        by=by, explanation=_explanation(rules.scale),
    )  # fmt: skip


@transaction.atomic
def put_to_assessors(review: Review, *, by: User) -> int:
    """Put risks to the panel that came after judging began, or that read otherwise now; return how many.

    Raises:
        ElicitationError: a round is open.
    """
    require_officer(review, by)
    panel, risks = open_judging(review, by=by), risks_to_put(review)
    if risks:
        put_items(panel, items=[(risk.key, asked_words(risk)) for risk in risks], by=by)
    return len(risks)


def _explanation(scale: str) -> str:
    """Return how risks are judged, and what each step of the scale is called."""
    language = page_language()
    read = load_scale(scale)

    def steps(words: Iterable[Mapping[str, str]]) -> str:
        return ", ".join(f"{at} – {in_language(word, language)}" for at, word in enumerate(words, start=1))

    return "\n".join(
        (
            _("Judge each risk first as if no control stood against it, then with the controls of today."),
            _("Likelihood: %(steps)s.") % {"steps": steps(read.likelihood)},
            _("Impact: %(steps)s.") % {"steps": steps(read.impact)},
        )
    )


def _criteria() -> list[dict[str, str]]:
    def words(code: str) -> str:
        return str(
            {
                BEFORE: _("likelihood without controls"),
                IMPACT: _("impact without controls"),
                AFTER: _("likelihood with today's controls"),
                IMPACT_AFTER: _("impact with today's controls"),
            }[code]
        )

    made = []
    for code in CRITERIA:
        one = {"code": code}
        for language in ("en", "ru"):
            with override(language):
                one[language] = words(code)
        made.append(one)
    return made


def _assessors_circle(review: Review, *, by: User) -> Compartment:
    agency = review.owner_agency
    circle = Compartment(
        code=f"integrity-{agency.code.lower()}-{review.pk}",
        name=_("Assessors: %(agency)s, %(number)s") % {"agency": agency.name_en, "number": review.pk},
    )
    members = User.objects.filter(
        pk__in=Membership.objects.current().filter(agency=agency, role__in=CIRCLE).values("user")
    )
    save_compartment(circle, members=list(members), by=by, reason=_("assessors of corruption risks"))
    return circle


@transaction.atomic
def invite_assessor(review: Review, *, user: User, by: User) -> None:
    """Let somebody of the agency judge the risks: they join the panel's compartment and its experts."""
    require_officer(review, by)
    if not assessors_to_invite(review).filter(pk=user.pk).exists():
        raise IntegrityError(_("Only people of the agency who may judge are invited, each once."))
    panel, rules = open_judging(review, by=by), rules_of(review)
    circle = rules.assessors
    if circle is None:
        raise IntegrityError(_("There is no corruption risk to judge yet."))
    members = {member.pk: member for member in circle.members.all()} | {user.pk: user}
    save_compartment(circle, members=list(members.values()), by=by, reason=_("assessors of corruption risks"))
    invite(panel, user=user, agency=review.owner_agency, by=by)
