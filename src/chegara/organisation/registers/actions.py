"""Entering, changing and removing records of registers and their parts: the one door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import Compartment, User
from chegara.audit.actions import changed_fields, record, snapshot
from chegara.organisation.models import Release
from chegara.organisation.registers.models import Listed, Part, Record, Shared, record_of
from chegara.organisation.visibility import own_agencies


class RecordRefusedError(Exception):
    """It can't be done; the message tells the user why, and what to do."""


@transaction.atomic
def save_record(
    one: Any,
    *,
    by: User,
    reason: str = "",
    releases: Sequence[Release] | None = None,
    linked: Mapping[str, Sequence[models.Model]] | None = None,
) -> bool:
    """Enter a record, a part or what is shared, or change it; return whether anything did change.

    Args:
        one: with its new values.
        by: who does it.
        reason: why, in the user's words.
        releases: of the owner; None leaves them as they are.
        linked: by the names of its lists, such as the odours of a team.

    Raises:
        PermissionDenied: it is not the user's.
        RecordRefusedError: the compartment or a release is not the user's to use.
        ValidationError: a value is not as it must be, or names what the user may not know of.
    """
    require_own(one, by)
    stored = stored_of(one)
    if stored is not None:
        require_own(stored, by)
    _require_handling(one, releases or (), by)
    _require_all_known(one, stored, linked or {}, by)
    return store(one, by=by, reason=reason, releases=releases, linked=linked)


def stored_of(one: Any) -> Any:
    """Return a record as it is stored, None for a new one."""
    return type(one).objects.filter(pk=one.pk).first() if one.pk else None


def store(
    one: Any,
    *,
    by: User,
    reason: str = "",
    releases: Sequence[Release] | None = None,
    linked: Mapping[str, Sequence[models.Model]] | None = None,
) -> bool:
    """Write what `save_record` was asked for, once it is known that the user may; return whether it changed.

    For slices whose rule on who may differs: they ask their own question and then store.

    Raises:
        RecordRefusedError: a part would move to another record.
        ValidationError: a value is not as it must be.
    """
    stored = stored_of(one)
    if stored is not None and isinstance(one, Part) and stored.belongs_to != one.belongs_to:
        raise RecordRefusedError(_("It stays with what it was entered for: enter it anew there."))
    before = told(stored) if stored else {}
    # What was closed stays closed in the log, whatever circle the record moves to.
    closed = None if stored is None or isinstance(stored, Shared) else stored.compartment
    if not one.by_id:
        one.by = by
    one.full_clean()
    one.save()
    for name, values in (linked or {}).items():
        getattr(one, name).set(values)
    if releases is not None:
        one.releases.set(releases)
    old, new = changed_fields(before, told(type(one).objects.get(pk=one.pk)))
    if new:
        audit("saved", one, by=by, before=old if stored else None, after=new, reason=reason, closed=closed)
    return bool(new)


@transaction.atomic
def remove(one: Any, *, by: User, reason: str) -> None:
    """Remove a record or part for good; the audit log keeps what it said.

    Raises:
        PermissionDenied: it is not the user's.
        RecordRefusedError: something else rests on it.
    """
    require_own(one, by)
    remove_known(one, by=by, reason=reason)


def remove_known(one: Any, *, by: User, reason: str) -> None:
    """Remove what the user may remove, as `store` writes what they may write.

    Raises:
        RecordRefusedError: something else rests on it.
    """
    audit("removed", one, by=by, before=told(one), reason=reason)
    try:
        one.delete()
    except models.ProtectedError as error:
        raise RecordRefusedError(_("Something else rests on it: remove that first.")) from error


def require_own(one: Any, by: User) -> None:
    """Refuse whoever is not of the agency whose record it is, or may not know of it.

    Raises:
        PermissionDenied: so it is.
    """
    if isinstance(one, Shared):
        return
    if one.owner_agency_id not in own_agencies(by):
        raise PermissionDenied
    whole = record_of(one)
    if whole.pk and not type(whole).objects.visible_to(by).filter(pk=whole.pk).exists():
        raise PermissionDenied


def require_known(one: Any, name: str, by: User) -> None:
    """Refuse a column that names a record which the user may not know of, or that mixes invented and real.

    Raises:
        ValidationError: so it does.
    """
    value = getattr(one, name)
    if value is not None:
        _require_each_known(one, name, [value], by)


def _require_all_known(one: Any, stored: Any, linked: Mapping[str, Sequence[models.Model]], by: User) -> None:
    """Refuse to name what the user may not know of, and to mix what is invented with what is real.

    What a record names already may stay, though the release by which it was seen was withdrawn since.

    Raises:
        ValidationError: so it does.
    """
    named = {
        field.name: [getattr(one, field.name)]
        for field in one._meta.concrete_fields
        if _is_listed(field)
        and field.name != getattr(one, "whole", "")
        and getattr(one, field.attname) not in (None, getattr(stored, field.attname, None))
    }
    for name, values in linked.items():
        if _is_listed(one._meta.get_field(name)):
            known = set(getattr(stored, name).values_list("pk", flat=True)) if stored else set()
            named[name] = [value for value in values if value.pk not in known]
    for name, values in named.items():
        _require_each_known(one, name, values, by)


def _is_listed(field: Any) -> bool:
    return field.is_relation and issubclass(field.related_model, Listed)


def _require_each_known(one: Any, name: str, values: Sequence[Any], by: User) -> None:
    keys = {value.pk for value in values}
    model = one._meta.get_field(name).related_model
    if model.objects.visible_to(by).filter(pk__in=keys).count() < len(keys):
        raise ValidationError({name: _("There is no such record.")})
    if isinstance(one, Shared) or issubclass(model, Shared):
        return
    if any(value.country.invented != one.country.invented for value in values):
        raise ValidationError({name: _("Invented and real records do not mix.")})


def _require_handling(one: Any, releases: Sequence[Release], by: User) -> None:
    if not isinstance(one, Record):
        return
    compartment = one.compartment
    if compartment is not None and not compartment.members.filter(pk=by.pk).exists():
        raise RecordRefusedError(_("You are not a member of this compartment."))
    if any(release.from_agency_id != one.owner_agency_id for release in releases):
        raise RecordRefusedError(_("An agency releases its own records only."))


def told(one: Any) -> dict[str, Any]:
    """Return what the audit log keeps of a record: its columns and lists, without those that stay private."""
    values = {name: value for name, value in snapshot(one).items() if name not in one.private}
    for field in one._meta.many_to_many:
        values[field.name] = sorted(
            str(getattr(each, "code", each)) for each in getattr(one, field.name).all()
        )
    return values


def audit(action: str, one: Any, *, by: User, closed: Compartment | None = None, **more: Any) -> None:
    """Record a change of a record, a part or what is shared, as `<slice>.<action>`.

    Args:
        action: its name in the slice.
        one: what was changed.
        by: who did it.
        closed: the circle that it lay in until now, where it lies in none any more.
        more: `before`, `after` and `reason`, as the log takes them.
    """
    shared = isinstance(one, Shared)
    compartment = None if shared else one.compartment or closed
    record(
        by=by,
        action=f"{one._meta.app_label}.{action}",
        on=one,
        agency="" if shared else one.owner_agency.code,
        compartment=compartment.code if compartment else "",
        **more,
    )
