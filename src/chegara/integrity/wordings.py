"""The free texts of a review in another language; what its papers say stays in the language of the papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.http import HttpResponse

from chegara.accounts.models import User
from chegara.elicitation.models import Panel
from chegara.integrity.actions.guards import require_officer
from chegara.integrity.corruption_queries import subject_of as panel_of
from chegara.integrity.models import ConformityFinding, Review
from chegara.integrity.models.common import WordedOfReview
from chegara.organisation.actions import keep_wordings
from chegara.organisation.readers import spoken as spoken_of
from chegara.organisation.wordings import texts_in

NAME = "integrity"


def subject_of(review: Review) -> str:
    """Return what the wordings of a review belong to."""
    return f"{NAME}/{review.pk}"


def spoken(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page that shows read texts in the reader's language, those of plans too."""
    return spoken_of(NAME, "plans")(view)


def texts_of(review: Review) -> list[str]:
    """Return all free texts of a review, and the names that its findings keep of what they are about."""
    records: list[Any] = [review]
    for model in apps.get_app_config(NAME).get_models():
        if issubclass(model, WordedOfReview):
            records += model._default_manager.filter(review=review).order_by("pk")
    records += Panel.objects.filter(subject=panel_of(review))
    return list(dict.fromkeys([*texts_in(records), *_names_kept(review)]))


def _names_kept(review: Review) -> Iterator[str]:
    for about in (
        ConformityFinding.objects.filter(review=review).order_by("pk").values_list("about", flat=True)
    ):
        yield from (name for _kind, _key, name in about if any(sign.islower() for sign in name))


def set_wordings(review: Review, *, language: str, words: Mapping[str, str], by: User) -> None:
    """Keep a review's texts in another language.

    Raises:
        PermissionDenied: the user is no integrity officer of the review's agency.
    """
    require_officer(review, by)
    keep_wordings(
        review, subject=subject_of(review), language=language, words=words, by=by,
        agency=review.owner_agency, compartment=review.compartment,
    )  # fmt: skip
