"""Selecting in the background: the records of one selection, asked by the profiles that it keeps."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.common.refusals import Refused
from chegara.evidence.files import keep, path_of
from chegara.evidence.models import SourceFile
from chegara.pages.jobs import JobError, Progress, job_function
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.actions.selections import SELECTION_JOB, keep_result
from chegara.profiling.bulk.results import bundle_of, summary_of
from chegara.profiling.bulk.uploads import as_source
from chegara.profiling.halts import halt_words, halts_of
from chegara.profiling.methods.profiles.document import Lane
from chegara.profiling.methods.profiles.fields import Subject
from chegara.profiling.methods.selection.lanes import Policy, PolicyRefusedError, Quota
from chegara.profiling.methods.selection.plan import PLACES
from chegara.profiling.methods.selection.selecting import Request, select
from chegara.profiling.models import Selection
from chegara.profiling.presenters.refusals import spoken

MEMORY = "2GB"
PIECE = 1 << 20


@job_function(SELECTION_JOB)
def run_selection(*, by: User, progress: Progress, selection: int) -> str:
    """Select, and keep lanes, hits and what was read of each record."""
    found: Selection | None = Selection.objects.visible_to(by).select_related(
        "owner_agency", "compartment", "seed", "records", "history", "bundle"
    ).filter(pk=selection).first()  # fmt: skip
    if found is None:
        raise JobError(_("There is nothing here that you may see."))
    if halts := halts_of(bundle_of(found).profiles):
        raise JobError(" ".join(map(halt_words, halts)))
    with tempfile.TemporaryDirectory(prefix="chegara-") as name, _told():
        folder = Path(name)
        request = _request(found, folder, progress)
        summary = select(request, progress)
        progress(0, 0)
        told = summary_of(request.out, _file(request.values), found.policy["quotas"])
        kept = [keep(_pieces(place)) for place in (request.out, _file(request.hits), _file(request.values))]
        asked = {one.id: one.version for one in request.bundle.profiles if one.id in summary.hits}
        _keep(
            found,
            kept,
            {**told, "records": summary.records, "hits": summary.hits, "versions": asked},
            by,
        )
    return found.get_absolute_url()


def _keep(selection: Selection, kept: list[SourceFile], summary: dict[str, Any], by: User) -> None:
    result, hits, values = kept
    try:
        keep_result(selection, result=result, hits=hits, values=values, summary=summary, by=by)
    except ProfilingError as error:
        raise JobError(str(error)) from error


def _file(path: Path | None) -> Path:
    if path is None:
        raise ValueError("every file of a selection on the site is written")
    return path


def _request(selection: Selection, folder: Path, progress: Progress) -> Request:
    earlier = folder / "earlier"
    earlier.mkdir()
    mapping, policy = selection.mapping, selection.policy
    history = None
    if selection.history is not None:
        stored = path_of(selection.history.sha256)
        history = as_source(stored, selection.history_name, earlier, mapping, progress)
    quotas = tuple(
        Quota(
            office=each["office"], lane=Lane(each["lane"]), capacity=each["capacity"],
            expected_percent=each["expected_percent"],
        )
        for each in policy["quotas"]
    )  # fmt: skip
    return Request(
        bundle=bundle_of(selection),
        records=as_source(path_of(selection.records.sha256), selection.name, folder, mapping, progress),
        history=history,
        out=folder / "result.parquet",
        hits=folder / "hits.parquet",
        values=folder / "values.parquet",
        policy=Policy(control_percent=policy["control_percent"], quotas=quotas),
        seed=selection.seed.seed,
        subject=Subject(selection.subject),
        memory=MEMORY,
        without=(*selection.without, *(() if quotas else PLACES)),
    )


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


@contextmanager
def _told() -> Iterator[None]:
    """Tell what the methods refuse to the user, in the user's language."""
    try:
        yield
    except PolicyRefusedError as error:
        raise JobError(str(error)) from error
    except Refused as error:
        raise JobError(spoken(error.said)) from error
    except duckdb.OutOfMemoryException as error:
        raise JobError(
            _("The records need more memory than %(memory)s: give in fewer at once.") % {"memory": MEMORY}
        ) from error
