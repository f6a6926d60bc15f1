"""Select records by risk profiles: declarations or crossings in, lanes with their reasons out.

Records are a csv file in UTF-8 or a Parquet file, one record a row, with an id, the time of the record (ISO)
and columns named as the fields of the catalogue (net_mass, importer, origin …; --columns maps other names).
A field that profiles read and no column holds is refused, so that a misspelt name does not let all pass:
--without FIELD says that these records do not hold it.
Profiles are a bundle (zip), a folder with profiles/*.json and lists/*.csv, or one profile's JSON file.

The output has the columns id, lane, reason, profiles, selected_by, control, held_back_from, probability: one
row a record in the same order. --hits writes one row a hit; --trace tells of one record which condition
fired or failed, with the value read. Profiles need two approvals; --trial, for invented records, asks them
without. Profiles of persons need --purpose and --legal-basis, and the selection is written to the audit log.
While the site of this machine has stopped all profiles of an agency, none of them is asked.

Example:
    chegara select --profiles autumn.zip --records declarations.parquet --out lanes.csv --seed seed.txt \\
        --lanes lanes.toml --history last-year.parquet --hits hits.parquet
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path

import duckdb

from chegara.common.csv_files import CsvError, csv_rows, csv_text
from chegara.config.cli import CommandError
from chegara.profiling.methods.profiles.bundle import Bundle, BundleRefusedError, read_path
from chegara.profiling.methods.profiles.document import Purpose
from chegara.profiling.methods.profiles.fields import Subject
from chegara.profiling.methods.profiles.problems import ProfileRefusedError
from chegara.profiling.methods.profiles.sentence import outcome_sentence
from chegara.profiling.methods.selection.duck import Source
from chegara.profiling.methods.selection.lanes import Policy, PolicyRefusedError, read_policy
from chegara.profiling.methods.selection.records import RecordsRefusedError
from chegara.profiling.methods.selection.sample import SeedRefusedError, checked_seed, commitment
from chegara.profiling.methods.selection.selecting import (
    Request,
    SelectionRefusedError,
    Summary,
    chosen,
    select,
)

REFUSALS = (
    BundleRefusedError,
    PolicyRefusedError,
    ProfileRefusedError,
    RecordsRefusedError,
    SeedRefusedError,
    SelectionRefusedError,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare files, engine and the ground of a selection of persons."""
    parser.add_argument(
        "--profiles", type=Path, required=True, metavar="FILE", help="bundle, folder or profile"
    )
    parser.add_argument("--records", type=Path, required=True, metavar="FILE", help="csv or Parquet")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="csv or Parquet to write")
    parser.add_argument("--hits", type=Path, metavar="FILE", help="one row a hit, csv or Parquet")
    parser.add_argument("--history", type=Path, metavar="FILE", help="earlier records that windows look at")
    parser.add_argument("--columns", type=Path, metavar="FILE", help="csv with the columns field, column")
    parser.add_argument(
        "--without", nargs="+", default=(), metavar="FIELD", help="fields that these records do not hold"
    )
    parser.add_argument(
        "--lanes", type=Path, metavar="FILE", help="control sample and quotas of offices (TOML)"
    )
    parser.add_argument("--seed", type=Path, metavar="FILE", help="secret seed of all drawing by lot")
    parser.add_argument("--subject", choices=list(Subject), help="where the bundle holds profiles of several")
    parser.add_argument(
        "--trace", nargs="+", default=(), metavar="ID", help="tell all conditions of a record"
    )
    parser.add_argument("--language", choices=("en", "ru"), default="en", help="of what is told (default en)")
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb", help="default duckdb")
    parser.add_argument("--memory", metavar="SIZE", help="at most so much memory, such as 4GB")
    parser.add_argument("--threads", type=int, metavar="N", help="at most so many threads")
    parser.add_argument("--trial", action="store_true", help="invented records: profiles need no approval")
    parser.add_argument("--purpose", choices=list(Purpose), help="of a selection of persons")
    parser.add_argument("--legal-basis", metavar="TEXT", help="of a selection of persons")


def run(arguments: argparse.Namespace) -> int:
    """Read, select, write, tell.

    Raises:
        CommandError: something may not be or cannot be read; nothing was written then.
    """
    try:
        request = _request(arguments)
        if not request.trial:
            _require_not_stopped(request)
        if _of_persons(request) and not request.trial:
            _record(arguments, request)
        summary = _select(arguments, request)
    except REFUSALS as error:
        raise CommandError(str(error)) from error
    except duckdb.Error as error:
        raise CommandError(f"the selection was stopped: {str(error).splitlines()[0]}") from error
    except OSError as error:
        raise CommandError(f"{error.filename} cannot be read or written: {error.strerror}") from error
    _tell(summary, request, arguments.language)
    return 0


def _select(arguments: argparse.Namespace, request: Request) -> Summary:
    if arguments.engine == "duckdb":
        return select(request, _progress if sys.stderr.isatty() else None)
    from chegara.profiling.methods.selection.spark import SparkAbsentError, select_by_spark

    try:
        return select_by_spark(request)
    except SparkAbsentError as error:
        raise CommandError(str(error)) from error


