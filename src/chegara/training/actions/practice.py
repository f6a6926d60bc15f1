"""Practice of profiling: a round of vignettes in an order drawn by lot, and its answers."""

from __future__ import annotations

import random

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.audit.actions import record
from chegara.organisation.models import Agency
from chegara.organisation.registers.actions import RecordRefusedError
from chegara.organisation.visibility import agencies_of
from chegara.training.models import Practice, PracticeAnswer, Vignette


@transaction.atomic
def begin_practice(*, agency: Agency, by: User, lot: random.Random, group: str = "") -> Practice:
    """Begin a round: both versions of each vignette, the second version only after all first ones.

    Raises:
        PermissionDenied: the agency is not the trainee's.
        RecordRefusedError: there is no vignette yet.
    """
    if agency.pk not in set(agencies_of(by)):
        raise PermissionDenied
    keys = list(Vignette.objects.visible_to(by).values_list("pk", flat=True))
    if not keys:
        raise RecordRefusedError(_("There is no vignette yet: a trainer enters some first."))
    first = [[key, lot.random() < 0.5] for key in keys]
    second = [[key, not compared] for key, compared in first]
    lot.shuffle(first)
    lot.shuffle(second)
    made = Practice(agency=agency, by=by, group=group, order=first + second)
    made.full_clean()
    made.save()
    record(by=by, action="training.practice_begun", on=made, agency=agency.code)
    return made


@transaction.atomic
def answer(practice: Practice, *, flagged: bool, by: User) -> None:
    """Answer the next vignette of one's own round; the last answer ends it. Answers are not audited.

    Raises:
        PermissionDenied: it is somebody else's.
        RecordRefusedError: it has ended.
    """
    practice = Practice.objects.select_for_update().get(pk=practice.pk)
    if practice.by_id != by.pk:
        raise PermissionDenied
    done = practice.answers.count()
    if done >= len(practice.order):
        raise RecordRefusedError(_("This round has ended."))
    vignette, compared = practice.order[done]
    PracticeAnswer.objects.create(practice=practice, vignette_id=vignette, compared=compared, flagged=flagged)
    if done + 1 == len(practice.order):
        practice.ended_at = timezone.now()
        practice.save(update_fields=["ended_at"])
        record(by=by, action="training.practice_ended", on=practice, agency=practice.agency.code)
