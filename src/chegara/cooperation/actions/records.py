"""Entering, changing and removing records of cooperation: where its rules differ from all registers'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.cooperation.models import Booking, Guidelines, Slot, TestCall
from chegara.cooperation.wordings import subject_of
from chegara.organisation.actions import keep_wordings
from chegara.organisation.models import Agency, BorderSection, CrossingPoint, Release
from chegara.organisation.registers import actions as registers
from chegara.organisation.registers.actions import RecordRefusedError, require_own, store, stored_of
from chegara.organisation.visibility import agencies_of

ADDED_BY_ALL = (Booking, TestCall)
"""Parts that everybody adds who sees what they belong to: whoever needs a contact tries it."""


@transaction.atomic
def save_record(
    one: Any,
    *,
    by: User,
    reason: str = "",
    releases: Sequence[Release] | None = None,
    linked: Mapping[str, Sequence[models.Model]] | None = None,
) -> bool:
    """Enter a record or part, or change it; return whether anything did change.

    Args:
        one: with its new values.
        by: who does it.
        reason: why, in the user's words.
        releases: of the owner; None leaves them as they are.
        linked: by the names of its lists, such as the parties of an agreement.

    Raises:
        PermissionDenied: it is not the user's, or not theirs to know.
        RecordRefusedError: the compartment or a release is not the user's to use; the hours of a booking are
            taken.
        ValidationError: a value is not as it must be.
    """
    if isinstance(one, Booking):
        return book(one, by=by, reason=reason)
    _require_country(one, linked or {})
    if isinstance(one, ADDED_BY_ALL) and not one.pk:
        _require_seen(one, by)
        return store(one, by=by, reason=reason)
    return registers.save_record(one, by=by, reason=reason, releases=releases, linked=linked)


@transaction.atomic
def book(booking: Booking, *, by: User, reason: str = "") -> bool:
    """Book shared equipment for an agency of the user's, or move a booking.

    Raises:
        RecordRefusedError: an hour of it is taken; the database sees to that.
    """
    _require_seen(booking, by)
    stored = stored_of(booking)
    own = set(agencies_of(by))
    if booking.agency_id not in own or (stored is not None and stored.agency_id not in own):
        raise PermissionDenied
    _require_country(booking, {})
    changed = store(booking, by=by, reason=reason)
    booking.slots.all().delete()
    slots = [
        Slot(booking=booking, equipment=booking.equipment, hour=hour) for hour in booking.hours()
    ]  # fmt: skip
    try:
        with transaction.atomic():
            Slot.objects.bulk_create(slots)
    except IntegrityError as error:
        raise RecordRefusedError(
            _("The equipment is booked for some of these hours already: its page shows which.")
        ) from error
    return changed


@transaction.atomic
def remove(one: Any, *, by: User, reason: str) -> None:
    """Remove a record or a part for good; the audit log keeps what it said.

    A booking is removed by who booked it, too.

    Raises:
        PermissionDenied: it is not the user's.
        RecordRefusedError: something else rests on it.
    """
    if isinstance(one, Booking) and one.agency_id in set(agencies_of(by)):
        registers.remove_known(one, by=by, reason=reason)
    else:
        registers.remove(one, by=by, reason=reason)


def _require_seen(one: Any, by: User) -> None:
    whole = one.belongs_to
    if not type(whole).objects.visible_to(by).filter(pk=whole.pk).exists():
        raise PermissionDenied


def _require_country(one: Any, linked: Mapping[str, Sequence[models.Model]]) -> None:
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


@transaction.atomic
def set_wordings(guidelines: Guidelines, *, language: str, words: Mapping[str, str], by: User) -> None:
    """Keep the texts of a country's guidelines and registers in another language."""
    require_own(guidelines, by)
    keep_wordings(
        guidelines, subject=subject_of(guidelines), language=language, words=words, by=by,
        agency=guidelines.owner_agency, compartment=guidelines.compartment,
    )  # fmt: skip
