"""Writing the audit log: the one door."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from chegara.accounts.models import User
from chegara.audit.chain import FIELDS, GENESIS, digest
from chegara.audit.models import AuditEntry

SYSTEM = "system"
# Any number, always the same: PostgreSQL's advisory lock that lets one writer at a time extend the chain.
CHAIN_LOCK = 0xC4E6A7A


@transaction.atomic
def record(
    *,
    by: User | str,
    action: str,
    on: models.Model | None = None,
    label: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    agency: str = "",
    compartment: str = "",
) -> AuditEntry:
    """Append an entry to the chain, in the transaction of the change that it tells of.

    Args:
        by: the user, or a name such as "system" where a machine acted.
        action: a code such as "evidence.import_confirmed".
        on: the record acted upon.
        label: its name at that moment; by default what the record calls itself.
        before: the fields that changed, as they were; JSON values.
        after: the same fields as they became.
        reason: why, in the user's words.
        agency: the code of the agency that the record belongs to.
        compartment: the code of the record's compartment; only its members see the entry.
    """
    if connection.vendor == "postgresql":  # SQLite's immediate transactions let one writer in anyway
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = AuditEntry.objects.order_by("-sequence").values_list("hash", flat=True).first()
    entry = AuditEntry(
        at=timezone.now(),
        actor=by if isinstance(by, str) else by.username,
        actor_name="" if isinstance(by, str) else by.full_name,
        action=action,
        object_type=on._meta.label_lower if on is not None else "",
        object_id=str(on.pk) if on is not None else "",
        object_label=(label or (str(on) if on is not None else ""))[:300],
        agency=agency,
        compartment=compartment,
        before=_as_read_back(before),
        after=_as_read_back(after),
        reason=reason,
        previous_hash=last or GENESIS,
    )
    entry.hash = digest({name: getattr(entry, name) for name in FIELDS})
    models.Model.save(entry, force_insert=True)
    return entry


def _as_read_back(values: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return values as the database will give them back, on which the hash is taken: numbers that are keys
    become texts, which have another order.
    """
    read: dict[str, Any] | None = json.loads(json.dumps(values))
    return read


def changed_fields(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return both dictionaries cut down to what differs between them.

    >>> changed_fields({"a": 1, "b": 2}, {"a": 1, "b": 3})
    ({'b': 2}, {'b': 3})
    """
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


def snapshot(instance: models.Model) -> dict[str, Any]:
    """Return a record's own columns as JSON values, for `before` and `after`."""
    return {
        field.name: _told(field, instance) if field.value_from_object(instance) is not None else None
        for field in instance._meta.concrete_fields
        if field.name not in {"password", "last_login"}
    }


def _told(field: models.Field[Any, Any], instance: models.Model) -> str:
    """Return a column's value as text; another record by its code or name, since its key says nothing."""
    if isinstance(field, models.ForeignKey):
        related = getattr(instance, field.name)
        return str(getattr(related, "code", related))
    return field.value_to_string(instance)
