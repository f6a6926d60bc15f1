"""From a file to evidence: received, read (staged), confirmed, undone, replaced, discarded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import Compartment, Marking, User
from chegara.audit.actions import record
from chegara.evidence import files
from chegara.evidence.actions import doubles, questions, requests
from chegara.evidence.mappings import problem_as_json, propose_mappings, year_told
from chegara.evidence.methods.corrections import Correction
from chegara.evidence.methods.reading.mapping import Mapping
from chegara.evidence.methods.reading.problems import RefusedError
from chegara.evidence.models import (
    TRANSITIONS,
    Batch,
    BatchState,
    MonthlySummary,
    MonthlyTotal,
    Problem,
    Record,
    RememberedMapping,
    WrittenPlace,
)
from chegara.evidence.presenters.problems import refusal
from chegara.evidence.staging import Staged, stage_rows
from chegara.evidence.turns import Turns
from chegara.organisation.models import Agency, Release
from chegara.organisation.visibility import agencies_of
from chegara.pages.jobs import Reporting

DELETED_AT_ONCE = 1_000


class ImportRefusedError(Exception):
    """The import can't go on; the message tells the user why and what to do."""


def _require_member(compartment: Compartment | None, by: User) -> None:
    if compartment is not None and not compartment.members.filter(pk=by.pk).exists():
        raise ImportRefusedError(_("You are not a member of this compartment."))


def _require_own_releases(releases: Iterable[Release], agency: Agency) -> None:
    if any(release.from_agency_id != agency.pk for release in releases):
        raise ImportRefusedError(_("An agency releases its own records only."))


def _move(batch: Batch, to: BatchState) -> None:
    if to not in TRANSITIONS[batch.state]:
        raise ImportRefusedError(
            _("This import is “%(state)s”, so this step is not possible now.")
            % {"state": batch.get_state_display()}
        )
    batch.state = to


def _require_own(batch: Batch, by: User) -> None:
    """Refuse whoever does not belong to the batch's agency or, by a compartment, does not know of it."""
    if batch.owner_agency_id not in agencies_of(by) or not Batch.objects.visible_to(by).filter(pk=batch.pk):
        raise ImportRefusedError(_("Only the agency whose file this is may do that."))


def _audit(batch: Batch, action: str, by: User | str, *, reason: str = "", **after: Any) -> None:
    record(
        by=by,
        action=f"evidence.{action}",
        on=batch,
        reason=reason,
        agency=batch.owner_agency.code,
        compartment=batch.compartment.code if batch.compartment else "",
        after={"sha256": batch.file.sha256, "rows": batch.rows, "state": batch.state} | after,
    )


def receive(
    *,
    chunks: Iterable[bytes],
    name: str,
    agency: Agency,
    by: User,
    not_secret: bool,
    marking: Marking | str = Marking.OFFICIAL_USE,
    compartment: Compartment | None = None,
    source: str = "",
    synthetic: bool = False,
    releases: Iterable[Release] = (),
    replaces: Batch | None = None,
    arrived_on: date | None = None,
) -> Batch:
    """Keep an agency's file and propose how its tables are read.

    Args:
        not_secret: the user's word that the file holds nothing at state-secret level.
        replaces: an earlier import of the same form that this one corrects.
        arrived_on: when the agency sent the file, if before today: it is not late by our own delay.

    Raises:
        ImportRefusedError: the word is not given, the agency is not the user's, or nothing can be read.
    """
    if not not_secret:
        raise ImportRefusedError(
            _(
                "Chegara holds nothing at state-secret level. Bring in the file only if it contains no "
                "state secret."
            )
        )
    if agency.pk not in agencies_of(by):
        raise ImportRefusedError(_("You may bring in files of your own agency only."))
    _require_member(compartment, by)
    releases = list(releases)
    _require_own_releases(releases, agency)
    if replaces is not None and replaces.owner_agency_id != agency.pk:
        raise ImportRefusedError(_("A file can replace an earlier one of the same agency only."))
    if replaces is not None and replaces.compartment != compartment:
        # Else that the earlier one ceases to count would betray the later one to those outside.
        raise ImportRefusedError(_("A file that corrects an earlier one lies in the same compartment."))
    if arrived_on is not None and arrived_on > timezone.localdate():
        raise ImportRefusedError(_("The day on which the file came in lies after today."))
    file = files.keep(chunks)
    mappings = propose_mappings(files.path_of(file.sha256), agency)
    with transaction.atomic():
        batch = Batch.objects.create(
            country=agency.country, owner_agency=agency, file=file, name=name, marking=marking,
            compartment=compartment, source=source, synthetic=synthetic, mappings=mappings,
            received_by=by, replaces=replaces, arrived_on=arrived_on,
        )  # fmt: skip
        batch.releases.set(releases)
        _audit(batch, "file_received", by, name=name, marking=batch.marking, not_secret=True)
        requests.recognise(batch, by=by)
    return batch


