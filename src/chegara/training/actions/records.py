"""Entering, changing and removing records of training and their parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.audit.actions import changed_fields, record, snapshot
from chegara.organisation.models import Release
from chegara.organisation.visibility import agencies_of
from chegara.training.models import Listed, Part, Person, Record, Shared

SILENT = {"full_name"}
"""Columns that the audit log does not repeat: names stay with the agency."""


class TrainingRefusedError(Exception):
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
    """Enter a record, part or topic, or change it; return whether anything did change.

    Args:
        one: with its new values.
        releases: of the owner; None leaves them as they are.
        linked: by the names of its lists, such as the topics of a course.

    Raises:
        PermissionDenied: it is not the user's.
        TrainingRefusedError: the compartment, a release or a person is not the user's to use.
        ValidationError: a value is not as it must be.
    """
    model = type(one)
    stored = model.objects.filter(pk=one.pk).first() if one.pk else None
    require_own(one, by)
    if stored is not None:
        require_own(stored, by)
    _require_handling(one, releases or (), by)
    _require_known(one, linked or {}, by)
    before = told(stored) if stored else {}
    if not one.by_id:
        one.by = by
    one.full_clean()
    one.save()
    for name, values in (linked or {}).items():
        getattr(one, name).set(values)
    if releases is not None:
        one.releases.set(releases)
    old, new = changed_fields(before, told(model.objects.get(pk=one.pk)))
    if new:
        audit("saved", one, by=by, before=old if stored else None, after=new, reason=reason)
    return bool(new)


@transaction.atomic
def remove(one: Any, *, by: User, reason: str) -> None:
    """Remove a record or part for good; the audit log keeps what it said.

    Raises:
        PermissionDenied: it is not the user's.
        TrainingRefusedError: something else rests on it.
    """
    require_own(one, by)
    audit("removed", one, by=by, before=told(one), reason=reason)
    try:
        one.delete()
    except models.ProtectedError as error:
        raise TrainingRefusedError(_("Something else rests on it: remove that first.")) from error


def require_own(one: Any, by: User) -> None:
    """Refuse whoever is not of the agency whose record it is, or may not know of it."""
    if isinstance(one, Shared):
        return
    if one.owner_agency_id not in set(agencies_of(by)):
        raise PermissionDenied
    whole = _record_of(one)
    if whole.pk and not type(whole).objects.visible_to(by).filter(pk=whole.pk).exists():
        raise PermissionDenied


def _record_of(one: Any) -> Any:
    """Return the record that a part belongs to, through other parts."""
    while isinstance(one, Part):
        one = one.belongs_to
    return one


def told(one: models.Model) -> dict[str, Any]:
    """Return what the audit log keeps of a record: its columns and lists, no names of persons."""
    values = {name: value for name, value in snapshot(one).items() if name not in SILENT}
    for field in one._meta.many_to_many:
        if field.name != "releases":
            values[field.name] = sorted(str(each) for each in getattr(one, field.name).all())
    return values


def audit(action: str, one: Any, *, by: User, **more: Any) -> None:
    """Record a change of a record, part or topic."""
    shared = isinstance(one, Shared)
    compartment = None if shared else one.compartment
    record(
        by=by,
        action=f"training.{action}",
        on=one,
        agency="" if shared else one.owner_agency.code,
        compartment=compartment.code if compartment else "",
        **more,
    )


def _require_handling(one: Listed, releases: Sequence[Release], by: User) -> None:
    if not isinstance(one, Record):
        return
    compartment = one.compartment
    if compartment is not None and not compartment.members.filter(pk=by.pk).exists():
        raise TrainingRefusedError(_("You are not a member of this compartment."))
    if any(release.from_agency_id != one.owner_agency_id for release in releases):
        raise TrainingRefusedError(_("An agency releases its own records only."))


def _require_known(one: Any, linked: Mapping[str, Sequence[models.Model]], by: User) -> None:
    """Refuse persons that the user may not know of, and invented persons at real activities."""
    named: dict[str, list[Any]] = {
        field.name: [getattr(one, field.name)]
        for field in one._meta.concrete_fields
        if field.related_model is Person and getattr(one, field.attname)
    }
    for name, values in linked.items():
        if one._meta.get_field(name).related_model is Person:
            named[name] = list(values)
    for name, persons in named.items():
        keys = {person.pk for person in persons}
        if Person.objects.visible_to(by).filter(pk__in=keys).count() < len(keys):
            raise ValidationError({name: _("There is no such person.")})
        if any(person.country.invented != one.country.invented for person in persons):
            raise ValidationError({name: _("Invented persons do not mix with real records.")})
