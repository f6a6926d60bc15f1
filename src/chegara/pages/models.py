"""Jobs: long work with progress that can be cancelled."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """Where a job is."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Job(models.Model):
    """One piece of long work.

    `key` makes it idempotent: the same work is not begun again while it waits or runs. `url` is where
    its result shows. `message` is for the user; a failure that nobody foresaw is kept in the server's log.
    """

    name = models.CharField(max_length=60)
    key = models.CharField(max_length=200, blank=True)
    arguments = models.JSONField(default=dict)
    title = models.CharField(_("job"), max_length=200)
    state = models.CharField(_("state"), max_length=20, choices=JobState.choices, default=JobState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.TextField(_("message"), blank=True)
    url = models.CharField(max_length=300, blank=True)
    cancel_requested = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs")
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    finished_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("key",),
                condition=models.Q(state__in=("waiting", "running")) & ~models.Q(key=""),
                name="one_unfinished_job_a_key",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}

    @property
    def per_cent(self) -> int:
        """Progress, 0 to 100."""
        return min(100, round(100 * self.done / self.total)) if self.total else 0
