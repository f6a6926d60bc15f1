"""Beginning a review, and who belongs to its circle."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import Compartment, Marking, Role, User
from chegara.integrity.actions.guards import audit, require_officer, save_audited
from chegara.integrity.models import Review
from chegara.integrity.models.reviews import CIRCLE
from chegara.organisation.actions import save_compartment
from chegara.organisation.models import Agency, Membership


@transaction.atomic
def begin_review(*, agency: Agency, title: str, on: date, by: User, about: str = "") -> Review:
    """Begin a review of an agency's integrity, in the compartment of its integrity roles.

    Raises:
        PermissionDenied: the user is no integrity officer of the agency.
        ValidationError: a value is not as it must be.
    """
    officer = Membership.objects.current().filter(user=by, agency=agency, role=Role.INTEGRITY_OFFICER)
    if not officer.exists():
        raise PermissionDenied
    review = Review(
        owner_agency=agency, title=title, about=about, on=on, by=by, marking=Marking.OFFICIAL_USE,
        compartment=circle_of(agency, by=by),
    )  # fmt: skip
    review.full_clean()
    review.save()
    audit(review, "review_begun", by=by, after={"title": title, "on": on.isoformat()})
    return review


@transaction.atomic
def change_review(review: Review, *, values: dict[str, Any], by: User, reason: str = "") -> None:
    """Change a review's title, scope or day."""
    require_officer(review, by)
    for name in ("title", "about", "on"):
        setattr(review, name, values.get(name, getattr(review, name)))
    save_audited(review, review, "review_changed", by=by, reason=reason)


def circle_of(agency: Agency, *, by: User) -> Compartment:
    """Return the compartment of an agency's integrity roles and oversight, brought up to date."""
    code = _circle_code(agency)
    circle = Compartment.objects.filter(code=code).first() or Compartment(
        code=code, name=_("Integrity: %(agency)s") % {"agency": agency.name}
    )
    members = User.objects.filter(
        pk__in=Membership.objects.current().filter(agency=agency, role__in=CIRCLE).values("user")
    )
    now = set(circle.members.values_list("pk", flat=True)) if circle.pk else None
    if now != set(members.values_list("pk", flat=True)):
        save_compartment(circle, members=list(members), by=by, reason=_("integrity roles and oversight"))
    return circle


@transaction.atomic
def leave_circle(agency: Agency) -> None:
    """Take out of an agency's circle whoever holds none of its roles any more: measures lie in it too.

    Asked whenever a role is changed or ended. Nobody is let in by this: an officer does that.
    """
    circle = Compartment.objects.filter(code=_circle_code(agency)).first()
    if circle is None:
        return
    held = Membership.objects.current().filter(agency=agency, role__in=CIRCLE).values("user")
    gone = list(circle.members.exclude(pk__in=held))
    if gone:
        stay = list(circle.members.filter(pk__in=held))
        save_compartment(circle, members=stay, by="chegara", reason=_("integrity roles and oversight"))


def _circle_code(agency: Agency) -> str:
    return f"integrity-{agency.code.lower()}"


@transaction.atomic
def refresh_circle(review: Review, *, by: User) -> None:
    """Let those into the circle who hold an integrity role of the agency today, and no others."""
    require_officer(review, by)
    circle_of(review.owner_agency, by=by)
