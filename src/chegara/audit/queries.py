"""Reading the audit log."""

from __future__ import annotations

from django.db import models

from chegara.accounts.models import Marking, User
from chegara.audit.chain import FIELDS, first_break
from chegara.audit.models import AuditEntry


def history(instance: models.Model, viewer: User) -> models.QuerySet[AuditEntry]:
    """Return what was done to one record, newest first, for somebody who may see the record.

    What was done while it lay in a compartment shows to the members alone.
    """
    return _outside_other_compartments(viewer).filter(
        object_type=instance._meta.label_lower, object_id=str(instance.pk)
    )


def entries_visible_to(user: User) -> models.QuerySet[AuditEntry]:
    """Return the entries that somebody with access to the log may read.

    Agencies read what was done to their own records, and to those that are nobody's: an entry tells of
    records that need not have been released. An entry on a record in a compartment shows to its members
    alone: to others it would betray that the record exists. Entries do not say how the record is marked, so
    that whoever is not cleared for official use reads those alone that tell of no agency's records.
    """
    own = user.memberships.current().values("agency__code")
    readable = models.Q(agency="")
    if user.clearance == Marking.OFFICIAL_USE:
        readable |= models.Q(agency__in=own)
    return _outside_other_compartments(user).filter(readable)


def _outside_other_compartments(user: User) -> models.QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(
        models.Q(compartment="") | models.Q(compartment__in=user.compartments.values("code"))
    )


def verify() -> int | None:
    """Return the number of the first entry at which the chain breaks, or None where it holds."""
    entries = AuditEntry.objects.order_by("sequence").values("sequence", "hash", *FIELDS)
    return first_break(entries.iterator(chunk_size=2000))
