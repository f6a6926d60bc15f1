"""The start page, the language switch and one's own password."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.i18n import set_language as django_set_language

from chegara.accounts.models import User
from chegara.accounts.second_factor import required_roles
from chegara.audit.actions import record
from chegara.evidence.data_requests.calendar import reminders
from chegara.evidence.models import Batch, BatchState
from chegara.organisation.visibility import agencies_of
from chegara.pages.access import page
from chegara.pages.forms import style
from chegara.plans.methods.due import TaskKind
from chegara.plans.queries import tasks_for
from chegara.profiling.waiting import what_waits

set_language = django_set_language


@dataclass(frozen=True)
class Step:
    """One step of the work, with what waits there."""

    title: str
    text: str
    action: str
    url: str
    todo: str = ""


def _waiting(user: User) -> str:
    """Return in a sentence what the user's own agencies owe: what is overdue, what is due soon."""
    own = set(agencies_of(user))
    found = [one for one in reminders(user) if one.agency.pk in own]
    if not found:
        return ""
    overdue = sum(one.delivery.days_late > 0 for one in found)
    next_due = min((one.due for one in found if not one.delivery.days_late), default=None)
    parts = []
    if overdue:
        text = ngettext(
            "Your agency is late with %(n)s report.", "Your agency is late with %(n)s reports.", overdue
        )
        parts.append(text % {"n": overdue})
    if next_due:
        parts.append(_("The next report is due by %(date)s.") % {"date": f"{next_due:%d.%m.%Y}"})
    return " ".join(parts)


def _steps(user: User) -> list[Step]:
    """Return the steps from file to report that this user's roles open."""
    found: list[Step] = []
    if user.has_perm("evidence.import"):
        waiting = (
            Batch.objects.visible_to(user).filter(state__in=(BatchState.RECEIVED, BatchState.STAGED)).count()
        )
        found.append(
            Step(
                _("Bring in the figures"),
                _("The files as the agencies sent them. Nothing counts before it is confirmed."),
                _("Imports"),
                reverse("batch_list"),
                ngettext("%(n)s file waits to be confirmed.", "%(n)s files wait to be confirmed.", waiting)
                % {"n": waiting}
                if waiting
                else "",
            )
        )
    if user.has_perm("evidence.view"):
        found += [
            Step(
                _("Ask and answer"),
                _("What was asked of whom, what recurs, and who is late; each agency's form and letter."),
                _("Data requests"),
                reverse("request_list"),
                _waiting(user),
            ),
            Step(
                _("See what was received"),
                _(
                    "Agency by indicator by month; what is doubtful; whose figures count where two agencies report the same."
                ),
                _("Overview"),
                reverse("evidence_overview"),
            ),
            Step(
                _("Look at trends"),
                _("Each series with its change against last year, its seasons and its forecast."),
                _("Trends and forecast"),
                reverse("series"),
            ),
        ]
    if user.has_perm("plans.view"):
        late = sum(
            each.task.kind == TaskKind.OVERDUE
            for each in tasks_for(user, timezone.localdate(), list(agencies_of(user)))
        )
        found.append(
            Step(
                _("Follow the action plan"),
                _("Measures with who, when, with what; what is overdue; what a reviewer would find."),
                _("Tasks and deadlines"),
                reverse("task_list"),
                ngettext("%(n)s measure of yours is overdue.", "%(n)s measures of yours are overdue.", late)
                % {"n": late}
                if late
                else "",
            )
        )
    if user.has_perm("profiling.view"):
        writes = user.has_perm("profiling.edit") or user.has_perm("profiling.approve")
        found.append(
            Step(
                _("Work at the checkpoint"),
                _("The profiles in force on one card; checks, lists and what came of them."),
                _("Risk profiles") if writes else _("Post card"),
                reverse("profile_list" if writes else "post_card"),
                " ".join(what_waits(user, timezone.localdate())),
            )
        )
    if user.has_perm("organisation.release"):
        found.append(
            Step(
                _("Release to the other agencies"),
                _("Your agency's records are seen by others only when a letter releases them."),
                _("Releases"),
                reverse("release_list"),
            )
        )
    if user.has_perm("documents.make"):
        found.append(
            Step(
                _("Print the report"),
                _("The country risk analysis in Word, PDF and HTML, in English or Russian."),
                _("Risk analysis report"),
                reverse("report_new"),
            )
        )
    if user.has_perm("accounts.manage"):
        found.append(
            Step(
                _("Look after people"),
                _("Accounts, roles and compartments."),
                _("Users"),
                reverse("user_list"),
                "" if required_roles() else _("No role is asked for a second factor yet: it is recommended."),
            )
        )
    if user.has_perm("audit.view"):
        found.append(
            Step(_("Oversee"), _("Who changed what, when and why."), _("Audit log"), reverse("audit_log"))
        )
    return found


@page("pages.use")
def home(request: HttpRequest) -> HttpResponse:
    """Show what there is to do for this user's roles."""
    if not isinstance(request.user, User):
        raise Http404
    return render(
        request, "config/home.html", {"title": _("From figures to report"), "steps": _steps(request.user)}
    )


@page("pages.use", second_factor=False)
def password_change(request: HttpRequest) -> HttpResponse:
    """Let somebody change the own password."""
    form = PasswordChangeForm(request.user, request.POST or None)  # type: ignore[arg-type]
    style(form)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        update_session_auth_hash(request, user)
        record(by=user, action="accounts.password_changed", on=user)
        return redirect("home")
    return render(
        request,
        "pages/edit.html",
        {"title": _("Change password"), "form": form, "submit": _("Change password")},
    )
