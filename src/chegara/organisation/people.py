"""Pages of users, compartments and releases."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from chegara.accounts.models import AccessToken, Compartment, User
from chegara.accounts.second_factor import describe, factors_of, factors_of_each
from chegara.organisation import actions
from chegara.organisation.forms import CompartmentForm, MembershipForm, ReleaseForm, UserForm
from chegara.organisation.models import Membership, Release
from chegara.organisation.presenters import recipients
from chegara.organisation.queries import agencies_to_act_for
from chegara.organisation.tables import CompartmentTable, ReleaseTable, UserTable
from chegara.organisation.views import _user
from chegara.pages.access import page
from chegara.pages.forms import ReasonForm
from chegara.pages.lists import show_list


@page("accounts.manage")
def user_list(request: HttpRequest) -> HttpResponse:
    """List the accounts."""
    rows = User.objects.annotate(has_factor=Exists(factors_of_each())).prefetch_related("memberships__agency")
    return show_list(
        request,
        title=_("Users"),
        table_class=UserTable,
        rows=rows,
        export_name="users",
        template="organisation/users.html",
    )


@page("accounts.manage")
def user_new(request: HttpRequest) -> HttpResponse:
    """Make an account."""
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        user = actions.create_user(
            username=data["username"],
            full_name=data["full_name"],
            password=data["password"],
            clearance=data["clearance"],
            by=_user(request),
        )
        return redirect("user_detail", pk=user.pk)
    return render(
        request, "pages/edit.html", {"title": _("New user"), "form": form, "back": reverse("user_list")}
    )


@page("accounts.manage")
def user_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an account and its roles."""
    user = get_object_or_404(User, pk=pk)
    initial = {name: getattr(user, name) for name in ("username", "full_name", "clearance", "is_active")}
    form = UserForm(request.POST or None, initial=initial, existing=user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.change_user(
            user,
            full_name=data["full_name"],
            clearance=data["clearance"],
            is_active=data["is_active"],
            password=data["password"],
            by=_user(request),
            reason=data["reason"],
        )
        return redirect("user_detail", pk=pk)
    return render(
        request,
        "organisation/user.html",
        {
            "title": str(user),
            "person": user,
            "form": form,
            "membership_form": MembershipForm(),
            "factors": [(describe(each), each.created_at, each.last_used_at) for each in factors_of(user)],
            "tokens": AccessToken.objects.filter(user=user, revoked_at=None),
            "memberships": Membership.objects.filter(user=user).select_related("agency"),
        },
    )


@require_POST
@page("accounts.manage")
def membership_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a role."""
    user = get_object_or_404(User, pk=pk)
    form = MembershipForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.grant_membership(
                user=user,
                agency=data["agency"],
                role=data["role"],
                valid_from=data["valid_from"],
                valid_until=data["valid_until"],
                by=_user(request),
                reason=data["reason"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("user_detail", pk=pk)
    return render(
        request,
        "pages/edit.html",
        {"title": str(user), "form": form, "back": reverse("user_detail", args=[pk])},
    )


@page("accounts.manage")
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role away, with the reason."""
    membership = get_object_or_404(Membership.objects.select_related("user", "agency"), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.end_membership(membership, by=_user(request), reason=form.cleaned_data["reason"])
        return redirect("user_detail", pk=membership.user_id)
    return render(
        request,
        "pages/edit.html",
        {
            "title": _("Take the role away"),
            "explanation": str(membership),
            "form": form,
            "submit": _("Take the role away"),
            "back": reverse("user_detail", args=[membership.user_id]),
        },
    )


@page("accounts.manage")
def compartment_list(request: HttpRequest) -> HttpResponse:
    """List the compartments."""
    rows = Compartment.objects.annotate(size=Count("members"))
    return show_list(
        request,
        title=_("Compartments"),
        table_class=CompartmentTable,
        rows=rows,
        export_name="compartments",
        template="organisation/compartments.html",
        empty=_("No compartment yet. Records in one are known to its members alone."),
    )


@page("accounts.manage")
def compartment_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Create or change a compartment and who belongs to it."""
    compartment = get_object_or_404(Compartment, pk=pk) if pk else None
    form = CompartmentForm(request.POST or None, instance=compartment)
    if request.method == "POST" and form.is_valid():
        actions.save_compartment(
            form.save(commit=False),
            members=list(form.cleaned_data["members"]),
            by=_user(request),
            reason=form.cleaned_data["reason"],
        )
        return redirect("compartment_list")
    return render(
        request,
        "pages/edit.html",
        {
            "title": str(compartment or _("New compartment")),
            "form": form,
            "back": reverse("compartment_list"),
        },
    )


@page("organisation.release")
def release_list(request: HttpRequest) -> HttpResponse:
    """List what one's own agency has released, and on what basis."""
    rows = (
        Release.objects.filter(from_agency__in=agencies_to_act_for(_user(request)))
        .select_related("from_agency").prefetch_related("to_agencies")
    )  # fmt: skip
    return show_list(
        request,
        title=_("Releases"),
        table_class=ReleaseTable,
        rows=rows,
        export_name="releases",
        template="organisation/releases.html",
        empty=_("Nothing released yet: until then no other agency sees your records."),
    )


@page("organisation.release")
def release_new(request: HttpRequest) -> HttpResponse:
    """Record a release and the letter that it rests on."""
    form = ReleaseForm(request.POST or None, agencies=agencies_to_act_for(_user(request)))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        release = actions.make_release(by=_user(request), **data)
        return redirect("release_detail", pk=release.pk)
    return render(
        request,
        "pages/edit.html",
        {
            "title": _("New release"),
            "form": form,
            "back": reverse("release_list"),
            "submit": pgettext("button", "Release"),
        },
    )


@page("organisation.release")
def release_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a release; withdraw it with a reason."""
    release = get_object_or_404(
        Release.objects.filter(from_agency__in=agencies_to_act_for(_user(request))), pk=pk
    )
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and release.withdrawn_at is None and form.is_valid():
        actions.withdraw_release(release, by=_user(request), reason=form.cleaned_data["reason"])
        return redirect("release_detail", pk=pk)
    return render(
        request,
        "organisation/release.html",
        {"title": _("Release"), "release": release, "recipients": recipients(release), "form": form},
    )
