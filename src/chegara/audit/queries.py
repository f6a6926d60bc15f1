"""Reading the audit log."""

from __future__ import annotations

from django.db import models

from chegara.accounts.models import User
from chegara.audit.chain import FIELDS, first_break
from chegara.audit.models import AuditEntry


def history(instance: models.Model) -> models.QuerySet[AuditEntry]:
    """Return what was done to one record, newest first. Whoever may see the record may see this."""
    return AuditEntry.objects.filter(object_type=instance._meta.label_lower, object_id=str(instance.pk))


def entries_visible_to(user: User) -> models.QuerySet[AuditEntry]:
    """Return the entries that somebody with access to the log may read.

    An entry on a record in a compartment shows to its members alone: to others it would betray that the
    record exists.
    """
    return AuditEntry.objects.filter(
        models.Q(compartment="") | models.Q(compartment__in=user.compartments.values("code"))
    )


def verify() -> int | None:
    """Return the number of the first entry at which the chain breaks, or None where it holds."""
    entries = AuditEntry.objects.order_by("sequence").values("sequence", "hash", *FIELDS)
    return first_break(entries.iterator(chunk_size=2000))
