"""The checkpoint's texts in another language."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from chegara.accounts.models import User
from chegara.organisation.actions import keep_wordings
from chegara.organisation.models import Agency, Wording
from chegara.profiling.actions.common import require
from chegara.profiling.wordings import subject_of


@transaction.atomic
def set_wordings(agency: Agency, *, language: str, words: Mapping[str, str], by: User) -> None:
    """Keep the texts of an agency's checkpoint in another language; words of texts not among them stay.

    Raises:
        ProfilingError: the role does not allow it, or the agency is another.
    """
    require(by, "profiling.edit", agency)
    subject = subject_of(agency)
    before = Wording.objects.filter(subject=subject, language=language).values_list("source", flat=True)
    keep_wordings(
        agency, subject=subject, language=language, words=words, by=by, agency=agency, compartment=None,
        unseen=list(before),
    )  # fmt: skip
