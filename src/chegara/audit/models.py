"""The audit log: one append-only, hash-chained table."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AppendOnlyError(Exception):
    """Somebody tried to change or delete what the audit log holds."""


class AuditEntry(models.Model):
    """Who did what to which record, when and why, with what it was before and after.

    Names are stored, not foreign keys, so that an entry outlives what it tells of. `hash` is the
    SHA-256 of the entry and its predecessor's hash: a change anywhere breaks the chain from there on.
    Triggers in the database refuse update and delete.
    """

    sequence = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("when"))
    actor = models.CharField(_("who"), max_length=60)
    actor_name = models.CharField(pgettext_lazy("of a person", "name"), max_length=150, blank=True)
    action = models.CharField(_("what"), max_length=60)
    object_type = models.CharField(_("record type"), max_length=60, blank=True)
    object_id = models.CharField(_("record"), max_length=60, blank=True)
    object_label = models.CharField(_("record name"), max_length=300, blank=True)
    agency = models.CharField(_("agency"), max_length=40, blank=True)
    compartment = models.CharField(_("compartment"), max_length=40, blank=True)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    reason = models.TextField(_("why"), blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ("-sequence",)
        indexes = (models.Index(fields=("object_type", "object_id"), name="audit_object"),)

    def __str__(self) -> str:
        return f"{self.sequence}: {self.actor} {self.action} {self.object_label}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Refuse: entries are written by `audit.actions.record` alone, and never again."""
        raise AppendOnlyError("the audit log is written by audit.actions.record alone")

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise AppendOnlyError("the audit log is never deleted from")