@transaction.atomic
def receive_corrections(batch: Batch, *, corrections: Iterable[Correction], source: str, by: User) -> Batch:
    """Receive an agency's corrections of single rows as an import that replaces the one they are of.

    The file stays as it was sent; the new import reads it with the corrections, and shows before it is
    confirmed what they change.

    Raises:
        ImportRefusedError: the import is not the user's agency's, or does not count.
    """
    _require_own(batch, by)
    if batch.state != BatchState.CONFIRMED:
        raise ImportRefusedError(_("Only an import that counts can be corrected."))
    corrected = Batch.objects.create(
        country=batch.country, owner_agency=batch.owner_agency, file=batch.file, name=batch.name,
        marking=batch.marking, compartment=batch.compartment, source=source, synthetic=batch.synthetic,
        mappings=batch.mappings, received_by=by, replaces=batch,
        corrections=[*batch.corrections, *(correction.as_json() for correction in corrections)],
    )  # fmt: skip
    corrected.releases.set(batch.releases.all())
    _audit(corrected, "corrections_received", by, corrects=batch.pk, corrections=corrected.corrections)
    return corrected


def set_mappings(batch: Batch, *, mappings: list[dict[str, Any]], by: User) -> None:
    """Change how the tables of a file that is not confirmed yet are read."""
    _require_own(batch, by)
    if batch.state not in {BatchState.RECEIVED, BatchState.STAGED}:
        raise ImportRefusedError(_("A confirmed import can't be read anew: undo it, or replace it."))
    with transaction.atomic():
        before = batch.mappings
        batch.mappings = mappings
        batch.save(update_fields=["mappings"])
        record(
            by=by,
            action="evidence.mapping_changed",
            on=batch,
            before={"mappings": before},
            after={"mappings": mappings},
            agency=batch.owner_agency.code,
            compartment=batch.compartment.code if batch.compartment else "",
        )


def stage(batch: Batch, *, by: User, progress: Reporting | None = None) -> Staged:
    """Read a file's rows into the database without making them count.

    Rows are written in chunks, each in a transaction of its own, so that other writers never wait long. If
    the reading is cancelled or fails, what was written is taken away again.
    """
    _require_own(batch, by)
    _move(batch, BatchState.STAGING)
    batch.save(update_fields=["state"])
    _clear(batch)
    try:
        staged = stage_rows(batch, progress)
    except BaseException as error:
        _clear(batch)
        batch.state = BatchState.RECEIVED
        batch.save(update_fields=["state"])
        if isinstance(error, RefusedError):  # the file breaks off below its first rows
            raise ImportRefusedError(refusal(problem_as_json(error.problem))) from error
        raise
    with transaction.atomic():
        batch.rows = staged.rows
        batch.problems_found = staged.problems
        batch.filled = staged.filled
        batch.covers_from, batch.covers_to = staged.covers
        batch.state = BatchState.STAGED
        batch.save()
    return staged


def _clear(batch: Batch) -> None:
    turns = Turns()
    models: tuple[type[Model], ...] = (Record, MonthlySummary, MonthlyTotal, Problem, WrittenPlace)
    for model in models:
        rows = model._default_manager.filter(batch=batch).order_by()
        while rows.exists():
            with turns.turn() as is_over:
                while rows.filter(pk__in=rows.values("pk")[:DELETED_AT_ONCE]).delete()[0] and not is_over():
                    pass


