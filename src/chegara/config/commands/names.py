"""Compare names of persons across alphabets: pairs of a file, or travellers with watchlists.

`score` reads csv or tab-separated pairs with the columns name1, name2 and, where known, dob1, dob2, sex1, sex2,
nationality1, birth_place1, document1, family1, given1, father1 and so on. It writes the same rows in the same
order with `score` (0 to 1) and `reason`.

`screen` reads lists (UN XML, OFAC csv, FollowTheMoney JSON lines, the Kyrgyz national list, csv, xlsx) and queries
with the columns query_id, name and, where known, dob, sex, nationality, birth_place, document. It writes one row
a candidate: query_id, entity_id, name, score, reason. A candidate is no identity: a person compares and decides.
Screening needs a purpose and a legal basis and leaves an entry in the audit log; with --trial it needs neither
and no database, and is for public lists and invented persons only.

Example:
    chegara names score pairs.tsv --out scored.tsv
    chegara names screen --list un.xml --queries invented.csv --out candidates.csv --trial
    chegara names screen --list national.xml --queries day.csv --out candidates.csv \\
        --purpose "entry check" --legal-basis "Law on the State Border, article 20"
"""

from __future__ import annotations

import argparse
import csv
import getpass
import hashlib
import io
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chegara.common.csv_files import CsvError, csv_rows
from chegara.config.cli import CommandError
from chegara.profiling.methods.names.parameters import THRESHOLD, THRESHOLD_UNDATED
from chegara.profiling.methods.watchlists.entry import (
    BirthDate,
    Document,
    ListedName,
    ListEntry,
    UnreadableListError,
    is_not_known,
    read_birth_date,
    read_sex,
)
from chegara.profiling.methods.watchlists.reading import read_list

if TYPE_CHECKING:
    from chegara.profiling.methods.names.index import Candidate

FIELDS = ("name", "dob", "sex", "nationality", "birth_place", "document", "family", "given", "father")
MOST = 10
SCREEN_COLUMNS = ("query_id", "entity_id", "name", "score", "reason")
DIGITS = ".12f"
"""Scores are told so exactly that those near 0 and 1 keep their order."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the two things to be done, score and screen."""
    doing = parser.add_subparsers(dest="doing", required=True, metavar="score|screen")
    score = doing.add_parser("score", help="score pairs of names", description="Score the pairs of a file.")
    score.add_argument("file", type=Path, metavar="PAIRS", help="csv or tsv with the columns name1, name2 …")
    screen = doing.add_parser(
        "screen", help="look for persons on lists", description="Look for persons on lists."
    )
    screen.add_argument(
        "--list", dest="lists", type=Path, nargs="+", action="extend", required=True, metavar="FILE",
        help="watchlists; OFAC's alt.csv and add.csv are found beside sdn.csv",
    )  # fmt: skip
    screen.add_argument(
        "--queries", type=Path, required=True, metavar="FILE", help="csv, tsv or xlsx of persons"
    )
    screen.add_argument(
        "--threshold",
        type=float,
        help=f"least score told (default {THRESHOLD}; {THRESHOLD_UNDATED} of queries without a date of birth)",
    )
    screen.add_argument("--most", type=int, default=MOST, help=f"most candidates a query (default {MOST})")
    screen.add_argument(
        "--trial", action="store_true", help="public lists and invented persons only; no audit entry"
    )
    screen.add_argument("--purpose", default="", help="what the screening is for")
    screen.add_argument("--legal-basis", default="", help="the law and article that allow it")
    screen.add_argument("--user", default="", help="in whose name (default: the machine's user)")
    for each in (score, screen):
        each.add_argument(
            "--out", type=Path, required=True, metavar="FILE", help="csv to write, or tsv by its name"
        )
        each.add_argument(
            "--language", choices=["en", "ru"], default="en", help="of the reasons (default en)"
        )


def run(arguments: argparse.Namespace) -> int:
    """Score or screen.

    Raises:
        CommandError: a file or an argument is not as it must be; nothing was written then.
    """
    return _score(arguments) if arguments.doing == "score" else _screen(arguments)


