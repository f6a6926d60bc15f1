"""Questions for review: storing them under pseudonyms, answering one, opening a pseudonym with two keys."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import Role, User
from chegara.integrity.actions.guards import IntegrityError, audit, require_officer, save_audited
from chegara.integrity.analysis import Looked
from chegara.integrity.corruption_choices import QuestionState
from chegara.integrity.models import (
    Alias,
    DeclarationAnalysis,
    MirrorFlow,
    Review,
    ReviewQuestion,
    Unsealing,
)
from chegara.integrity.sealing import seal, unseal
from chegara.organisation.models import Membership


@transaction.atomic
def keep_analysis(
    review: Review, *, values: Mapping[str, Any], sha256: str, looked: Looked, by: User
) -> DeclarationAnalysis:
    """Store what a file of declarations makes one ask; people get pseudonyms drawn at random."""
    require_officer(review, by)
    analysis = DeclarationAnalysis(review=review, sha256=sha256, summary=looked.summary, by=by, **values)
    analysis.full_clean()
    analysis.save()
    officers = _aliases(analysis, "O", (one.officer for one in looked.questions))
    declarants = _aliases(analysis, "D", (one.declarant for one in looked.questions if one.declarant))
    for one in looked.questions:
        ReviewQuestion.objects.create(
            review=review, analysis=analysis, kind=one.kind, officer=officers[one.officer],
            declarant=declarants[one.declarant] if one.declarant else None, figures=one.figures,
        )  # fmt: skip
    audit(
        review, "analysis_made", by=by, on=analysis,
        after={"title": analysis.title, "sha256": sha256, "questions": len(looked.questions)},
    )  # fmt: skip
    return analysis


def _aliases(analysis: DeclarationAnalysis, letter: str, names: Iterable[str]) -> dict[str, Alias]:
    wanted = sorted(set(names))
    secrets.SystemRandom().shuffle(wanted)
    return {
        name: Alias.objects.create(
            review=analysis.review, analysis=analysis, code=f"{letter}-{number:03d}", sealed=seal(name)
        )
        for number, name in enumerate(wanted, start=1)
    }


def log_view(review: Review, *, by: User, on: Any) -> None:
    """Record that somebody has looked at questions for review."""
    audit(review, "questions_seen", by=by, on=on)


@transaction.atomic
def answer_question(question: ReviewQuestion, *, state: str, answer: str, by: User) -> None:
    """Say what came of a question.

    Raises:
        IntegrityError: it is settled without a word of why.
    """
    require_officer(question.review, by)
    if state != QuestionState.OPEN and not answer.strip():
        raise IntegrityError(_("Say what came of it."))
    question.state, question.answer = state, answer
    save_audited(question, question.review, "question_answered", by=by)


@transaction.atomic
def ask_unsealing(question: ReviewQuestion, *, reason: str, by: User) -> Unsealing:
    """Ask to open the pseudonym of a question: the first key, an integrity officer's.

    Raises:
        IntegrityError: nothing is said of why, or a request is waiting or was granted.
    """
    require_officer(question.review, by)
    if len(reason.strip()) < 20:
        raise IntegrityError(_("Say in a sentence why the person must be known: the request is kept."))
    if question.unsealings.exclude(opened=False).exists():
        raise IntegrityError(_("A request for this question is there already."))
    asked = Unsealing(review=question.review, question=question, reason=reason.strip(), by=by)
    asked.full_clean()
    asked.save()
    audit(question.review, "unsealing_asked", by=by, on=asked, reason=reason)
    return asked


def is_overseer(review: Review, user: User) -> bool:
    """Tell whether somebody oversees the review's agency, and sees the review."""
    holds = Membership.objects.current().filter(user=user, agency=review.owner_agency_id, role=Role.OVERSIGHT)
    return holds.exists() and Review.objects.visible_to(user).filter(pk=review.pk).exists()


@transaction.atomic
def turn_second_key(asked: Unsealing, *, opened: bool, answer: str, by: User) -> None:
    """Open a pseudonym or refuse it: the second key, that of oversight, held by another person.

    Raises:
        PermissionDenied: the user does not oversee the agency.
        IntegrityError: it is answered already, no reason is given, or it is the same person's request.
    """
    if not is_overseer(asked.review, by):
        raise PermissionDenied
    if asked.by_id == by.pk:
        raise IntegrityError(_("Two keys are two people: somebody else of oversight answers."))
    if asked.answered_by_id:
        raise IntegrityError(_("The request was answered already."))
    if not answer.strip():
        raise IntegrityError(_("Give the reason."))
    asked.opened, asked.answer = opened, answer.strip()
    asked.answered_by, asked.answered_at = by, timezone.now()
    asked.full_clean()
    asked.save()
    audit(asked.review, "unsealing_answered", by=by, on=asked, after={"opened": opened}, reason=answer)


@transaction.atomic
def identity_of(question: ReviewQuestion, *, by: User) -> str:
    """Return whom the pseudonym of a question stands for, and record that it was read.

    Raises:
        PermissionDenied: the two keys were not turned, or the user is not of the review's circle.
    """
    if not Review.objects.visible_to(by).filter(pk=question.review_id).exists():
        raise PermissionDenied
    if not question.unsealings.filter(opened=True).exists():
        raise PermissionDenied
    audit(question.review, "identity_read", by=by, on=question)
    return unseal(question.officer.sealed) or _(
        "can't be opened: the installation's secret has changed since"
    )


@transaction.atomic
def keep_flows(review: Review, *, flows: Iterable[Mapping[str, Any]], by: User) -> int:
    """Store mirrored flows; the same partner, product and year again replaces the figures."""
    require_officer(review, by)
    many = 0
    for values in flows:
        key = {name: values[name] for name in ("partner", "code", "year")}
        flow = MirrorFlow.objects.filter(review=review, **key).first() or MirrorFlow(review=review, **key)
        for name, value in values.items():
            setattr(flow, name, value)
        flow.full_clean()
        flow.save()
        many += 1
    audit(review, "mirror_flows_read", by=by, after={"flows": many})
    return many
