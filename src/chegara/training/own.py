"""What concerns somebody's own training: the person of the register whose account it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from chegara.accounts.models import Marking, User
from chegara.training.methods.calendar_feed import Event
from chegara.training.models import Activity, Certificate, Person, Session

FEED = "training.calendar"
"""What a token in the address of a calendar opens, and nothing else."""


def is_registered(user: User) -> bool:
    """Tell whether the register of persons names somebody's account."""
    return Person.objects.filter(account=user).exists()


def own_sessions(user: User) -> Any:
    """Return the sessions for which somebody is registered, or which they teach, the latest first."""
    learns = Q(registrations__person__account=user, registrations__withdrawn=False)
    found = Session.objects.visible_to(user).filter(learns | Q(trainers__account=user))
    return found.select_related("course").distinct().order_by("-start", "pk")


def own_activities(user: User) -> Any:
    """Return the activities in which somebody takes part, the latest first."""
    found = Activity.objects.visible_to(user).filter(
        participations__person__account=user, start__isnull=False
    )
    return found.distinct().order_by("-start", "pk")


def own_certificates(user: User) -> Any:
    """Return somebody's certificates, the latest first."""
    found = Certificate.objects.visible_to(user).filter(person__account=user)
    return found.select_related("session__course", "person__owner_agency").order_by("-issued_on", "pk")


def own_events(user: User, *, since: date, host: str, url: str) -> list[Event]:
    """Return one's own days as a calendar program outside the site may hold them.

    What lies in a compartment is left out. Of what is for official use the days alone are told: title and
    place stand behind the sign-in, at `url`. No other person is named.
    """
    sessions = own_sessions(user).filter(end__gte=since, course__compartment=None)
    activities = own_activities(user).filter(start__gte=since, compartment=None)
    return [*_events(sessions, "session", host, url), *_events(activities, "activity", host, url)]


def _events(found: Iterable[Any], kind: str, host: str, url: str) -> list[Event]:
    events = []
    for one in found:
        told = one.marking == Marking.OPEN
        title = one.course.title if isinstance(one, Session) else one.title
        events.append(
            Event(
                f"{kind}-{one.pk}@{host}",
                one.start,
                one.end or one.start,
                title if told else _("Training"),
                one.place if told else "",
                url=url,
            )
        )
    return events
