"""One selection from beginning to end: profiles and records in, decisions and hits out as files."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chegara.common.refusals import Refused, Said
from chegara.common.refusals import gettext_noop as _
from chegara.profiling.methods.profiles.bundle import Bundle
from chegara.profiling.methods.profiles.closures import Decision, Ruleset
from chegara.profiling.methods.profiles.document import Profile
from chegara.profiling.methods.profiles.fields import Catalogue, Subject
from chegara.profiling.methods.profiles.lists import Lists
from chegara.profiling.methods.profiles.tree import fields_read
from chegara.profiling.methods.profiles.values import TIME
from chegara.profiling.methods.selection.duck import Engine, Progress, Source, connect
from chegara.profiling.methods.selection.lanes import Policy, decide_lanes
from chegara.profiling.methods.selection.plan import needed_fields, reads_windows
from chegara.profiling.methods.selection.records import RecordsRefusedError, absent

_DECISIONS = (
    "SELECT id, lane, reason, profiles, selected_by, control::TINYINT AS control, held_back_from, "
    'round(probability, 6) AS probability FROM decisions ORDER BY "row number"'
)
_HITS = (
    "SELECT r.id, t.id AS profile, t.version, l.lane, (c.number IS NOT NULL)::TINYINT AS counted "
    'FROM hits h JOIN told t USING (number) JOIN records r USING ("row number") '
    "LEFT JOIN lane_names l ON l.rank = t.rank "
    'LEFT JOIN counted c ON c."row number" = h."row number" AND c.number = h.number '
    'ORDER BY h."row number", t.number'
)


class SelectionRefusedError(Refused):
    """A selection that may not be or cannot be; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is selected from what; `out` and `hits` are csv or Parquet by their suffix.

    `without` are fields that profiles read and these records do not hold: missing in each of them.
    `trial` lets profiles without two approvals through: for invented records and public lists only.
    `values` is a Parquet file to write what was read of each record, in the records' order, so that the trace
    of any of them can be told later (`trace_of`).
    """

    bundle: Bundle
    records: Source
    out: Path
    hits: Path | None = None
    history: Source | None = None
    policy: Policy = field(default_factory=Policy)
    seed: str = ""
    subject: Subject | None = None
    trial: bool = False
    memory: str | None = None
    threads: int | None = None
    traced: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    values: Path | None = None


@dataclass(frozen=True)
class Summary:
    """What came of a selection: records read, records a lane, hits a profile, and the traces asked for."""

    records: int
    lanes: dict[str, int]
    hits: dict[str, int]
    traces: dict[str, list[Decision]]


def chosen(bundle: Bundle, subject: Subject | None, *, trial: bool) -> list[Profile]:
    """Return the profiles that are asked.

    Raises:
        SelectionRefusedError: there is none, they are of several subjects, or one lacks its two approvals.
    """
    profiles = [each for each in bundle.profiles if subject in {None, each.subject}]
    if not profiles:
        raise SelectionRefusedError(_("there is no profile for these records"))
    subjects = sorted({each.subject for each in profiles})
    if len(subjects) > 1:
        raise SelectionRefusedError(
            _("the profiles are of %(subjects)s: say of which with --subject"),
            subjects=" and ".join(subjects),
        )
    unsigned = [each.id for each in profiles if not each.approved()]
    if unsigned and not trial:
        raise SelectionRefusedError(
            _(
                "profile %(profile)s lacks two approvals of this version by others than its author "
                "(such profiles: %(count)s); as a trial on invented records it may be asked without"
            ),
            profile=unsigned[0],
            count=len(unsigned),
        )
    return profiles


def select(request: Request, progress: Progress | None = None) -> Summary:
    """Select and write the files.

    Raises:
        SelectionRefusedError: the profiles may not be asked, or drawing by lot has no seed.
        RecordsRefusedError: the records cannot be read.
        PolicyRefusedError: the lanes are not allowed.
    """
    profiles = chosen(request.bundle, request.subject, trial=request.trial)
    with (
        tempfile.TemporaryDirectory(prefix="chegara-") as folder,
        connect(memory=request.memory, threads=request.threads, folder=Path(folder)) as connection,
    ):
        engine = Engine(
            connection,
            profiles,
            request.bundle.catalogue,
            request.bundle.lists,
            places=bool(request.policy.quotas) or request.values is not None,
        )
        engine.read(request.records, history=request.history)
        check_present(engine, request)
        engine.prepare()
        engine.decide(progress)
        return finish(engine, request)


def check_present(engine: Engine, request: Request) -> None:
    """Refuse records that lack a field which profiles read, unless the request says so.

    Raises:
        RecordsRefusedError: naming the field, a profile that reads it, and the columns that there are.
    """
    missing = absent(engine.columns, engine.fields, engine.catalogue)
    missing = [name for name in missing if name not in request.without]
    if not missing:
        return
    name, columns = missing[0], engine.columns
    reading = next((each.id for each in engine.profiles if name in fields_read(each.when)), None)
    by = (
        Said(_("profile %(profile)s reads"), {"profile": reading})
        if reading
        else Said(_("profiles or quotas of an office need"))
    )
    raise RecordsRefusedError(
        _(
            "%(file)s: no column holds %(field)s (%(words)s), which %(by)s. The columns are %(columns)s. "
            "Name one %(field)s, map one with --columns, or say that these records do not hold it: "
            "--without %(missing)s"
        ),
        file=request.records.path,
        field=name,
        words=engine.catalogue[name],
        by=by,
        columns=", ".join(columns.types),
        missing=" ".join(missing),
    )


def finish(engine: Engine, request: Request) -> Summary:
    """Turn the hits of an engine into lanes, write the files and sum up.

    Raises:
        PolicyRefusedError: the lanes are not allowed.
        SelectionRefusedError: drawing by lot has no seed.
    """
    profiles, policy = engine.profiles, request.policy
    by_lot = policy.control_percent or policy.quotas or any(p.percent < 100 for p in profiles)
    if by_lot and not request.seed:
        raise SelectionRefusedError(
            _("drawing by lot needs a secret seed: make one with `chegara profiles seed`")
        )
    decide_lanes(engine, policy, request.seed)
    _write(engine, _DECISIONS, request.out)
    if request.hits:
        _write(engine, _HITS, request.hits)
    if request.values:
        _write(engine, _values(engine), request.values)
    return _summary(engine, request.traced)


def _values(engine: Engine) -> str:
    """Return the query of what was read of each record, with the features that look at history."""
    if not any(reads_windows(profile, engine.catalogue) for profile in engine.profiles):
        return 'SELECT * FROM records ORDER BY "row number"'
    held = set(engine.types_of("records"))
    made = [name for name in engine.types_of("prepared") if name not in held]
    columns = "".join(', p."{}"'.format(name.replace('"', '""')) for name in made)
    return (
        f'SELECT r.*{columns} FROM records r LEFT JOIN prepared p USING ("row number") '  # noqa: S608 - names of the catalogue
        'ORDER BY "row number"'
    )


def _write(engine: Engine, query: str, path: Path) -> None:
    target = str(path).replace("'", "''")
    form = "(FORMAT parquet)" if path.suffix.lower() == ".parquet" else "(FORMAT csv, HEADER)"
    engine.run(f"COPY ({query}) TO '{target}' {form}")


def _summary(engine: Engine, traced: Sequence[str]) -> Summary:
    lanes = dict(engine.run("SELECT lane, count(*) FROM decisions GROUP BY lane ORDER BY lane").fetchall())
    found = dict(engine.run("SELECT number, count(*) FROM hits GROUP BY number").fetchall())
    return Summary(
        records=sum(lanes.values()),
        lanes=lanes,
        hits={profile.id: found.get(number, 0) for number, profile in enumerate(engine.profiles)},
        traces={name: traces(engine, name) for name in traced},
    )


def traces(engine: Engine, record: str) -> list[Decision]:
    """Return the full trace of a record of the file: every profile, every condition, the value read.

    Raises:
        SelectionRefusedError: no record has this id.
    """
    values = _one(engine, "SELECT * FROM records WHERE id = $1 LIMIT 1", record)
    if values is None:
        raise SelectionRefusedError(_("no record has the id %(record)s"), record=record)
    if any(reads_windows(profile, engine.catalogue) for profile in engine.profiles):
        prepared = 'SELECT * FROM prepared WHERE "row number" = $1 LIMIT 1'
        values |= _one(engine, prepared, values["row number"]) or {}
    return trace_of(values, engine.profiles, engine.catalogue, engine.lists)


def trace_of(
    values: Mapping[str, Any], profiles: Sequence[Profile], catalogue: Catalogue, lists: Lists
) -> list[Decision]:
    """Return what each profile in force at the record's moment read of it, and whether it fired.

    `values` are those of one row of the file that `Request.values` names.
    """
    read = dict.fromkeys(needed_fields(profiles, places=True)) | dict(values)
    moment: dt.datetime | None = values["moment"]
    read[TIME] = moment
    rules = Ruleset(profiles, catalogue, lists)
    return [
        rule.trace(read) for rule in rules.rules if moment is None or rule.profile.in_force(moment.date())
    ]


def _one(engine: Engine, query: str, value: object) -> dict[str, Any] | None:
    answer = engine.connection.execute(query, [value])
    names = [each[0] for each in answer.description]
    row = answer.fetchone()
    return None if row is None else dict(zip(names, row, strict=True))
