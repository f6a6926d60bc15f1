"""What falls due by itself: personal data whose time is over are deleted, profiles worse than chance lapse."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction

from chegara.accounts.models import User
from chegara.audit.actions import record
from chegara.profiling.actions.common import audit
from chegara.profiling.choices import POSITIVE, CheckState, OutcomeCode, ProfileState
from chegara.profiling.methods.ages import age_band
from chegara.profiling.models import Check, FalseMatch
from chegara.profiling.performance import Performance, performances


@transaction.atomic
def delete_personal(*, by: User | str, today: date, agencies: Collection[int] | None = None) -> int:
    """Delete who it was from closed checks without a confirmed result whose time is over; statistics stay.

    Returns the number of checks.
    """
    keys = list(due_for_deletion(today, agencies).values_list("pk", flat=True))
    for check in Check.objects.filter(pk__in=keys):
        forget_person(check, today)
    if keys:
        record(by=by, action="profiling.personal_deleted", label=str(len(keys)), after={"count": len(keys)})
    return len(keys)


def forget_person(check: Check, today: date) -> None:
    """Delete from a check who it was; the statistics stay."""
    kept = [{"list": match["list"], "judged": match["judged"]} for match in check.matches]
    check.document = {"nationality": check.document.get("nationality", ""), "sex": check.document.get("sex", ""),
                      "age": age_band(check.document.get("birth", ""), today)}  # fmt: skip
    check.deviations, check.facts, check.interview = [], {}, {}
    check.matches = kept
    check.traces = [
        {name: trace[name] for name in ("profile", "code", "title", "version", "fired")}
        for trace in check.traces
    ]
    check.reason, check.outcome_reason = "–", "–" if check.outcome_reason else ""
    check.save()


def due_for_deletion(today: date, agencies: Collection[int] | None = None) -> Any:
    """Closed checks whose personal data are over their time and not yet deleted."""
    harmless = (OutcomeCode.NOTHING, OutcomeCode.PROTECTED)
    due = Check.objects.filter(
        state=CheckState.CLOSED, outcome__in=harmless, personal_until__lt=today, document__has_key="surname"
    )
    return due if agencies is None else due.filter(owner_agency__in=agencies)


def still_open(today: date, agencies: Collection[int] | None = None) -> Any:
    """Checks over their time that nobody closed: they are closed first, for what was found decides what is
    deleted."""
    due = Check.objects.exclude(state=CheckState.CLOSED).filter(
        personal_until__lt=today, document__has_key="surname"
    )
    return due if agencies is None else due.filter(owner_agency__in=agencies)


def kept_with_the_case(agencies: Collection[int]) -> Any:
    """Checks with a confirmed result: what is held of these goes by the law on the case, not by the post's time."""
    return Check.objects.filter(
        owner_agency__in=agencies, state=CheckState.CLOSED, outcome__in=POSITIVE, document__has_key="surname"
    )


def forgotten_matches(today: date, agencies: Collection[int] | None = None) -> Any:
    """False matches whose time of being remembered is over."""
    due = FalseMatch.objects.filter(until__lt=today)
    return due if agencies is None else due.filter(watchlist__owner_agency__in=agencies)


@transaction.atomic
def forget_matches(*, by: User | str, today: date, agencies: Collection[int] | None = None) -> int:
    """Delete the false matches that need not be remembered any more; return how many."""
    due = forgotten_matches(today, agencies)
    count: int = due.count()
    if count:
        due.delete()
        record(by=by, action="profiling.matches_forgotten", label=str(count), after={"count": count})
    return count


@transaction.atomic
def delete_due(*, by: User | str, today: date, agencies: Collection[int] | None = None) -> tuple[int, int]:
    """Delete all personal data whose time is over; return how many checks and how many false matches."""
    return (
        delete_personal(by=by, today=today, agencies=agencies),
        forget_matches(by=by, today=today, agencies=agencies),
    )


@transaction.atomic
def lapse_worse(*, by: User | str, today: date, agencies: Collection[int] | None = None) -> list[Performance]:
    """Let the active profiles lapse that find less than the random sample does; return what they did.

    The owner reads the figures on the profile's page and in the list; a new version starts afresh, with test
    and signatures. Nothing lapses by hand, and nobody can keep alive what is worse than chance.
    """
    worse = [one for one in performances(today, agencies) if one.worse]
    for one in worse:
        profile = one.profile
        profile.state, profile.stop_reason = ProfileState.LAPSED, one.sentence()
        profile.save(update_fields=["state", "stop_reason"])
        audit(profile, "profile_lapsed", by, after=one.figures(), reason=profile.stop_reason)
    return worse
