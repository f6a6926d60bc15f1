"""Pages of certificates: issued, handed out, revoked, their codes checked."""

from __future__ import annotations

import base64
import binascii
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.organisation.page_context import edit_page, invented, user_of
from chegara.organisation.papers import paper
from chegara.organisation.registers.pages import is_own
from chegara.organisation.registers.presenters import language
from chegara.pages.access import page
from chegara.pages.forms import ReasonForm
from chegara.training.actions.courses import (
    earned_by,
    issue_certificates,
    revoke,
)
from chegara.training.forms import CodeForm
from chegara.training.keys import public_key
from chegara.training.methods.signed_code import CodeRefusedError, check_code
from chegara.training.models import Certificate
from chegara.training.report.papers import certificate_paper
from chegara.training.views.common import own_session, seen, tried
from chegara.training.wordings import spoken

KEY_BYTES = 32


@page("training.certify")
@spoken
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue certificates to all who earned one."""
    session = own_session(request, pk)
    form = ReasonForm(request.POST or None)
    del form.fields["reason"]
    today = timezone.localdate()
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: issue_certificates(session, by=user_of(request), on=today))
    ):
        return redirect(session)
    earned = ", ".join(str(each) for each in earned_by(session))
    return edit_page(
        request,
        title=_("Issue certificates"),
        form=form,
        submit=_("Issue"),
        back=session.get_absolute_url(),
        explanation=_("Present on all days and, where there is a pass mark, at or above it: %(who)s")
        % {"who": earned or _("nobody")},
        **invented(session.country),
    )


def _certificate(request: HttpRequest, pk: int) -> Certificate:
    found: Certificate = seen(
        request, Certificate, pk, "person__owner_agency", "session__course__owner_agency__country"
    )
    return found


@page("training.view")
@spoken
def certificate_file(request: HttpRequest, pk: int, format_name: str) -> HttpResponse:
    """Hand out a certificate; the name stands on it for the own agency alone."""
    found = _certificate(request, pk)
    named = found.person.owner_agency_id == found.owner_agency_id and is_own(found, user_of(request))
    return paper(certificate_paper(found, language(), named=named), found.number, format_name)


@page("training.certify")
def certificate_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a certificate, saying why."""
    found = _certificate(request, pk)
    if not is_own(found, user_of(request)):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    today = timezone.localdate()
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(
            form, lambda: revoke(found, by=user_of(request), on=today, reason=form.cleaned_data["reason"])
        )
    ):
        return redirect(found)
    return edit_page(
        request,
        title=_("Revoke") + f": {found}",
        form=form,
        submit=_("Revoke"),
        back=found.get_absolute_url(),
        **invented(found.country),
    )


def _key(text: str) -> bytes | None:
    try:
        key = base64.urlsafe_b64decode(text)
    except (ValueError, binascii.Error):
        return None
    return key if len(key) == KEY_BYTES else None


def _day_of(content: dict[str, Any] | None, name: str) -> date | None:
    """Return a day that a code's content names; another installation's may name none, or no day."""
    try:
        return date.fromisoformat(str((content or {}).get(name, "")))
    except ValueError:
        return None


@page("training.view")
def certificate_check(request: HttpRequest) -> HttpResponse:
    """Check the code of a certificate against the issuer's public key, without a network."""
    form = CodeForm(request.POST or None)
    own = base64.urlsafe_b64encode(public_key()).decode()
    content: dict[str, Any] | None = None
    revoked: Certificate | None = None
    if request.method == "POST" and form.is_valid():
        key = _key(form.cleaned_data["key"] or own)
        if key is None:
            form.add_error("key", _("This is no public key."))
        else:
            try:
                content = check_code(form.cleaned_data["code"], key)
            except CodeRefusedError:
                form.add_error("code", _("This is no certificate of this issuer, or it was changed."))
        if content is not None:
            number = str(content.get("number", ""))
            revoked = Certificate.objects.filter(number=number, revoked_on__isnull=False).first()
    until = _day_of(content, "until")
    return render(
        request,
        "training/check.html",
        {
            "title": _("Check a code"),
            "form": form,
            "key": own,
            "content": content,
            "revoked": revoked,
            "issued": _day_of(content, "issued"),
            "until": until,
            "expired": until is not None and until < timezone.localdate(),
        },
    )
