"""What every table of this slice has in common: it is seen as the review that it belongs to."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from chegara.integrity.models.reviews import Review
from chegara.organisation.visibility import Viewer
from chegara.organisation.wordings import Worded


class OfReviewQuerySet(models.QuerySet[Any]):
    """Records by who may know of the review that they belong to."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the records of the reviews that `viewer` may know of."""
        return self.filter(review__in=Review.objects.visible_to(viewer).values("pk"))


class OfReview(models.Model):
    """A record that belongs to one review and goes with it."""

    review = models.ForeignKey(
        Review, models.CASCADE, related_name="%(class)s_set", verbose_name=_("review of integrity")
    )

    objects: ClassVar[Any] = OfReviewQuerySet.as_manager()

    class Meta:
        abstract = True


class WordedOfReview(Worded, OfReview):
    """A record of a review whose free texts are read in the reader's language."""

    codes = frozenset(
        {"code", "object", "grade", "permissions", "identity", "number", "factors", "values", "sha256",
         "file_name", "brought"}
    )  # fmt: skip

    class Meta:
        abstract = True
