"""The telephone page: it records without network and sends later; the page itself holds no data."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from chegara.accounts.models import User
from chegara.canine.actions.field import Change, Received, receive_change
from chegara.canine.choices import Area, Discipline, Response
from chegara.canine.telephone import MOST_AT_ONCE, given_to, read_change
from chegara.organisation.page_context import user_of
from chegara.organisation.registers.actions import RecordRefusedError
from chegara.organisation.registers.presenters import language
from chegara.pages.access import page

STATIC = (
    "chegara/icon.svg",
    "chegara/vendor/tabler/tabler.min.css",
    "canine/phone.css",
    "canine/phone-store.js",
    "canine/phone.js",
)
"""What the page needs beside itself; the service worker keeps it."""


@page("canine.record")
def phone(request: HttpRequest) -> HttpResponse:
    """Show the telephone page. It holds no data: they come from `data` and stay on the telephone."""
    return render(request, "canine/phone.html", _context())


def _context() -> dict[str, Any]:
    return {
        "areas": Area.choices,
        "responses": [each for each in Response.choices if each[0] != Response.HANDLER],
        "settings": {
            "data": reverse("canine_phone_data"),
            "changes": reverse("canine_phone_changes"),
            "worker": reverse("canine_worker"),
            "scope": reverse("canine_phone"),
            "signIn": f"{reverse('account_login')}?next={reverse('canine_phone')}",
            "most": MOST_AT_ONCE,
            "words": _words(),
            "areas": {value: str(label) for value, label in Area.choices},
            "responses": {value: str(label) for value, label in Response.choices},
            "disciplines": {value: str(label) for value, label in Discipline.choices},
        },
    }


def _words() -> dict[str, str]:
    return {
        "saved": _("Saved on this telephone."),
        "waiting": _("waits to be sent"),
        "sent": pgettext("record", "sent"),
        "conflict": _("two versions: to be settled at a desk"),
        "refused": _("not taken over:"),
        "none": _("All is sent."),
        "some": _("Waiting to be sent: {n}"),
        "offline": _("No network. What you record is kept here."),
        "signIn": _("Sign in to send what is kept here."),
        "other": _("Kept here are records of somebody else: they are sent when that person signs in."),
        "correct": _("Correct"),
        "correcting": _("You are correcting a record."),
        "alert": pgettext("response", "alert"),
        "noAlert": pgettext("response", "no alert"),
        "found": pgettext("search", "something was found"),
        "unit": _("Unit {n}"),
        "blocked": _("May not serve:"),
        "chooseTeam": _("Choose the team."),
        "chooseArea": _("Choose what was searched."),
        "chooseAlert": _("Say whether the dog alerted."),
        "chooseUnit": _("Say what was seen at one unit at least."),
        "chooseExercise": _("Choose the exercise."),
        "full": _("The telephone could not keep the record: free some space, then save again."),
        "noTeams": _("No team is known here yet: open the page once with network."),
        "exercise": _("Exercise"),
    }


@page("canine.record")
def worker(request: HttpRequest) -> HttpResponse:
    """Hand out the service worker; its version changes whenever the page or a file of it does."""
    files = [static(name) for name in STATIC]
    shell = render_to_string("canine/phone.html", _context(), request=None)
    digest = hashlib.sha256(shell.encode())
    for name in STATIC:
        path = finders.find(name)
        if isinstance(path, str):
            digest.update(Path(path).read_bytes())
    told = {"version": digest.hexdigest()[:16], "page": reverse("canine_phone"), "files": files}
    return render(
        request,
        "canine/worker.js",
        {"told": json.dumps(told), "store": static("canine/phone-store.js"), "language": language()},
        content_type="text/javascript; charset=utf-8",
    )


@page("canine.record")
def data(request: HttpRequest) -> HttpResponse:
    """Hand out what a telephone keeps for work without network, and the token with which it sends."""
    return JsonResponse({**given_to(user_of(request)), "token": get_token(request)})


@require_POST
@page("canine.record")
def changes(request: HttpRequest) -> HttpResponse:
    """Take over changes that a telephone sends, each for itself; sent again they have the same answer."""
    user = user_of(request)
    try:
        told = json.loads(request.body)["changes"] if request.content_type == "application/json" else []
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"error": _("This is no list of changes.")}, status=400)
    if not isinstance(told, list) or len(told) > MOST_AT_ONCE:
        return JsonResponse({"error": _("This is no list of changes.")}, status=400)
    return JsonResponse({"changes": [_answer(each, user) for each in told]})


def _answer(told: Any, user: User) -> dict[str, Any]:
    name = str(told.get("uid", "")) if isinstance(told, dict) else ""
    try:
        received = _received(read_change(told), user)
    except PermissionDenied:
        return {"uid": name, "became": "refused", "message": _("The team is not of your agency.")}
    except RecordRefusedError as error:
        return {"uid": name, "became": "refused", "message": str(error)}
    except ValidationError as error:
        return {"uid": name, "became": "refused", "message": " ".join(error.messages)}
    return {"uid": name, "became": received.became, "head": str(received.head or "")}


def _received(change: Change, user: User) -> Received:
    try:
        return receive_change(change, by=user)
    except IntegrityError:  # the same change was received at the same moment: now it is known
        return receive_change(change, by=user)
