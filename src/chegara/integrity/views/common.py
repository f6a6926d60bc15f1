"""What the pages of a review share: who asks, which review, and what an action refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from chegara.accounts.models import Role, User
from chegara.integrity.actions.guards import IntegrityError
from chegara.integrity.models import Review
from chegara.organisation.models import Membership


def user_of(request: HttpRequest) -> User:
    """Return who is signed in; `page` has made sure that somebody is."""
    assert isinstance(request.user, User)  # noqa: S101 - for the type checker
    return request.user


def review_for(request: HttpRequest, pk: int) -> Review:
    """Return a review that the user may know of; for others it does not exist."""
    reviews = Review.objects.visible_to(user_of(request)).select_related(
        "owner_agency__country", "compartment", "plan"
    )
    found: Review = get_object_or_404(reviews, pk=pk)
    return found


def may_change(review: Review, user: User) -> bool:
    """Tell whether somebody is an integrity officer of the review's agency."""
    return (
        Membership.objects.current()
        .filter(user=user, agency=review.owner_agency_id, role=Role.INTEGRITY_OFFICER)
        .exists()
    )


def about(review: Review, title: Any, **more: Any) -> dict[str, Any]:
    """Return what each page of a review needs."""
    return {
        "title": title,
        "review": review,
        "back": review.get_absolute_url(),
        "invented": review.owner_agency.country.name if review.owner_agency.country.invented else "",
        **more,
    }


def show(request: HttpRequest, review: Review, template: str, title: Any, **more: Any) -> HttpResponse:
    """Show a page of a review."""
    more.setdefault("mine", may_change(review, user_of(request)))
    return render(request, f"integrity/{template}.html", about(review, title, **more))


def tried(form: BaseForm, act: Callable[[], Any]) -> bool:
    """Do what a valid form asks for; what an action refuses is told above the form."""
    try:
        act()
    except (IntegrityError, ValidationError) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return False
    return True
