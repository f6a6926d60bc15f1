"""The page of a warning sign: its history, its thresholds tried out on it, reports by hand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from chegara.contingency.actions import plans as actions
from chegara.contingency.actions.common import takes_part
from chegara.contingency.forms import SignReportForm
from chegara.contingency.models import SignReport
from chegara.contingency.presenters import language
from chegara.contingency.report.warning import blocks
from chegara.contingency.views.common import form_page, sign_for, spoken, taking_part, tried
from chegara.organisation.page_context import invented, user_of
from chegara.pages.access import page
from chegara.reporting.html import render_fragment


@page("contingency.view")
@spoken
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a sign showed, and when its thresholds would have warned."""
    found, user = sign_for(request, pk), user_of(request)
    body = render_fragment(blocks(found, user), language())
    return render(
        request,
        "contingency/sign.html",
        {
            "title": str(found),
            "sign": found,
            "plan": found.plan,
            "reports": found.reports.select_related("by").order_by("-on", "-at")[:12],
            "may_report": not found.series_id
            and user.has_perm("contingency.act")
            and takes_part(found.plan, user),
            "body": mark_safe(body),  # noqa: S308 - reporting escapes every text it is given
            **invented(found.plan.country),
        },
    )


@page("contingency.act")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what a sign showed on a day."""
    found = sign_for(request, pk)
    user = taking_part(request, found.plan)
    form = SignReportForm(
        request.POST or None, instance=SignReport(sign=found), initial={"on": timezone.localdate()}
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: actions.report_sign(form.instance, by=user))
    ):
        return redirect(found)
    return form_page(
        request,
        found.plan,
        form,
        title=_("Report: %(sign)s") % {"sign": found},
        back=found.get_absolute_url(),
    )
