"""Selections of goods and vehicles: lanes decided, seeds drawn, records given in, results kept."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.audit.actions import record
from chegara.common.csv_files import CsvError, csv_rows, csv_text
from chegara.evidence.files import keep
from chegara.evidence.models import SourceFile
from chegara.organisation.models import Agency
from chegara.pages.jobs import run_job
from chegara.pages.refusals import in_words
from chegara.profiling.actions.common import ProfilingError, audit, require, save_audited
from chegara.profiling.actions.upkeep import lapse_worse
from chegara.profiling.bulk import uploads
from chegara.profiling.bulk.results import findings_of
from chegara.profiling.halts import halt_words, halts_for
from chegara.profiling.methods.profiles.bundle import Bundle, write_bundle
from chegara.profiling.methods.profiles.fields import standard_catalogue
from chegara.profiling.methods.selection.sample import commitment, new_seed
from chegara.profiling.models import DrawingSeed, LanePolicy, LaneQuota, Selection
from chegara.profiling.screening import SameNameError, signed_profiles

SELECTION_JOB = "profiling.selection"
HUNDRED = 100.0


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a selection begins with; files by their name and pieces of content.

    `mapping` are columns by field; `without` fields that profiles read and these records do not hold.
    """

    subject: str
    name: str
    content: Iterable[bytes]
    size: int
    history_name: str = ""
    history: Iterable[bytes] = ()
    mapping: dict[str, str] = field(default_factory=dict)
    without: Sequence[str] = ()
    marking: str = "official_use"


@transaction.atomic
def save_policy(policy: LanePolicy, *, quotas: Sequence[LaneQuota], by: User, reason: str = "") -> LanePolicy:
    """Decide on the control sample and the quotas of goods or vehicles; the seeds are committed to at once.

    Raises:
        ProfilingError: a lane has two quotas at one office, or shares add up to more than a whole day.
    """
    require(by, "profiling.approve", policy.owner_agency)
    keys = [(each.office, each.lane) for each in quotas]
    if len(set(keys)) < len(keys):
        raise ProfilingError(_("A lane has one quota at an office."))
    for office in {each.office for each in quotas}:
        if sum(each.expected_percent for each in quotas if each.office == office) > HUNDRED:
            raise ProfilingError(
                _("%(office)s: the lanes together take more than the whole day.") % {"office": office}
            )
    policy.by = by
    save_audited(policy, policy, "lanes_saved", by=by, reason=reason)
    policy.quotas.all().delete()
    for each in quotas:
        each.policy = policy
        each.full_clean()
        each.save()
    audit(policy, "quotas_saved", by, after={"quotas": [_told(each) for each in quotas]}, reason=reason)
    commit_seeds(policy.owner_agency, by=by)
    return policy


def _told(quota: LaneQuota) -> dict[str, Any]:
    return {
        "office": quota.office, "lane": quota.lane, "capacity": quota.capacity,
        "expected_percent": quota.expected_percent,
    }  # fmt: skip


def policy_of(agency: Agency, subject: str) -> dict[str, Any]:
    """Return the lanes of an agency's goods or vehicles as a selection keeps them."""
    policy = (
        LanePolicy.objects.filter(owner_agency=agency, subject=subject).prefetch_related("quotas").first()
    )
    if policy is None:
        return {"control_percent": 0.0, "quotas": []}
    return {
        "control_percent": policy.control_percent,
        "quotas": [_told(each) for each in policy.quotas.all()],
    }


@transaction.atomic
def commit_seeds(agency: Agency, *, by: User | str) -> DrawingSeed:
    """Draw the seeds of today and tomorrow where they are not yet, and commit to them; return today's.

    The audit log holds the hash, and its chain shows that it stood there before the day: nobody can choose a
    seed afterwards.
    """
    today = timezone.localdate()
    made = [_seed(agency, day, by) for day in (today, today + timedelta(days=1))]
    return made[0]


def commit_all_seeds(*, by: str) -> None:
    """Commit to the seeds of today and tomorrow of every agency that draws control samples."""
    for agency in Agency.objects.filter(pk__in=LanePolicy.objects.values("owner_agency")):
        commit_seeds(agency, by=by)


def _seed(agency: Agency, day: date, by: User | str) -> DrawingSeed:
    found = DrawingSeed.objects.filter(agency=agency, day=day).first()
    if found is not None:
        return found
    drawn = new_seed()
    made = DrawingSeed(agency=agency, day=day, seed=drawn, commitment=commitment(drawn))
    made.full_clean()
    made.save()
    record(
        by=by, action="profiling.seed_committed", on=made, agency=agency.code,
        after={"day": day.isoformat(), "commitment": made.commitment},
    )  # fmt: skip
    return made