@transaction.atomic
def confirm(batch: Batch, *, by: User, reason: str = "", covers: tuple[date, date] | None = None) -> None:
    """Make a staged file's rows count, all at one moment, at which what it replaces ceases to count.

    Raises:
        ImportRefusedError: nothing was read, or the same file counts already.
    """
    _require_own(batch, by)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if not batch.rows:
        raise ImportRefusedError(_("Nothing was read from this file, so there is nothing to confirm."))
    twin = (
        Batch.objects.visible_to(by).counting().filter(file=batch.file, owner_agency=batch.owner_agency)
        .exclude(pk__in=[batch.pk, batch.replaces_id or 0]).first()
    )  # fmt: skip
    if twin is not None:
        raise ImportRefusedError(
            _(
                "The same file counts already, as “%(name)s”. Undo that import first, or say that this one "
                "replaces it."
            )
            % {"name": twin.name}
        )
    counts_anew = batch.confirmed_at is not None
    _move(batch, BatchState.CONFIRMED)
    if covers:
        batch.covers_from, batch.covers_to = (day.replace(day=1) for day in covers)
    batch.confirmed_at, batch.undone_at = timezone.now(), None
    batch.save()
    if batch.replaces is not None and batch.replaces.state == BatchState.CONFIRMED:
        replaced = batch.replaces
        _move(replaced, BatchState.REPLACED)
        replaced.save(update_fields=["state"])
        # Numbers, not names: who sees the one need not see the other.
        _audit(replaced, "import_replaced", by, reason=reason, replaced_by=batch.pk)
    _audit(
        batch,
        "import_confirmed",
        by,
        reason=reason,
        problems=batch.problems_found,
        covers=[str(batch.covers_from), str(batch.covers_to)],
    )
    _remember_mappings(batch, by)
    if batch.replaces is not None:
        if not counts_anew:  # else a decision that was taken back since would come back
            doubles.carry_over(batch, by=by)
        questions.settle(batch, by=by)
    requests.follow(batch, by=by)


def _remember_mappings(batch: Batch, by: User) -> None:
    """Keep how a confirmed file's tables were read, with what had been guessed, for the next such file."""
    year_covered = (batch.covers_to or timezone.localdate()).year
    for proposal in batch.mappings:
        if "mapping" in proposal and "form" not in proposal and proposal.get("used", True):
            guessed = proposal.get("guessed", proposal["mapping"])
            mapping = Mapping.from_json(proposal["mapping"])
            RememberedMapping.objects.update_or_create(
                agency=batch.owner_agency,
                year=year_told(mapping) or year_covered,
                key=mapping.key,
                defaults={"mapping": {"mapping": proposal["mapping"], "guessed": guessed}, "by": by.username},
            )


@transaction.atomic
def undo(batch: Batch, *, by: User, reason: str) -> None:
    """Make a confirmed file's rows cease to count; what it replaced counts again."""
    _require_own(batch, by)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    _move(batch, BatchState.UNDONE)
    batch.undone_at = timezone.now()
    batch.save(update_fields=["state", "undone_at"])
    if batch.replaces is not None and batch.replaces.state == BatchState.REPLACED:
        _move(batch.replaces, BatchState.CONFIRMED)
        batch.replaces.save(update_fields=["state"])
        _audit(batch.replaces, "import_restored", by, reason=reason)
    questions.unsettle(batch, by=by)
    _audit(batch, "import_undone", by, reason=reason)
    requests.follow(batch, by=by)


def discard(batch: Batch, *, by: User, reason: str = "") -> None:
    """Put away a file that was never confirmed; its rows go, the file and the audit entry stay."""
    _require_own(batch, by)
    with transaction.atomic():
        _move(batch, BatchState.DISCARDED)
        batch.save(update_fields=["state"])
        _audit(batch, "import_discarded", by, reason=reason)
    _clear(batch)


@transaction.atomic
def change_handling(
    batch: Batch,
    *,
    marking: str,
    compartment: Compartment | None,
    releases: Iterable[Release],
    by: User,
    reason: str,
) -> None:
    """Change a batch's marking, compartment and releases.

    Raises:
        ImportRefusedError: the batch is not the user's agency's, they are not a member of the compartment, or
            a release is another agency's.
    """
    _require_own(batch, by)
    releases = list(releases)
    _require_member(compartment, by)
    _require_own_releases(releases, batch.owner_agency)
    before, closed = _handling(batch), compartment or Batch.objects.get(pk=batch.pk).compartment
    batch.marking, batch.compartment = marking, compartment
    batch.clean_fields(exclude={field.name for field in batch._meta.fields} - {"marking", "compartment"})
    batch.save(update_fields=["marking", "compartment"])
    batch.releases.set(releases)
    record(
        by=by,
        action="evidence.handling_changed",
        on=batch,
        before=before,
        after=_handling(batch),
        reason=reason,
        agency=batch.owner_agency.code,
        compartment=closed.code if closed else "",
    )
    requests.follow(batch, by=by)


def _handling(batch: Batch) -> dict[str, Any]:
    return {
        "marking": batch.marking,
        "compartment": batch.compartment.code if batch.compartment else None,
        "releases": [str(release) for release in batch.releases.all()],
    }
