"""What the pages of cooperation share: the country that a page is about."""

from __future__ import annotations

from django.http import HttpRequest

from chegara.organisation.models import State
from chegara.organisation.page_context import user_of
from chegara.organisation.queries import countries_of


def country_of(request: HttpRequest) -> State | None:
    """Return the country that a page is about: the one asked for, else the user's own, invented or not."""
    countries = countries_of(user_of(request)).filter(home=True)
    return (
        countries.filter(pk=request.GET.get("country", "")).first()
        or countries.order_by("-invented", "pk").first()
    )