def begin(given: Given, *, agency: Agency, by: User) -> Selection:
    """Keep the records with the profiles in force and the lanes of the day, and begin to select.

    Raises:
        ProfilingError: a file is of another kind or too large, or no profile is in force.
    """
    require(by, "profiling.select", agency)
    problem = uploads.problem_of(given.name, given.size)
    if not problem and given.history_name:
        problem = uploads.problem_of(given.history_name, 0)
    if problem:
        raise ProfilingError(problem)
    try:
        profiles, lists = signed_profiles(by, given.subject, timezone.localdate())
    except SameNameError as error:
        raise ProfilingError(
            _("Two agencies' lists have the name %(list)s: one of them must have another.") % {"list": error}
        ) from error
    if not profiles:
        told = [halt_words(one) for one in halts_for(by)]
        raise ProfilingError(
            " ".join(told)
            or _("No profile of these is in force today: write one, try it, and have it signed.")
        )
    catalogue = standard_catalogue()
    codes = [one.id for one in profiles]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice:
        raise ProfilingError(
            _("Two agencies' profiles have the code %(code)s: one of them must have another.")
            % {"code": twice}
        )
    unknown = [name for name in [*given.mapping, *given.without] if not _known(name, catalogue)]
    if unknown:
        raise ProfilingError(_("%(field)s is no field of the catalogue.") % {"field": unknown[0]})
    records, history = keep(given.content), keep(given.history) if given.history_name else None
    bundle = keep([write_bundle(Bundle(tuple(profiles), lists, catalogue, None))])
    with transaction.atomic():
        made = Selection(
            owner_agency=agency, marking=given.marking, subject=given.subject, name=given.name[:255],
            records=records,
            history_name=given.history_name[:255], history=history, mapping=given.mapping,
            without=list(given.without), policy=policy_of(agency, given.subject), bundle=bundle,
            seed=commit_seeds(agency, by=by), by=by,
        )  # fmt: skip
        made.full_clean()
        made.save()
        audit(
            made, "selection_begun", by,
            after={"file": given.name, "source": records.sha256, "commitment": made.seed.commitment},
        )  # fmt: skip
        made.job = run_job(
            SELECTION_JOB, {"selection": made.pk}, by=by, key=f"{SELECTION_JOB}:{made.pk}",
            title=_("Selection: %(name)s") % {"name": given.name},
        )  # fmt: skip
        made.save(update_fields=["job"])
    return made


def _known(name: str, catalogue: Any) -> bool:
    return name in {"id", "time"} or catalogue.get(name) is not None


@transaction.atomic
def keep_result(
    selection: Selection, *, result: SourceFile, hits: SourceFile, values: SourceFile, summary: dict[str, Any],
    by: User,
) -> None:  # fmt: skip
    """Keep what came of a selection; it is not changed afterwards.

    Raises:
        ProfilingError: there is a result already.
    """
    require(by, "profiling.select", selection.owner_agency)
    if Selection.objects.filter(pk=selection.pk, result__isnull=False).exists():
        raise ProfilingError(_("It is done already."))
    selection.result, selection.hits, selection.values, selection.summary = result, hits, values, summary
    selection.full_clean()
    selection.save()
    audit(
        selection, "selection_done", by,
        after={"records": summary["records"], "lanes": summary["lanes"], "result": result.sha256,
               "commitment": selection.seed.commitment},
    )  # fmt: skip


def read_findings(content: bytes) -> list[tuple[str, bool]]:
    """Return id and whether something was found, of a csv of examiners.

    Raises:
        ProfilingError: it is no such file; the row is named.
    """
    try:
        names, *rows = list(csv_rows(csv_text(content))) or [[]]
    except CsvError as error:
        raise ProfilingError(in_words(error)) from error
    if not {"id", "found"} <= set(names):
        raise ProfilingError(_("Row 1: the columns are id and found."))
    filled = [
        (number, dict(zip(names, row, strict=False))) for number, row in enumerate(rows, start=2) if row
    ]
    found = [(number, row.get("id", ""), row.get("found", "").strip()) for number, row in filled]
    seen: set[str] = set()
    for number, key, told in found:
        if told not in {"0", "1"}:
            raise ProfilingError(_("Row %(row)s, column found: write 1 or 0.") % {"row": number})
        if key in seen:
            raise ProfilingError(
                _("Row %(row)s: the record %(id)s stands twice.") % {"row": number, "id": key}
            )
        seen.add(key)
    return [(key, told == "1") for _number, key, told in found]


@transaction.atomic
def keep_findings(selection: Selection, *, content: bytes, by: User) -> None:
    """Keep what examiners found in the records of a selection; a later file replaces it.

    Raises:
        ProfilingError: the file is not as it must be, or a record is not of this selection.
    """
    require(by, "profiling.select", selection.owner_agency)
    found = read_findings(content)
    if not selection.done or not found:
        raise ProfilingError(_("There is nothing to report on."))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "findings.csv"
        with place.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("id", "found"))
            writer.writerows((key, int(told)) for key, told in found)
        counted = findings_of(selection, place)
    if counted["unknown"]:
        raise ProfilingError(_("The record %(id)s is not of this selection.") % {"id": counted["unknown"]})
    selection.findings = counted
    selection.save(update_fields=["findings"])
    audit(
        selection,
        "findings_kept",
        by,
        after={"records": len(found), "confirmed": sum(told for _k, told in found)},
    )
    # Profiles lapse at sight: a report is what makes one of goods or vehicles worse than chance.
    lapse_worse(by="system", today=timezone.localdate(), agencies=[selection.owner_agency_id])
