"""Running jobs: registered functions, in the background, with progress and cancel."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, Protocol

from django.db import IntegrityError, close_old_connections, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from chegara.accounts.models import User
from chegara.pages.models import Job, JobState

logger = logging.getLogger(__name__)
_functions: dict[str, Callable[..., str]] = {}
PROGRESS_EVERY_SECONDS = 0.5


class Cancelled(Exception):  # noqa: N818 - nothing went wrong
    """The user asked the job to stop."""


class JobError(Exception):
    """The job can't be done, and the message tells its user why and what to do."""


class Reporting(Protocol):
    """How long work says how far it is; raises `Cancelled` where somebody asked it to stop."""

    def __call__(self, done: int, total: int) -> None:
        """Say that `done` of `total` are done; 0 as total says that nobody knows how many there are."""


class Progress:
    """What a job's function reports to; it also hears there that it shall stop."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._next_write = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Say how far the work is.

        Raises:
            Cancelled: the user asked the job to stop.
        """
        now = time.monotonic()
        if now < self._next_write and done < total:
            return
        self._next_write = now + PROGRESS_EVERY_SECONDS
        Job.objects.filter(pk=self.job.pk).update(done=done, total=total)
        if Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists():
            raise Cancelled


def job_function(name: str) -> Callable[[Callable[..., str]], Callable[..., str]]:
    """Register a function as the job `name`.

    It takes `by`, `progress` and the job's arguments by keyword, and returns the address of its result.
    """

    def register(function: Callable[..., str]) -> Callable[..., str]:
        _functions[name] = function
        return function

    return register


def run_job(name: str, arguments: dict[str, Any], *, by: User, title: str, key: str = "") -> Job:
    """Begin a job in the background and return it; with a key, return the one that is under way already."""
    try:
        with transaction.atomic():
            job = Job.objects.create(
                name=name,
                key=key,
                arguments={**arguments, "language": translation.get_language() or "en"},
                title=title,
                by=by,
            )
    except IntegrityError:
        return Job.objects.get(key=key, state__in=(JobState.WAITING, JobState.RUNNING))
    transaction.on_commit(lambda: execute.enqueue(job.pk))
    return job


@task()
def execute(job_id: int) -> None:
    """Do a job's work; called by the worker."""
    close_old_connections()
    job = Job.objects.select_related("by").get(pk=job_id)
    if job.state != JobState.WAITING:
        return
    if job.cancel_requested:
        _finish(job, JobState.CANCELLED)
        return
    job.state = JobState.RUNNING
    job.save(update_fields=["state"])
    arguments = dict(job.arguments)
    with translation.override(arguments.pop("language", "en")):
        try:
            url = _functions[job.name](by=job.by, progress=Progress(job), **arguments)
        except Cancelled:
            _finish(job, JobState.CANCELLED)
        except JobError as error:
            _finish(job, JobState.FAILED, message=str(error))
        except (SystemExit, KeyboardInterrupt):
            _finish(job, JobState.FAILED, message=_interrupted())
            raise
        except Exception:
            # The one place where everything is caught: the user gets a sentence, the server's log the trace.
            logger.exception("job %s (%s) failed", job.pk, job.name)
            _finish(
                job,
                JobState.FAILED,
                message=_(
                    "Something went wrong that Chegara did not foresee. Nothing was half done. "
                    "Ask the administrator to look for job %(number)s in the server's log."
                )
                % {"number": job.pk},
            )
        else:
            _finish(job, JobState.DONE, url=url)


def _interrupted() -> str:
    return _("The server was stopped before this was done. Nothing was half done: begin it again.")


def fail_interrupted() -> None:
    """Mark jobs that ran when a server died; called when none runs, so that they can be begun again."""
    for job in Job.objects.filter(state=JobState.RUNNING):
        with translation.override(job.arguments.get("language", "en")):
            _finish(job, JobState.FAILED, message=_interrupted())


def _finish(job: Job, state: JobState, *, message: str = "", url: str = "") -> None:
    Job.objects.filter(pk=job.pk).update(state=state, message=message, url=url, finished_at=timezone.now())


def cancel(job: Job, *, by: User) -> None:
    """Ask a job to stop at its next progress report; only who began it may."""
    if job.by_id == by.pk:
        Job.objects.filter(pk=job.pk).update(cancel_requested=True)
