"""What waits for somebody at the checkpoint: signatures, refusals, profiles that end, second lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chegara.accounts.models import User
from chegara.organisation.visibility import agencies_of
from chegara.profiling.choices import CheckState, ProfileState
from chegara.profiling.models import Check, RiskProfile
from chegara.profiling.queries import open_requests

SOON = timedelta(days=14)
"""So long before its end a profile is told of: time enough to try and sign the next version."""


def what_waits(user: User, today: date) -> list[str]:
    """Return in sentences what waits for a user's roles; at most five queries."""
    return list(_sentences(user, today))


def _sentences(user: User, today: date) -> Iterator[str]:
    own = list(agencies_of(user))
    profiles = RiskProfile.objects.visible_to(user).filter(owner_agency__in=own)
    if user.has_perm("profiling.approve"):
        count = to_sign(user).count()
        if count:
            yield ngettext(
                "%(n)s risk profile waits for your signature.",
                "%(n)s risk profiles wait for your signature.", count,
            ) % {"n": count}  # fmt: skip
    if user.has_perm("profiling.edit"):
        count = profiles.filter(by=user, state=ProfileState.REFUSED).count()
        if count:
            yield ngettext(
                "%(n)s risk profile of yours was refused: read why.",
                "%(n)s risk profiles of yours were refused: read why.", count,
            ) % {"n": count}  # fmt: skip
        ending = profiles.filter(by=user, state=ProfileState.ACTIVE, valid_to__lte=today + SOON)
        for profile in ending.order_by("valid_to")[:3]:
            told = {"code": profile.code, "date": f"{profile.valid_to:%d.%m.%Y}"}
            yield (
                _("Profile %(code)s ended on %(date)s and selects nobody.")
                if profile.valid_to < today
                else _("Profile %(code)s ends on %(date)s.")
            ) % told
    if user.has_perm("profiling.check"):
        checks = Check.objects.visible_to(user)
        count = checks.filter(owner_agency__in=own, state=CheckState.SECOND_LINE).count()
        if count:
            yield ngettext(
                "%(n)s traveller is in second line.", "%(n)s travellers are in second line.", count
            ) % {"n": count}
    if user.has_perm("profiling.oversee"):
        late = open_requests(user).filter(due_on__lt=today).count()
        if late:
            yield ngettext(
                "%(n)s request of a person is late.", "%(n)s requests of persons are late.", late
            ) % {"n": late}


def to_sign(user: User) -> Any:
    """Return the submitted profiles of the own agency that a user neither wrote nor signed."""
    current = Q(versions__number=F("number"))
    return (
        RiskProfile.objects.visible_to(user)
        .filter(current, owner_agency__in=list(agencies_of(user)), state=ProfileState.SUBMITTED)
        .exclude(by=user)
        .exclude(pk__in=RiskProfile.objects.filter(current, versions__approvals__by=user))
    )
