"""Pages of exchange, needs, expiry, the calendar, and practice of profiling."""

from __future__ import annotations

import random

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from chegara.organisation.page_context import invented_of_mine, user_of
from chegara.organisation.papers import paper, show_paper
from chegara.organisation.queries import countries_of
from chegara.organisation.registers.presenters import language
from chegara.organisation.visibility import agencies_of
from chegara.pages.access import page
from chegara.reporting.html import render_fragment
from chegara.training.actions.practice import answer, begin_practice
from chegara.training.forms import PracticeForm
from chegara.training.methods.calendar_feed import Event, calendar_file
from chegara.training.methods.vignettes import result
from chegara.training.models import Activity, Practice, Session, Vignette
from chegara.training.presenters import lines
from chegara.training.queries import (
    AHEAD,
    GROUP_AT_LEAST,
    exchange_of,
    expiring,
    group_answers,
    needs_of,
    own_answers,
)
from chegara.training.report.papers import cooperation_plan, expiring_report, needs_report, practice_blocks
from chegara.training.views.common import tried
from chegara.training.wordings import spoken


@page("training.view")
@spoken
def exchange(request: HttpRequest, format_name: str = "") -> HttpResponse:
    """Show the annual plan of cooperation: offers matched to requests."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and len(asked) == 4 else timezone.localdate().year
    found = exchange_of(year, user_of(request))
    document = cooperation_plan(found, year, language())
    if format_name:
        return paper(document, f"cooperation-plan-{year}", format_name)
    countries = [one.country for one in found.requests.values()]
    countries += [one.trainer.country for one in found.offers.values()]
    years = [(str(each), f"?year={each}") for each in (year - 1, year + 1)]
    return show_paper(
        request,
        document,
        countries=countries,
        links=years,
        back=(_("Trainers"), reverse("training_register", args=["trainers"])),
        files=[
            (name, reverse("cooperation_plan_file", args=[form]) + f"?year={year}")
            for form, name in (("docx", "Word"), ("pdf", "PDF"))
        ],
    )


@page("training.view")
@spoken
def needs(request: HttpRequest, format_name: str = "") -> HttpResponse:
    """Show the ranked needs of one's own agencies and of what was released to them."""
    user, at = user_of(request), timezone.localdate()
    found, topics = needs_of(user, at=at)
    countries = list(countries_of(user)) if found else []
    document = needs_report(found, topics, language(), at=at, countries=countries)
    if format_name:
        return paper(document, "training-needs", format_name)
    return show_paper(
        request,
        document,
        countries=countries,
        back=(_("Competences needed"), reverse("training_register", args=["requirements"])),
        files=[
            (name, reverse("training_needs_file", args=[form]))
            for form, name in (("docx", "Word"), ("pdf", "PDF"))
        ],
    )


@page("training.view")
@spoken
def renewals(request: HttpRequest) -> HttpResponse:
    """Show what expires in the months to come, or has expired."""
    at = timezone.localdate()
    found = expiring(user_of(request), until=at + AHEAD)
    return show_paper(
        request,
        expiring_report(found, language(), until=at + AHEAD, at=at),
        countries=[one.country for one in found],
        back=(_("Certificates"), reverse("training_register", args=["certificates"])),
    )


@page("training.view")
@spoken
def calendar(request: HttpRequest) -> HttpResponse:
    """Hand out activities and sessions as an iCalendar file."""
    user, host = user_of(request), request.get_host()
    events = [
        Event(f"activity-{one.pk}@{host}", one.start, one.end or one.start, one.title, one.place)
        for one in Activity.objects.visible_to(user)
        if one.start
    ]
    events += [
        Event(f"session-{one.pk}@{host}", one.start, one.end, one.course.title, one.place)
        for one in Session.objects.visible_to(user).select_related("course")
    ]
    return HttpResponse(
        calendar_file(events, name=_("Training"), at=timezone.now()),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="training.ics"'},
    )


# --- practice -----------------------------------------------------------------------------------------------


@page("training.practise")
def practice(request: HttpRequest) -> HttpResponse:
    """Show one's own results, which nobody else sees, and begin a round."""
    user = user_of(request)
    form = PracticeForm(request.POST or None, user=user)
    made: list[Practice] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(
            form, lambda: made.append(begin_practice(by=user, lot=random.SystemRandom(), **form.cleaned_data))
        )
    ):
        return redirect("practice_round", pk=made[0].pk)
    own = own_answers(user)
    blocks = practice_blocks(result(own) if own else None, language())
    return render(
        request,
        "training/practice.html",
        {
            "title": _("Practice of profiling"),
            "form": form,
            "rounds": Practice.objects.visible_to(user),
            "body": mark_safe(render_fragment(blocks, language())),  # noqa: S308 - escaped by reporting
            **invented_of_mine(request),
        },
    )


@page("training.practise")
@spoken
def practice_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the next vignette of one's own round, and take the decision on it."""
    user = user_of(request)
    one: Practice = get_object_or_404(Practice.objects.visible_to(user), pk=pk)
    if (
        request.method == "POST"
        and one.ended_at is None
        and request.POST.get("decision") in {"refer", "pass"}
    ):
        answer(one, flagged=request.POST["decision"] == "refer", by=user)
        return redirect("practice_round", pk=pk)
    done = one.answers.count()
    context = {"title": _("Practice of profiling"), "round": one, "done": done, "all": len(one.order)}
    if done < len(one.order):
        key, compared = one.order[done]
        vignette = Vignette.objects.get(pk=key)
        context |= {"number": done + 1, "vignette": vignette, "story": vignette.told(compared=compared)}
        context |= {"facts": lines(vignette.indicators) + lines(vignette.exonerating)}
    else:
        given = one.answers.select_related("vignette")
        context |= {"given": given}
    return render(request, "training/round.html", context | invented_of_mine(request))


@page("training.change")
def groups(request: HttpRequest) -> HttpResponse:
    """Show the results of a group; never those of one trainee, nor of so few that one could be worked out."""
    user = user_of(request)
    names = sorted(
        set(Practice.objects.filter(agency__in=agencies_of(user)).values_list("group", flat=True))
    )  # names of groups say nothing of anybody
    wanted = request.GET.get("group", names[0] if names else "")
    trainees, given = group_answers(user, wanted) if wanted in names else (0, [])
    body = render_fragment(practice_blocks(result(given), language()), language()) if given else ""
    return render(
        request,
        "training/groups.html",
        {
            "title": _("Results of groups"),
            "names": names,
            "wanted": wanted,
            "trainees": trainees,
            "least": GROUP_AT_LEAST,
            "body": mark_safe(body),  # noqa: S308 - escaped by reporting
            **invented_of_mine(request),
        },
    )
