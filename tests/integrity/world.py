"""Reviews of integrity for tests, each made through the same action that a user's click calls."""

from __future__ import annotations

from datetime import date

from tests import factories

from chegara.accounts.models import Role, User
from chegara.integrity.actions.reviews import begin_review
from chegara.integrity.models import Review
from chegara.organisation.models import Agency

TODAY = date(2026, 6, 1)


def make_officer(agency: Agency, username: str = "integrity") -> User:
    """Make an integrity officer of an agency."""
    return factories.make_user(username, agency=agency, roles=[Role.INTEGRITY_OFFICER])


def make_review(agency: Agency | None = None, *, by: User | None = None, title: str = "Week") -> Review:
    """Begin a review of an agency, by its integrity officer."""
    agency = agency or factories.make_agency(code="XA-CUS", kind="customs")
    return begin_review(agency=agency, title=title, on=TODAY, by=by or make_officer(agency))