def _request(arguments: argparse.Namespace) -> Request:
    _check_paths(arguments)
    mapping = _mapping(arguments.columns) if arguments.columns else {}
    policy = read_policy(arguments.lanes.read_text(encoding="utf-8")) if arguments.lanes else Policy()
    seed = (
        checked_seed(arguments.seed.read_text(encoding="ascii", errors="replace")) if arguments.seed else ""
    )
    history = Source(path=arguments.history, mapping=mapping) if arguments.history else None
    return Request(
        bundle=read_path(arguments.profiles),
        records=Source(path=arguments.records, mapping=mapping),
        out=arguments.out,
        hits=arguments.hits,
        history=history,
        policy=policy,
        seed=seed,
        subject=Subject(arguments.subject) if arguments.subject else None,
        trial=arguments.trial,
        memory=arguments.memory,
        threads=arguments.threads,
        traced=tuple(arguments.trace),
        without=tuple(arguments.without),
    )


def _check_paths(arguments: argparse.Namespace) -> None:
    read = [arguments.profiles, arguments.records, arguments.history, arguments.lanes, arguments.seed]
    read = [each for each in read if each]
    for path in read:
        if not path.exists():
            raise CommandError(f"{path} does not exist")
    for path in (arguments.out, arguments.hits):
        if path and path.resolve() in {each.resolve() for each in read}:
            raise CommandError(f"{path} would be overwritten: name another file")
        if path and not path.resolve().parent.is_dir():
            raise CommandError(f"{path}: there is no such folder")
        if path and path.suffix.lower() not in {".csv", ".parquet"}:
            raise CommandError(f"{path}: csv or Parquet is written; name it .csv or .parquet")


def _mapping(path: Path) -> dict[str, str]:
    try:
        headings, *rows = list(csv_rows(csv_text(path.read_bytes()))) or [[]]
    except CsvError as error:
        raise CommandError(f"{path}, {error}") from error
    if headings != ["field", "column"]:
        raise CommandError(f"{path}, row 1: the columns are field, column")
    for number, row in enumerate(rows, start=2):
        if row and len(row) != len(headings):
            raise CommandError(f"{path}, row {number}: write two cells, a field and the column that holds it")
    return {row[0].strip(): row[1].strip() for row in rows if row}


def _require_not_stopped(request: Request) -> None:
    """Refuse profiles of this machine's site while its kill switch holds; without a site there is none."""
    profiles = chosen(request.bundle, request.subject, trial=request.trial)
    home = Path(os.environ.get("CHEGARA_HOME", "var"))
    if "DATABASE_URL" not in os.environ and not (home / "chegara.sqlite3").exists():
        return
    from chegara.config.runtime import prepare_database, start

    start()
    prepare_database()
    from chegara.profiling.halts import halt_words, halts_of

    if halts := halts_of(profiles):
        raise CommandError(" ".join(map(halt_words, halts)))


def _of_persons(request: Request) -> bool:
    profiles = chosen(request.bundle, request.subject, trial=request.trial)
    return profiles[0].subject is Subject.PERSON


def _record(arguments: argparse.Namespace, request: Request) -> None:
    """Write the selection of persons to the audit log before it is made."""
    if not arguments.purpose or not (arguments.legal_basis or "").strip():
        raise CommandError(
            "a selection of persons needs --purpose and --legal-basis, and is written to the audit log; "
            "on invented persons use --trial"
        )
    from chegara.config.runtime import prepare_database, start

    start()
    prepare_database()
    from chegara.audit.actions import record

    record(
        by=f"command line: {getpass.getuser()}"[:150],
        action="profiling.records_selected",
        label=request.records.path.name,
        after={
            "purpose": arguments.purpose,
            "legal_basis": arguments.legal_basis,
            "profiles": [f"{each.id} {each.version}" for each in request.bundle.profiles],
        },
        reason=arguments.legal_basis,
    )


def _progress(done: int, total: int) -> None:
    print(f"\r{done} of {total} statements", end="\n" if done == total else "", file=sys.stderr, flush=True)


def _tell(summary: Summary, request: Request, language: str) -> None:
    print(f"{summary.records} records")
    for lane, count in summary.lanes.items():
        print(f"  {lane}: {count}")
    for profile, count in summary.hits.items():
        print(f"  {profile}: {count} hits")
    if request.seed:
        print(f"commitment of the seed: {commitment(request.seed)}")
    for record, decisions in summary.traces.items():
        _tell_trace(record, decisions, request.bundle, language)


def _tell_trace(record: str, decisions: list, bundle: Bundle, language: str) -> None:  # type: ignore[type-arg]
    print(f"\n{record}")
    words = {"en": ("fired", "did not fire"), "ru": ("сработал", "не сработал")}[language]
    for decision in decisions:
        print(f"{decision.profile.id} {words[0] if decision.fired else words[1]}: {decision.profile.title}")
        for outcome in decision.outcomes:
            print(
                f"  {'+' if outcome.fired else '-'} {outcome_sentence(outcome, language, bundle.catalogue)}"
            )
