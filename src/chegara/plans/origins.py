"""What measures treat: plain references, which the slices above can follow.

A measure of a plan says what it treats as "risk:14" or "training:need-3". The slice of that name registers
here how to follow its references; until it does, a reference is only words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from chegara.accounts.models import User
from chegara.organisation.visibility import Viewer


@dataclass(frozen=True)
class Origin:
    """What a reference leads to: its name, its page, and whether it was dropped since."""

    name: str
    url: str = ""
    dropped: bool = False


Follow = Callable[[str, Viewer], Origin | None]
"""Given a key and who asks, the origin; None where there is none that this viewer may know of."""

FOLLOWERS: dict[str, Follow] = {}


def follow_origins_of(slice_name: str, follow: Follow) -> None:
    """Let a slice follow the references that begin with its name."""
    FOLLOWERS[slice_name] = follow


def origin_of(reference: str, viewer: Viewer) -> Origin | None:
    """Return what a reference leads to, as far as a slice can follow it and the viewer may know of it."""
    slice_name, separator, key = reference.partition(":")
    follow = FOLLOWERS.get(slice_name)
    found = follow(key, viewer) if follow is not None and separator else None
    if found is not None and isinstance(viewer, User) and not viewer.has_perm(f"{slice_name}.view"):
        # A name may be known to whom the slice's pages are closed: a link would lead to a refusal.
        return replace(found, url="")
    return found
