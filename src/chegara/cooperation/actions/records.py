"""Entering, changing and removing records of cooperation and their parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import Compartment, User
from chegara.audit.actions import changed_fields, record, snapshot
from chegara.cooperation.models import Booking, Guidelines, Part, Record, Slot, TestCall
from chegara.cooperation.wordings import subject_of
from chegara.organisation.actions import keep_wordings
from chegara.organisation.models import Agency, BorderSection, CrossingPoint, Release
from chegara.organisation.visibility import agencies_of

ADDED_BY_ALL = (Booking, TestCall)
"""Parts that everybody adds who sees what they belong to: whoever needs a contact tries it."""


class CooperationRefusedError(Exception):
    """What was asked for can't be done; the message tells the user why, and what to do."""


@transaction.atomic
def save_record(
    one: Record,
    *,
    by: User,
    reason: str = "",
    releases: Sequence[Release] | None = None,
    linked: Mapping[str, Sequence[models.Model]] | None = None,
) -> bool:
    """Enter a record or change it; return whether anything did change.

    Args:
        one: with its new values.
        releases: of the owner; None leaves them as they are.
        linked: by the names of its lists, such as the parties of an agreement.

    Raises:
        PermissionDenied: the agency is not the user's.
        CooperationRefusedError: the compartment or a release is not the user's to use.
        ValidationError: a value is not as it must be.
    """
    require_own(one, by)
    _require_handling(one, releases or (), by)
    _require_country(one, linked or {})
    model = type(one)
    stored = model.objects.filter(pk=one.pk).first() if one.pk else None
    if stored is not None:
        require_own(stored, by)
    before = _told(stored) if stored else {}
    closed = stored.compartment if stored else None
    if not one.by_id:
        one.by = by
    one.full_clean()
    one.save()
    for name, values in (linked or {}).items():
        getattr(one, name).set(values)
    if releases is not None:
        one.releases.set(releases)
    old, new = changed_fields(before, _told(model.objects.get(pk=one.pk)))
    if new:
        _audit("saved", one, by=by, before=old if stored else None, after=new, reason=reason, closed=closed)
    return bool(new)


@transaction.atomic
def save_part(one: Part, *, by: User, reason: str = "") -> bool:
    """Add a part to what it belongs to, or change it; return whether anything did change.

    Raises:
        PermissionDenied: the whole is not the user's, or not theirs to know.
        CooperationRefusedError: the hours of a booking are taken.
        ValidationError: a value is not as it must be.
    """
    if isinstance(one, Booking):
        return book(one, by=by, reason=reason)
    if isinstance(one, ADDED_BY_ALL) and not one.pk:
        _require_seen(one, by)
    else:
        require_own(one, by)
    return _store_part(one, by, reason)


def _store_part(one: Part, by: User, reason: str) -> bool:
    model = type(one)
    stored = model.objects.filter(pk=one.pk).first() if one.pk else None
    if stored is not None and stored.belongs_to != one.belongs_to:
        raise CooperationRefusedError(_("It stays with what it was entered for: enter it anew there."))
    before = snapshot(stored) if stored else {}
    if not one.by_id:
        one.by = by
    _require_country(one, {})
    one.full_clean()
    one.save()
    old, new = changed_fields(before, snapshot(model.objects.get(pk=one.pk)))
    if new:
        _audit("saved", one, by=by, before=old if stored else None, after=new, reason=reason)
    return bool(new)


@transaction.atomic
def book(booking: Booking, *, by: User, reason: str = "") -> bool:
    """Book shared equipment for an agency of the user's, or move a booking.

    Raises:
        CooperationRefusedError: an hour of it is taken; the database sees to that.
    """
    _require_seen(booking, by)
    stored = Booking.objects.filter(pk=booking.pk).first() if booking.pk else None
    own = set(agencies_of(by))
    if booking.agency_id not in own or (stored is not None and stored.agency_id not in own):
        raise PermissionDenied
    changed = _store_part(booking, by, reason)
    booking.slots.all().delete()
    slots = [
        Slot(booking=booking, equipment=booking.equipment, hour=hour) for hour in booking.hours()
    ]  # fmt: skip
    try:
        with transaction.atomic():
            Slot.objects.bulk_create(slots)
    except IntegrityError as error:
        raise CooperationRefusedError(
            _("The equipment is booked for some of these hours already: its page shows which.")
        ) from error
    return changed


@transaction.atomic
def remove(one: Record | Part, *, by: User, reason: str) -> None:
    """Remove a record or a part for good; the audit log keeps what it said.

    Raises:
        PermissionDenied: it is not the user's.
        CooperationRefusedError: something else rests on it.
    """
    if isinstance(one, Booking):
        if not set(agencies_of(by)) & {one.agency_id, one.owner_agency_id}:
            raise PermissionDenied
    else:
        require_own(one, by)
    before = _told(one) if isinstance(one, Record) else snapshot(one)
    _audit("removed", one, by=by, before=before, reason=reason)
    try:
        one.delete()
    except models.ProtectedError as error:
        raise CooperationRefusedError(_("Something else rests on it: remove that first.")) from error


def require_own(one: Record | Part, by: User) -> None:
    """Refuse whoever is not of the agency whose record it is."""
    if one.owner_agency_id not in set(agencies_of(by)):
        raise PermissionDenied
    if isinstance(one, Part):
        _require_seen(one, by)


def _require_seen(one: Part, by: User) -> None:
    whole = one.belongs_to
    if not type(whole).objects.visible_to(by).filter(pk=whole.pk).exists():
        raise PermissionDenied


def _require_handling(one: Record, releases: Sequence[Release], by: User) -> None:
    compartment = one.compartment
    if compartment is not None and not compartment.members.filter(pk=by.pk).exists():
        raise CooperationRefusedError(_("You are not a member of this compartment."))
    if any(release.from_agency_id != one.owner_agency_id for release in releases):
        raise CooperationRefusedError(_("An agency releases its own records only."))


def _require_country(one: Record | Part, linked: Mapping[str, Sequence[models.Model]]) -> None:
    """Refuse agencies and places of another country than that of the record."""
    named = {
        field.name: [getattr(one, field.name)]
        for field in one._meta.concrete_fields
        if field.related_model in {Agency, CrossingPoint, BorderSection} and getattr(one, field.attname)
    }
    country = one.owner_agency.country_id
    wrong = {
        name: _("This belongs to another country.")
        for name, found in {**named, **linked}.items()
        if any(getattr(each, "country_id", country) != country for each in found)
    }
    if wrong:
        raise ValidationError(wrong)


def _told(one: Record) -> dict[str, Any]:
    """Return a record's columns and lists as the log keeps them."""
    lists = {
        field.name: sorted(str(getattr(each, "code", each)) for each in getattr(one, field.name).all())
        for field in one._meta.many_to_many
    }
    return snapshot(one) | lists


def _audit(
    action: str,
    one: Record | Part,
    *,
    by: User,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    closed: Compartment | None = None,
) -> None:
    compartment = one.compartment or closed
    record(
        by=by, action=f"cooperation.{action}", on=one, before=before, after=after, reason=reason,
        agency=one.owner_agency.code, compartment=compartment.code if compartment else "",
    )  # fmt: skip


@transaction.atomic
def set_wordings(guidelines: Guidelines, *, language: str, words: Mapping[str, str], by: User) -> None:
    """Keep the texts of a country's guidelines and registers in another language."""
    require_own(guidelines, by)
    keep_wordings(
        guidelines, subject=subject_of(guidelines), language=language, words=words, by=by,
        agency=guidelines.owner_agency, compartment=guidelines.compartment,
    )  # fmt: skip
