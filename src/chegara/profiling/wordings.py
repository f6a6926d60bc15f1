"""The free texts of an agency's checkpoint in another language: indicators, profiles, lists, settings.

Profiles are read by the hash of what they say, so their files stay as written; what is shown of one passes
`in_words`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chegara.organisation.models import Agency
from chegara.organisation.queries import countries_of
from chegara.organisation.readers import in_words_of as in_words_of_slices
from chegara.organisation.readers import spoken as spoken_slices
from chegara.organisation.visibility import Viewer
from chegara.organisation.wordings import said, texts_in
from chegara.profiling.methods.profiles.document import Profile
from chegara.profiling.models import Indicator, KeyList, PostSettings, ProfileVersion, RiskProfile, Watchlist

NAME = "checkpoint"
spoken = spoken_slices(NAME)
"""Let a page that shows read the checkpoint's texts in the reader's language."""


def subject_of(agency: Agency) -> str:
    """Return what the wordings of an agency's checkpoint belong to."""
    return f"{NAME}/{agency.pk}"


def agencies_seen(viewer: Viewer) -> Any:
    """Return the agencies whose wordings a viewer may read: words show nothing that is not seen itself."""
    return Agency.objects.filter(country__in=countries_of(viewer))


@contextmanager
def in_words_of(viewer: Viewer) -> Iterator[None]:
    """Read the checkpoint's texts in the language of the moment."""
    with in_words_of_slices(viewer, NAME):
        yield


def in_words(profile: Profile) -> Profile:
    """Return a profile as its reader is shown it; its hash is no longer that of the file."""
    return dataclasses.replace(
        profile, title=said(profile.title), legal_basis=said(profile.legal_basis),
        rationale=said(profile.rationale), instruction=said(profile.instruction),
    )  # fmt: skip


def texts_of(agency: Agency) -> list[str]:
    """Return the free texts of an agency's checkpoint, each once.

    What lies in a compartment or in a restricted set is read as it was written and kept nowhere else.
    """
    own = {"owner_agency": agency, "compartment": None}
    versions = ProfileVersion.objects.filter(profile__in=RiskProfile.objects.filter(**own)).order_by("pk")
    found: list[Any] = [
        *Indicator.objects.filter(**own, set=None, withdrawn=False).order_by("subject", "code"),
        *RiskProfile.objects.filter(**own).order_by("code"), *versions,
        *Watchlist.objects.filter(**own).order_by("pk"), *KeyList.objects.filter(**own).order_by("pk"),
        *PostSettings.objects.filter(**own).order_by("pk"),
    ]  # fmt: skip
    return list(dict.fromkeys([*texts_in(found), *_told(versions)]))


def _told(versions: Any) -> Iterator[str]:
    """Yield what the files of profiles say in words."""
    for one in versions:
        content = one.content
        yield from (
            content["title"],
            content["legal_basis"],
            content["rationale"],
            content["then"]["instruction"],
        )
