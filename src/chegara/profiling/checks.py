"""What a reviewer would find at the checkpoint: what is past its day, and what has waited too long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from chegara.organisation.visibility import HandledQuerySet, own_agencies
from chegara.pages.checks import CheckFunction, Finding, Ref, Scope, Severity, check
from chegara.profiling.choices import CheckState, ProfileState
from chegara.profiling.models import Check, Indicator, RiskProfile, SubjectRequest, Watchlist

SOON = timedelta(days=14)
OPEN_AT_MOST = timedelta(days=1)


def checkpoint_check(
    name: str, title: Any, explanation: Any, permission: str = "profiling.view"
) -> Callable[[CheckFunction], CheckFunction]:
    """Register a check of the checkpoint."""
    return check(f"profiling.{name}", title=title, explanation=explanation, permission=permission)


def _own(scope: Scope, rows: HandledQuerySet) -> Any:
    """The records of the viewer's own agencies: what others released is theirs to put right."""
    if scope.within:
        return rows.none()
    return rows.visible_to(scope.viewer).filter(owner_agency__in=own_agencies(scope.viewer))


@checkpoint_check(
    "list_expired",
    gettext_lazy("Watchlist past its day"),
    gettext_lazy("An expired list is silent: nobody on it is found until it is renewed."),
)
def list_expired(scope: Scope) -> Iterator[Finding]:
    """Find lists with an authority whose day is over or near."""
    today = timezone.localdate()
    lists = _own(scope, Watchlist.objects.filter(withdrawn_at=None, expires_on__lt=today + SOON))
    for one in lists.exclude(authority=""):
        over = one.expires_on < today
        told = (
            pgettext("list", "It expired on %(day)s.") if over else pgettext("list", "It expires on %(day)s.")
        )
        severity = Severity.ERROR if over else Severity.WARNING
        yield Finding(
            Ref(str(one), one.get_absolute_url()), severity, told % {"day": f"{one.expires_on:%d.%m.%Y}"}
        )


@checkpoint_check(
    "indicator_review",
    gettext_lazy("Indicator to be reviewed"),
    gettext_lazy("What was true of routes and papers two years ago accuses the wrong people today."),
)
def indicator_review(scope: Scope) -> Iterator[Finding]:
    """Find indicators whose day of review is past."""
    today = timezone.localdate()
    for one in _own(scope, Indicator.objects.filter(withdrawn=False, review_on__lt=today)):
        reason = _("It was to be reviewed by %(day)s, by: %(owner)s.")
        told = reason % {"day": f"{one.review_on:%d.%m.%Y}", "owner": one.owner}
        yield Finding(Ref(str(one), one.get_absolute_url()), Severity.WARNING, told)


@checkpoint_check(
    "profile_ends",
    gettext_lazy("Risk profile near its end"),
    gettext_lazy("It ends by itself. If it is still needed, a new version is tried and signed before."),
)
def profile_ends(scope: Scope) -> Iterator[Finding]:
    """Find active profiles that end soon, or have ended and still stand as active."""
    today = timezone.localdate()
    active = RiskProfile.objects.filter(state=ProfileState.ACTIVE, valid_to__lt=today + SOON)
    for one in _own(scope, active):
        told = _("It ended on %(day)s.") if one.expired else _("It ends on %(day)s.")
        yield Finding(
            Ref(str(one), one.get_absolute_url()), Severity.NOTE, told % {"day": f"{one.valid_to:%d.%m.%Y}"}
        )


@checkpoint_check(
    "request_overdue",
    gettext_lazy("Request of a person not answered in time"),
    gettext_lazy("Who asks which data are held on them has a right to an answer by a day."),
    "profiling.oversee",
)
def request_overdue(scope: Scope) -> Iterator[Finding]:
    """Find requests whose day is past without an answer."""
    today = timezone.localdate()
    for one in _own(scope, SubjectRequest.objects.filter(answered_on=None, due_on__lt=today)):
        told = _("The answer was due on %(day)s.") % {"day": f"{one.due_on:%d.%m.%Y}"}
        yield Finding(Ref(str(one), one.get_absolute_url()), Severity.ERROR, told)


@checkpoint_check(
    "check_open",
    gettext_lazy("Check left open"),
    gettext_lazy("Without a decision and an outcome nobody knows whether the stop was right."),
    "profiling.see_checks",
)
def check_open(scope: Scope) -> Iterator[Finding]:
    """Find checks that were begun more than a day ago and have no outcome."""
    before = timezone.now() - OPEN_AT_MOST
    for one in _own(scope, Check.objects.exclude(state=CheckState.CLOSED).filter(at__lt=before)):
        told = _("Begun on %(day)s, without an outcome.") % {"day": f"{timezone.localtime(one.at):%d.%m.%Y}"}
        yield Finding(Ref(str(one), reverse("check_detail", args=[one.pk])), Severity.WARNING, told)
