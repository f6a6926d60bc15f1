"""Documents to take away, and the post card."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chegara.accounts.models import User
from chegara.organisation.models import Agency, CrossingPoint
from chegara.organisation.queries import agencies_to_act_for, countries_of
from chegara.pages.access import page
from chegara.profiling import report
from chegara.profiling.actions import checks as actions
from chegara.profiling.actions.checks import seeds_of
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.choices import Shift, SubjectCode
from chegara.profiling.forms import CardForm
from chegara.profiling.impact import impact_assessment
from chegara.profiling.methodology.document import methodology
from chegara.profiling.methods.profiles.document import Profile
from chegara.profiling.methods.profiles.sentence import sentence
from chegara.profiling.models import CardReading, RiskProfile
from chegara.profiling.queries import POST_WINDOW, post_counts
from chegara.profiling.screening import active_profiles
from chegara.profiling.tongue import tongue
from chegara.profiling.views.checks import own_check
from chegara.profiling.views.common import answer_file, invented_for, links, user_of
from chegara.profiling.views.profiles import current, own_profile
from chegara.profiling.wordings import in_words, spoken


def _agency(user: User) -> Agency:
    agency = agencies_to_act_for(user).first()
    if agency is None:
        raise Http404
    return agency


@page("profiling.view")
@spoken
def profiling_paper(request: HttpRequest, paper: str, format_name: str) -> HttpResponse:
    """Hand out a document that is of no single record; statistics and impact assessment to oversight only."""
    user, today, language = user_of(request), timezone.localdate(), get_language() or "en"
    agency = _agency(user)
    if paper in {"statistics", "impact"} and not user.has_perm("profiling.oversee"):
        raise Http404
    if paper == "booklet":
        document = report.booklet(agency, user, today=today, language=language)
    elif paper == "methodology":
        document = methodology(agency, user, today=today, language=language)
    elif paper == "fallback":
        document = report.fallback_sheet(agency, language)
    elif paper == "statistics":
        document = report.yearly_statistics(agency, user, today=today, language=language)
    elif paper == "impact":
        document = impact_assessment(agency, user, today=today, language=language)
    else:
        raise Http404
    return answer_file(document, paper, format_name)


@page("profiling.view")
@spoken
def profile_sheet(request: HttpRequest, pk: int, format_name: str) -> HttpResponse:
    """Hand out the sheet of a profile."""
    profile = own_profile(request, pk)
    document = report.profile_sheet(profile, current(profile), get_language() or "en")
    return answer_file(document, profile.code, format_name)


@page("profiling.check")
@spoken
def check_act(request: HttpRequest, pk: int, format_name: str) -> HttpResponse:
    """Hand out the referral act."""
    check = own_check(request, pk)
    if not check.referred:
        return redirect(check)
    return answer_file(
        report.referral_act(check, user_of(request), get_language() or "en"), f"referral-{pk}", format_name
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()


def _point(request: HttpRequest, pk: int) -> CrossingPoint:
    return get_object_or_404(CrossingPoint, pk=pk, country__in=countries_of(user_of(request)))


def _shown(user: User, subject: str, day: date) -> list[tuple[RiskProfile, Profile]]:
    return [(row, in_words(said)) for row, said in active_profiles(user, subject, day)]


@page("profiling.view")
@spoken
def post_card(request: HttpRequest) -> HttpResponse:
    """Show a shift's card, and who has signed it as read."""
    user, today = user_of(request), timezone.localdate()
    form = CardForm(request.GET or None, user=user, initial={"day": today, "shift": Shift.DAY})
    context = {"title": _("Post card"), "form": form, "invented": invented_for(user)}
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        readings = CardReading.objects.filter(
            point=data["point"], day=data["day"], shift=data["shift"]
        ).select_related("by")
        seeds = seeds_of(data["point"], user, data["day"])
        if user.has_perm("profiling.see_checks"):
            context["selected"], context["random"] = post_counts(user, data["point"], today)
            context["days"] = POST_WINDOW.days
        context |= {
            "point": data["point"], "day": data["day"], "shift": Shift(data["shift"]).label,
            "card": links("post_card_file", data["point"].pk, data["shift"], query=f"?day={data['day']:%Y-%m-%d}"),
            "fallback": links("profiling_paper", "fallback"), "shift_code": data["shift"], "readings": readings,
            "signed": any(one.by_id == user.pk for one in readings),
            "commitments": [(one.commitment, one.seed if one.day < today else "") for one in seeds],
            "profiles": [
                (row, {"sentence": sentence(said, tongue()), "instruction": said.instruction})
                for subject in SubjectCode for row, said in _shown(user, subject, data["day"])
            ],
        }  # fmt: skip
    return render(request, "profiling/card.html", context)


@page("profiling.view")
@spoken
def post_card_file(request: HttpRequest, pk: int, shift: str, format_name: str) -> HttpResponse:
    """Hand out the card as one A5 sheet."""
    user, point = user_of(request), _point(request, pk)
    if shift not in Shift.values:
        raise Http404
    day = _day(request.GET.get("day", ""))
    document = report.post_card(
        point, _agency(user), user, day=day, shift=shift, language=get_language() or "en"
    )
    return answer_file(document, f"card-{point.code}-{day:%Y-%m-%d}", format_name)


@page("profiling.check")
@require_POST
def post_card_sign(request: HttpRequest, pk: int, shift: str) -> HttpResponse:
    """Sign the card as read."""
    point = _point(request, pk)
    if shift not in Shift.values:
        raise Http404
    day = _day(request.POST.get("day", ""))
    with suppress(ProfilingError):  # signed before: the page shows it
        actions.sign_card(point=point, day=day, shift=shift, by=user_of(request))
    return redirect(f"{reverse('post_card')}?point={point.pk}&day={day:%d.%m.%Y}&shift={shift}")