def _score(arguments: argparse.Namespace) -> int:
    from chegara.profiling.methods.names.explanation import explain
    from chegara.profiling.methods.names.parameters import table
    from chegara.profiling.methods.names.scoring import score

    _refuse_overwriting(arguments.out, [arguments.file])
    headings, rows = read_rows(arguments.file)
    for column in ("name1", "name2"):
        if column not in headings:
            raise CommandError(
                f"{arguments.file}, row 1: column {column} is missing; the first row must name name1 and name2, "
                f"and is {', '.join(headings)!r}"
            )
    notes: list[list[str]] = [[] for _ in rows]
    pairs = [
        tuple(_person(row, side, noted) for side in "12") for row, noted in zip(rows, notes, strict=True)
    ]
    scored = score([one for one, _ in pairs], [other for _, other in pairs])
    phrases = table("phrases")[arguments.language]

    def told() -> Iterator[list[str]]:
        for done, (row, (one, other), points, noted) in enumerate(
            zip(rows, pairs, scored.scores, notes, strict=True)
        ):
            _progress(done, len(rows), "pairs")
            cells = [row.get(heading, "") for heading in headings]
            if math.isnan(points):
                blank = [f"name{side}" for side, each in ((1, one), (2, other)) if not each.name]
                yield [*cells, "", f"{' and '.join(blank)} blank" if blank else phrases["no_name"]]
                continue
            explained = explain(one, other)
            reasons = [explained.sentence(arguments.language)] if explained else []
            yield [*cells, f"{points:{DIGITS}}", "; ".join([*reasons, *noted])]

    write(arguments.out, [*headings, "score", "reason"], told())
    _progress(len(rows), len(rows), "pairs")
    _warn(
        arguments.file, [f"row {number}: {each}" for number, noted in enumerate(notes, 2) for each in noted]
    )
    return 0


def _warn(path: Path, notes: Sequence[str]) -> None:
    """Say what was left out of a file, the first three rows by name."""
    if notes:
        more = f" (and {len(notes) - 3:,} more)" if len(notes) > 3 else ""
        print(f"{path}: {'; '.join(notes[:3])}{more}", file=sys.stderr)


def _screen(arguments: argparse.Namespace) -> int:
    _refuse_overwriting(arguments.out, [*arguments.lists, arguments.queries])
    if not arguments.trial and not (arguments.purpose.strip() and arguments.legal_basis.strip()):
        raise CommandError(
            "screening persons needs --purpose and --legal-basis; --trial needs neither, and is for public lists "
            "and invented persons only"
        )
    if arguments.threshold is not None and not 0.0 < arguments.threshold < 1.0:
        raise CommandError(f"--threshold is between 0 and 1, not {arguments.threshold}")
    if arguments.most < 1:
        raise CommandError(f"--most is at least 1, not {arguments.most}")
    entries = [entry for path in arguments.lists for entry in _entries(path) if entry.kind == "person"]
    notes: list[str] = []
    queries = _entries(arguments.queries, notes)
    if not entries:
        raise CommandError("the lists hold no person")
    found = _candidates(entries, queries, arguments)
    if arguments.trial:
        print("trial: public lists and invented persons only; no result is a ground to act", file=sys.stderr)
    else:
        _record(arguments, entries, queries, found)
    write(arguments.out, SCREEN_COLUMNS, _told(entries, queries, found, arguments))
    _warn(arguments.queries, notes)
    count = sum(map(len, found))
    print(
        f"{len(queries):,} queries against {len(entries):,} persons: {count:,} candidates, none of them an identity"
    )
    return 0


def _candidates(
    entries: Sequence[ListEntry], queries: Sequence[ListEntry], arguments: argparse.Namespace
) -> list[list[Candidate]]:
    from chegara.profiling.methods.names.index import Index

    index = Index(entries)
    found: list[list[Candidate]] = []
    for each in index.search_all(queries, threshold=arguments.threshold, most=arguments.most):
        found.append(each)
        _progress(len(found), len(queries), "queries")
    return found


def _told(
    entries: Sequence[ListEntry],
    queries: Sequence[ListEntry],
    found: Sequence[Sequence[Candidate]],
    arguments: argparse.Namespace,
) -> Iterator[list[str]]:
    from chegara.profiling.methods.names.explanation import explain
    from chegara.profiling.methods.names.parameters import table

    trial = f"{table('phrases')[arguments.language]['trial']}; " if arguments.trial else ""
    for query, candidates in zip(queries, found, strict=True):
        for each in candidates:
            explained = explain(query, entries[each.position])
            reason = explained.sentence(arguments.language) if explained else ""
            yield [query.id, each.id, each.name, f"{each.score:{DIGITS}}", trial + reason]


