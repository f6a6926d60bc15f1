"""What a trainer has taught so far, from the sessions that whoever looks may know of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.utils.translation import gettext as _

from chegara.organisation.registers.presenters import between, day, number
from chegara.organisation.visibility import Viewer
from chegara.training.methods.gain import Estimate, mean
from chegara.training.models import Feedback, Registration, Session, Trainer

SHEETS_AT_LEAST = 5
"""Of fewer sheets of feedback one could work out who wrote what."""


@dataclass(frozen=True)
class Deliveries:
    """Sessions that are over, their hours as far as courses state them, and how they were taken.

    `taught` is the mean of "taught well", 1 to 5, None below five sheets; `sheets` is how many there are.
    """

    sessions: int
    hours: int
    without_hours: int
    learners: int
    last: date | None
    sheets: int
    taught: Estimate | None


def deliveries_of(trainer: Trainer, viewer: Viewer, *, at: date) -> Deliveries:
    """Return what a trainer has taught up to a day."""
    held = list(
        Session.objects.visible_to(viewer)
        .filter(trainers=trainer.person_id, end__lte=at)
        .values_list("pk", "end", "course__hours")
    )
    keys = [pk for pk, _end, _hours in held]
    present = Registration.objects.filter(session__in=keys, withdrawn=False, present__isnull=False)
    learners = {person for person, days in present.values_list("person", "present") if days}
    marks = list(
        Feedback.objects.filter(session__in=keys, taught__isnull=False).values_list("taught", flat=True)
    )
    return Deliveries(
        len(held),
        sum(hours or 0 for _pk, _end, hours in held),
        sum(hours is None for _pk, _end, hours in held),
        len(learners),
        max((end for _pk, end, _hours in held), default=None),
        len(marks),
        mean(np.array(marks, dtype=float)) if len(marks) >= SHEETS_AT_LEAST else None,
    )


def told(found: Deliveries) -> Iterator[tuple[str, str]]:
    """Yield what was taught as pairs of label and value."""
    yield _("Sessions taught"), str(found.sessions)
    if not found.sessions:
        return
    unstated = (
        " " + _("(of %(n)s sessions not stated)") % {"n": found.without_hours} if found.without_hours else ""
    )
    yield _("Hours taught"), f"{found.hours}{unstated}"
    yield _("Different learners"), str(found.learners)
    yield _("Last taught on"), day(found.last)
    if found.taught is None:
        words = _("too few sheets: %(n)s") % {"n": found.sheets}
    else:
        words = _("%(mean)s (95 %% interval %(interval)s), sheets: %(n)s") % {
            "mean": number(found.taught.value, 2),
            "interval": between(found.taught.interval),
            "n": found.sheets,
        }
    yield _("Taught well, mean of 1–5"), words
