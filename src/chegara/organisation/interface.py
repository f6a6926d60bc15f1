"""What every answer to another program goes through: a token, its user's permission, a measure of calls, and
errors that say what to do.

A program sends its token with each question (`Authorization: Bearer …`, RFC 6750) and JSON in the body.
Cookies count for nothing here, so that no page of another site can ask in a user's name.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import AccessToken, User
from chegara.accounts.second_factor import must_enrol
from chegara.accounts.tokens import find
from chegara.organisation.actions import note_use
from chegara.pages.rates import within

logger = logging.getLogger(__name__)
LARGEST = 100_000
"""Bytes of a question; one person or one record needs no more."""
MINUTE = 60


class InterfaceError(Exception):
    """No answer: a status of HTTP, a code for the program, and a sentence for the person who writes it."""

    def __init__(self, status: int, code: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.more = status, code, message, more

    def answer(self) -> JsonResponse:
        """Return it as JSON."""
        return told({"error": self.code, "message": self.message, **self.more}, status=self.status)


@dataclass(frozen=True)
class Call:
    """A question that may be answered: who asks, by which token, and what the body says."""

    user: User
    token: AccessToken
    body: dict[str, Any]


View = Callable[..., dict[str, Any]]


def told(content: dict[str, Any], *, status: int = 200) -> JsonResponse:
    """Return JSON with letters as they are."""
    return JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})


def interface(permission: str, *, scope: str = "", method: str = "POST") -> Callable[[View], Any]:
    """Answer a program whose token has the scope, and whose user holds `permission` at this moment.

    The view gets the call and returns what is answered. Permission and scope are kept on it, as
    `interface_permission` and `scope`, for the tests that walk all addresses.
    """

    def decorate(view: View) -> Any:
        @wraps(view)
        def guarded(request: HttpRequest, **arguments: Any) -> JsonResponse:
            try:
                return told(view(_call(request, permission, scope, method), **arguments))
            except InterfaceError as error:
                answer = error.answer()
                if error.status == 401:
                    answer.headers["WWW-Authenticate"] = "Bearer"
                if error.status == 405:
                    answer.headers["Allow"] = method
                if error.status == 429:
                    answer.headers["Retry-After"] = str(MINUTE)
                return answer
            except Exception:
                logger.exception("a question of a program failed: %s", request.path)
                return InterfaceError(
                    500, "failed", _("The question could not be answered. The server's log says why.")
                ).answer()

        guarded.csrf_exempt = True  # type: ignore[attr-defined] # no cookie is looked at
        guarded.interface_permission, guarded.scope = permission, scope  # type: ignore[attr-defined]
        return guarded

    return decorate


def _call(request: HttpRequest, permission: str, scope: str, method: str) -> Call:
    token = _token(request)
    user = token.user
    request.user = user
    _measured(token)
    if must_enrol(user):
        raise InterfaceError(
            403, "second_factor", _("Your role asks for a second factor. Set one up on the site first.")
        )
    if not user.has_perm(permission):
        raise InterfaceError(403, "not_allowed", _("The roles of the token's user do not allow this."))
    if scope and scope not in token.scopes:
        message = _("The token was not made for this (%(scope)s). Make one for which it is ticked.")
        raise InterfaceError(403, "scope", message % {"scope": scope})
    if request.method != method:
        raise InterfaceError(405, "method", _("Ask by %(method)s.") % {"method": method})
    body = _body(request) if method == "POST" else {}
    note_use(token, timezone.localdate())
    return Call(user, token, body)


def _token(request: HttpRequest) -> AccessToken:
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        message = _("Send the header “Authorization: Bearer” with an access token; it is made on the site.")
        raise InterfaceError(401, "no_token", message)
    found = find(secret.strip(), timezone.localdate())
    if found is None:
        message = _("The token is unknown, revoked or expired. Make a new one on the site.")
        raise InterfaceError(401, "token", message)
    return found


def _measured(token: AccessToken) -> None:
    """Refuse more calls in this minute than one token may make."""
    most = settings.INTERFACE_CALLS_A_MINUTE
    if not within(f"interface:{token.pk}", most=most, seconds=MINUTE):
        message = _("More than %(most)s questions in a minute by one token. Wait a minute.") % {"most": most}
        raise InterfaceError(429, "too_many", message)


def _body(request: HttpRequest) -> dict[str, Any]:
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        raise InterfaceError(
            413, "too_large", _("A question is one person or one record, in 100 KB at most.")
        )
    try:
        body = json.loads(request.body or b"{}")
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise InterfaceError(
            400, "no_json", _("The body is no JSON in UTF-8: %(what)s") % {"what": error}
        ) from error
    if not isinstance(body, dict):
        raise InterfaceError(400, "no_json", _("The body is one JSON object, in braces."))
    return body
