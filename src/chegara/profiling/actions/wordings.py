"""The checkpoint's texts in another language."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from chegara.accounts.models import User
from chegara.organisation.actions import keep_wordings
from chegara.organisation.models import Agency
from chegara.profiling.actions.common import require
from chegara.profiling.wordings import subject_of


@transaction.atomic
def set_wordings(agency: Agency, *, language: str, words: Mapping[str, str], by: User) -> None:
    """Keep the texts of an agency's checkpoint in another language.

    Raises:
        ProfilingError: the role does not allow it, or the agency is another.
    """
    require(by, "profiling.edit", agency)
    keep_wordings(
        agency, subject=subject_of(agency), language=language, words=words, by=by, agency=agency, compartment=None
    )  # fmt: skip
