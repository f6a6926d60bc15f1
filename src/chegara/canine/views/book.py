"""The book of the canine registers: what leads on from them, and how their rows are stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.canine.actions.field import save_search
from chegara.canine.forms import choices_of
from chegara.canine.models import Performance, Search
from chegara.canine.queries.custody import balances
from chegara.canine.queries.readiness import standings
from chegara.canine.registers import REGISTERS
from chegara.organisation.page_context import user_of
from chegara.organisation.registers.actions import save_record
from chegara.organisation.registers.described import Book, Links, Register
from chegara.organisation.registers.pages import is_own


def list_links(request: HttpRequest, about: Register) -> Links:
    """Return what leads on from a register's list."""
    match about.name:
        case "teams":
            return [
                (_("Readiness"), reverse("canine_readiness")),
                (_("Reminders"), reverse("canine_reminders")),
                (_("What double-blind trials say"), reverse("canine_comparison")),
            ]
        case "certifications":
            return [(_("Reminders"), reverse("canine_reminders"))]
        case "deployments":
            return [
                (_("Shares of alerts with a find"), reverse("canine_field")),
                (_("Versions to be settled"), reverse("canine_conflicts")),
            ]
        case "aids":
            return [(_("Account of training aids"), reverse("canine_custody"))]
    return []


def record_links(request: HttpRequest, one: Any) -> Links:
    """Return what can be done with a record by whoever looks at it."""
    found = LINKS.get(one.register)
    return found(request, one) if found else []


def _may(request: HttpRequest, one: Any, permission: str) -> bool:
    user = user_of(request)
    return user.has_perm(permission) and is_own(one, user)


def _team(request: HttpRequest, one: Any) -> Links:
    found = [
        (_("Performance"), reverse("team_performance", args=[one.pk])),
        (_("Training journal"), reverse("canine_paper", args=["journal", one.pk])),
    ]
    if _may(request, one, "canine.certify"):
        found.append((_("Certify"), reverse("team_certify", args=[one.pk])))
    if _may(request, one, "canine.record"):
        found.append((_("Send on duty"), reverse("team_deploy", args=[one.pk])))
    return found


def _exercise(request: HttpRequest, one: Any) -> Links:
    if one.closed_on is None and _may(request, one, "canine.change"):
        return [(pgettext("canine", "Set up"), reverse("exercise_set_up", args=[one.pk]))]
    return []


def _set_up(request: HttpRequest, one: Any) -> Links:
    found = []
    if _may(request, one, "canine.record"):
        found.append((_("Enter what a team did"), reverse("set_up_score", args=[one.pk])))
    found += [
        (_("Paper form (%s)") % name, reverse("set_up_form", args=[one.pk, form]))
        for form, name in (("pdf", "PDF"), ("docx", "Word"))
    ]
    return found


def _performance(request: HttpRequest, one: Performance) -> Links:
    found = []
    if _may(request, one, "canine.record"):
        if not one.counts and one.by_id != user_of(request).pk:
            found.append((_("Read back"), reverse("performance_read_back", args=[one.pk])))
        found.append((_("Correct"), reverse("performance_correct", args=[one.pk])))
    return found


def _dog(_request: HttpRequest, one: Any) -> Links:
    return [
        (_("Service card"), reverse("canine_paper", args=["card", one.pk])),
        (_("Veterinary passport"), reverse("canine_paper", args=["passport", one.pk])),
    ]


def _certification(request: HttpRequest, one: Any) -> Links:
    found = [(_("Certification act"), reverse("canine_paper", args=["act", one.pk]))]
    if one.passed and one.withdrawn_on is None and _may(request, one, "canine.certify"):
        found.append((pgettext("canine", "Withdraw"), reverse("certification_withdraw", args=[one.pk])))
    return found


def _aid(request: HttpRequest, one: Any) -> Links:
    if not _may(request, one, "canine.aids"):
        return []
    waiting = one.movements.filter(second=None).first()
    if waiting is None:
        return [(_("Weigh and move"), reverse("aid_move", args=[one.pk]))]
    if waiting.by_id != user_of(request).pk:
        return [(_("Countersign"), reverse("movement_countersign", args=[waiting.pk]))]
    return []


def _find(request: HttpRequest, one: Any) -> Links:
    user = user_of(request)
    found = []
    if one.event_id and user.has_perm("evidence.view"):
        found.append((_("Event in the statistics"), reverse("record_detail", args=[one.event_id])))
    linking = user.has_perm("evidence.view") or user.has_perm("canine.certify")
    if linking and _may(request, one, "canine.record"):
        found.append((_("Link to an event"), reverse("find_link", args=[one.pk])))
    return found


LINKS: dict[str, Callable[[HttpRequest, Any], Links]] = {
    "teams": _team,
    "dogs": _dog,
    "exercises": _exercise,
    "set-ups": _set_up,
    "performances": _performance,
    "certifications": _certification,
    "aids": _aid,
    "finds": _find,
}


def more(request: HttpRequest, one: Any) -> dict[str, Any]:
    """Return what the page of a record says above its columns."""
    today = timezone.localdate()
    match one.register:
        case "teams":
            return {"standing": standings([one], on=today)[one.pk]}
        case "dogs":
            teams = list(one.teams.visible_to(user_of(request)).select_related("handler", "dog"))
            return {"standings": list(standings(teams, on=today).values())}
        case "aids":
            return {"balance": balances([one], on=today)[0]}
        case "exercises" | "set-ups":
            exercise = one if one.register == "exercises" else one.exercise
            return {"on_paper_only": exercise.on_paper_only}
        case "performances":
            return {"unread": not one.counts}
    return {}


def save(one: Any, **more: Any) -> Any:
    """Store a row of a register through its action."""
    return save_search(one, **more) if isinstance(one, Search) else save_record(one, **more)


BOOK = Book(
    label="canine",
    registers=REGISTERS,
    change="canine.change",
    choices_of=choices_of,
    save=save,
    list_links=list_links,
    record_links=record_links,
    more=more,
    record_template="canine/record.html",
)
