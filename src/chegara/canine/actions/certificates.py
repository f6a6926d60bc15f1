"""Certifying teams, and withdrawing certificates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.canine.methods.certification import Kind, Part, last_day, partial_assessors, shortfalls
from chegara.canine.models import Certification, Component, Handler, Odour, Team
from chegara.canine.norms import certification_norm
from chegara.common.detection import Answers
from chegara.organisation.registers.actions import RecordRefusedError, audit, require_own


@transaction.atomic
def certify(
    certification: Certification,
    components: Sequence[Component],
    *,
    assessors: Sequence[Handler],
    by: User,
    odours: Sequence[Odour] = (),
) -> Certification:
    """Enter an assessment of a team with its parts; whether it is passed follows from the norm.

    Raises:
        PermissionDenied: the team is not the user's.
        RecordRefusedError: an assessor trains the team, or nobody assessed it; it holds longer than the norm
            allows; there is no part.
        ValidationError: a value is not as it must be.
    """
    require_own(certification, by)
    norm = certification_norm()
    _require_independent(certification.team, assessors, certification.on, by)
    latest = last_day(certification.on, norm)
    certification.valid_until = certification.valid_until or latest
    if certification.valid_until > latest:
        raise RecordRefusedError(
            _("A certificate of that day holds until %s at the longest.") % f"{latest:%d.%m.%Y}"
        )
    if not components:
        raise RecordRefusedError(_("Enter the counts of the parts of the assessment."))
    certification.by = by
    certification.passed = not shortfalls([part_of(one) for one in components], norm)
    certification.full_clean()
    certification.save()
    certification.assessors.set(assessors)
    certification.odours.set(odours or certification.team.odours.all())
    for one in components:
        one.certification, one.by = certification, by
        one.full_clean()
        one.save()
    audit(
        "certified", certification, by=by, after={"certified": "passed" if certification.passed else "failed"}
    )
    return certification


@transaction.atomic
def withdraw_certificate(certification: Certification, *, on: date, by: User, reason: str) -> None:
    """Withdraw a certificate: from that day on the team is blocked.

    Raises:
        PermissionDenied: the team is not the user's.
        RecordRefusedError: it was withdrawn already, or never earned.
    """
    require_own(certification, by)
    if not certification.passed or certification.withdrawn_on is not None:
        raise RecordRefusedError(_("There is no certificate in force to withdraw."))
    certification.withdrawn_on, certification.withdrawn_why = on, reason[:200]
    certification.full_clean()
    certification.save(update_fields=["withdrawn_on", "withdrawn_why"])
    audit("certificate_withdrawn", certification, by=by, reason=reason)


def part_of(component: Component) -> Part:
    """Return a component as the norm judges it."""
    answers = Answers(component.hits, component.misses, component.false_alerts, component.correct_rejections)
    return Part(Kind(component.kind), answers)


def trainers_of(team: Team, on: date) -> set[int]:
    """Return the keys of those who train a team: named so, its handler, who trained it in the last year."""
    year = team.maintenance.filter(on__range=(on - timedelta(days=365), on), trainer__isnull=False)
    return {
        team.handler_id,
        *team.trainers.values_list("pk", flat=True),
        *year.values_list("trainer", flat=True),
    }


def _require_independent(team: Team, assessors: Sequence[Handler], on: date, by: User) -> None:
    if not assessors:
        raise RecordRefusedError(_("Name who assessed the team."))
    keys = {one.pk for one in assessors}
    if Handler.objects.visible_to(by).filter(pk__in=keys).count() < len(keys):
        raise RecordRefusedError(_("There is no such person."))
    partial = partial_assessors(keys, trainers_of(team, on))
    if partial:
        names = ", ".join(sorted(one.code for one in assessors if one.pk in partial))
        raise RecordRefusedError(_("Who trains a team may not assess it for its certificate: %s.") % names)
