"""For whom a document is written: what each of them may see, and what its file is called."""

from __future__ import annotations

from chegara.accounts.models import Marking, User
from chegara.organisation.models import Agency, State
from chegara.organisation.queries import agencies_to_act_for
from chegara.organisation.visibility import AgencyViewer, JointViewer, PublicViewer, Viewer

JOINT, OWN, PUBLIC = "joint", "own", "public"
AGENCY = "agency:"


def viewer_of(edition: str, country: State, by: User) -> Viewer:
    """Return who an edition is for; nobody's edition holds more than its maker is cleared for.

    Raises:
        Agency.DoesNotExist: the edition is of an agency that is not the maker's own.
    """
    if edition == PUBLIC:
        return PublicViewer(country)
    if edition == JOINT:
        return JointViewer(country, Marking(by.clearance))
    if edition.startswith(AGENCY):
        code = edition.removeprefix(AGENCY)
        return AgencyViewer(agencies_to_act_for(by).get(code=code, country=country), Marking(by.clearance))
    return by


def file_part(viewer: Viewer) -> str:
    """Return what a file's name says of its edition: "-public", "-xs-cus", or nothing."""
    match viewer:
        case PublicViewer():
            return "-public"
        case AgencyViewer(agency):
            return f"-{agency.code.lower()}"
        case _:
            return ""


def agency_of(viewer: Viewer) -> Agency | None:
    """Return the agency for which alone an edition is written."""
    return viewer.agency if isinstance(viewer, AgencyViewer) else None