def _record(
    arguments: argparse.Namespace,
    entries: Sequence[ListEntry],
    queries: Sequence[ListEntry],
    found: Sequence[Sequence[Candidate]],
) -> None:
    """Leave an entry in the audit log: who screened whom against what, for what purpose and on what legal basis."""
    from chegara.config.runtime import prepare_database, start

    start()
    prepare_database()
    from chegara.accounts.models import User
    from chegara.audit.actions import record

    by: User | str = f"command line: {getpass.getuser()}"[:60]
    if arguments.user:
        user = User.objects.filter(username=arguments.user).first()
        if user is None:
            raise CommandError(f"there is no user {arguments.user!r}")
        by = user
    record(
        by=by,
        action="names.screened",
        label=arguments.queries.name,
        reason=arguments.purpose.strip(),
        after={
            "purpose": arguments.purpose.strip(),
            "legal_basis": arguments.legal_basis.strip(),
            "lists": "; ".join(f"{path.name} (SHA-256 {_sha256(path)})" for path in arguments.lists),
            "queries": f"{arguments.queries.name} (SHA-256 {_sha256(arguments.queries)})",
            "listed": len(entries),
            "screened": len(queries),
            "candidates": sum(map(len, found)),
            "threshold": str(
                arguments.threshold or f"{THRESHOLD}; without a date of birth {THRESHOLD_UNDATED}"
            ),
        },
    )


def _entries(path: Path, notes: list[str] | None = None) -> list[ListEntry]:
    try:
        return read_list(path, notes)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
    except UnreadableListError as error:
        raise CommandError(str(error)) from error


def read_rows(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Return the headings and rows of a csv or tab-separated file in UTF-8.

    Raises:
        CommandError: the file cannot be read, or a row has more cells than the first.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not in UTF-8: save it as csv in UTF-8") from error
    first = text.split("\n", 1)[0]
    separator = max("\t,;", key=first.count)
    # A tab-separated file has no quotes that mean anything: a name may hold one.
    quoting: Any = csv.QUOTE_NONE if separator == "\t" and not any(cell.startswith('"') for cell in first.split("\t")) \
        else csv.QUOTE_MINIMAL  # fmt: skip
    try:
        lines = list(csv_rows(io.StringIO(text, newline=""), separators=separator, quoting=quoting))
    except CsvError as error:
        raise CommandError(f"{path}, {error}") from error
    headings = [heading.strip() for heading in lines[0]] if lines else []
    if not any(headings):
        raise CommandError(f"{path} is empty: its first row must be name1,name2")
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if not cells:
            continue  # a blank line
        if len(cells) > len(headings):
            raise CommandError(f"{path}, row {number}: {len(cells)} cells for {len(headings)} columns")
        rows.append(dict(zip(headings, cells, strict=False)))
    return headings, rows


def _person(row: dict[str, str], side: str, notes: list[str]) -> ListEntry:
    cells = {field: (row.get(field + side) or "").strip() for field in FIELDS}
    whole = cells["name"] or " ".join(filter(None, (cells["family"], cells["given"], cells["father"])))
    # Apart, the fields tell the roles; beside a whole name they are only another spelling of it.
    parts = {field: cells[field] for field in ("family", "given", "father")}
    name = ListedName(text=whole, **parts) if whole else None
    return ListEntry(
        id=side,
        names=(name,) if name else (),
        births=_birth(f"dob{side}", cells["dob"], notes),
        sex=read_sex(cells["sex"]),
        nationalities=tuple(filter(None, [cells["nationality"]])),
        birth_places=tuple(filter(None, [cells["birth_place"]])),
        documents=tuple(Document(number=each) for each in filter(None, [cells["document"]])),
    )


def _birth(column: str, text: str, notes: list[str]) -> tuple[BirthDate, ...]:
    if is_not_known(text):
        return ()
    birth = read_birth_date(text)
    if birth is None:
        notes.append(
            f"{column} {text!r} is no date and was left out; write 1975-04-24, 24.04.1975, 1975 or blank"
        )
        return ()
    return (birth,)


def write(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write rows as csv, or tab-separated where the file's name ends in .tsv; in full or not at all.

    Raises:
        CommandError: the file cannot be written.
    """
    separator = "\t" if path.suffix.casefold() in (".tsv", ".tab") else ","
    partial = path.with_name(path.name + ".part")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=separator, lineterminator="\n")
            writer.writerow(headings)
            writer.writerows(rows)
        partial.replace(path)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        partial.unlink(missing_ok=True)


def _refuse_overwriting(out: Path, read: Iterable[Path]) -> None:
    for path in read:
        if out.resolve() == path.resolve():
            raise CommandError(f"--out would overwrite {path}: name another file")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _progress(done: int, total: int, what: str) -> None:
    """Count on a terminal, and be silent in a pipe."""
    if sys.stderr.isatty() and (done % 500 == 0 or done == total):
        print(
            f"\r{done:,} of {total:,} {what}", end="\n" if done == total else "", file=sys.stderr, flush=True
        )
