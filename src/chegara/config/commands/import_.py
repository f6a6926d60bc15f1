"""Bring in a file that an agency sent, as the site's import page does.

Example:
  chegara import seizures.csv --agency UNODC-UZ --user analyst --no-secret --confirm

Without --confirm the file is read and its problems are shown, and nothing counts yet: confirm it on the site.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from chegara.config.cli import CommandError
from chegara.config.runtime import prepare_database, start

if TYPE_CHECKING:
    from chegara.evidence.models import Batch

CHUNK = 1 << 20
PROBLEMS_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path)
    parser.add_argument("--agency", required=True, help="the code of the agency whose figures these are")
    parser.add_argument("--user", required=True, help="in whose name the file is brought in")
    parser.add_argument("--marking", default="official_use", choices=["open", "official_use"])
    parser.add_argument("--source", default="", help="the letter or publication to be cited")
    parser.add_argument("--indicator", default="", help="what is counted, where the file does not say it")
    parser.add_argument(
        "--arrived", type=date.fromisoformat, help="when the agency sent it, such as 2026-02-09, if not today"
    )
    parser.add_argument("--replaces", type=int, help="the number of the import that this file corrects")
    parser.add_argument(
        "--no-secret", action="store_true", help="you state that the file contains no state secret (required)"
    )
    parser.add_argument("--confirm", action="store_true", help="let the rows count at once")


def run(arguments: argparse.Namespace) -> int:
    """Receive, read and, if asked, confirm the file."""
    start()
    prepare_database()
    from chegara.accounts.models import User
    from chegara.evidence.actions import imports
    from chegara.evidence.models import Batch
    from chegara.organisation.models import Agency

    agency = Agency.objects.filter(code=arguments.agency).select_related("country").first()
    user = User.objects.filter(username=arguments.user).first()
    if agency is None:
        raise CommandError(f"there is no agency {arguments.agency!r}")
    if user is None:
        raise CommandError(f"there is no user {arguments.user!r}")
    if not user.has_perm("evidence.import"):
        raise CommandError(f"{user.username} has no role that brings in files")
    replaces = None
    if arguments.replaces:
        replaces = Batch.objects.visible_to(user).filter(pk=arguments.replaces).first()
        if replaces is None:
            raise CommandError(f"there is no import No. {arguments.replaces}")
    try:
        with arguments.file.open("rb") as file:
            batch = imports.receive(
                chunks=iter(lambda: file.read(CHUNK), b""),
                name=arguments.file.name,
                agency=agency,
                by=user,
                not_secret=arguments.no_secret,
                marking=arguments.marking,
                source=arguments.source,
                synthetic=agency.country.invented,
                replaces=replaces,
                arrived_on=arguments.arrived,
            )
        if arguments.indicator:
            imports.set_mappings(
                batch, mappings=_with_indicator(batch.mappings, arguments.indicator), by=user
            )
            batch.refresh_from_db()
        if not any(proposal.get("used") for proposal in batch.mappings):
            raise CommandError("\n  ".join([f"{arguments.file.name} was not read:", *_reasons(batch)]))
        imports.stage(batch, by=user, progress=_ProgressLine())
        _tell(batch)
        if arguments.confirm:
            imports.confirm(batch, by=user)
            print(f"confirmed as import No. {batch.pk}")
        else:
            print(f"read as import No. {batch.pk}; nothing counts until it is confirmed")
    except OSError as error:
        raise CommandError(f"{arguments.file}: {error.strerror}") from error
    except imports.ImportRefusedError as error:
        raise CommandError(str(error)) from error
    return 0


class _ProgressLine:
    """Shows on a terminal how far the reading is."""

    def __call__(self, done: int, total: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done:,} rows", end="", file=sys.stderr, flush=True)


def _with_indicator(mappings: list[dict[str, object]], indicator: str) -> list[dict[str, object]]:
    from chegara.evidence.dictionary import dictionary
    from chegara.evidence.presenters.batches import with_constant

    if indicator not in dictionary().indicators:
        raise CommandError(f"the dictionary has no indicator {indicator!r}")
    return [with_constant(proposal, "indicator", indicator) for proposal in mappings]


def _reasons(batch: Batch) -> list[str]:
    from chegara.evidence.presenters.problems import sentence, where

    reasons = []
    for proposal in batch.mappings:
        for problem in [proposal["refused"]] if "refused" in proposal else proposal["problems"]:
            at = where(problem["sheet"], problem["row"], problem["column"])
            reasons.append(": ".join(filter(None, [at, sentence(problem["code"], problem["arguments"])])))
    return reasons


def _tell(batch: Batch) -> None:
    from chegara.evidence.models import Problem
    from chegara.evidence.presenters.problems import sentence, where

    problems = Problem.objects.filter(batch=batch).exclude(severity="note")
    for problem in problems[:PROBLEMS_SHOWN]:
        at = where(problem.sheet, problem.row, problem.column)
        value = f" “{problem.value}”" if problem.value else ""
        print(
            f"{problem.severity}: {at}{value}: {sentence(problem.code, problem.arguments)}", file=sys.stderr
        )
    more = problems.count() - PROBLEMS_SHOWN
    if more > 0:
        print(f"… and {more} more; the import's page shows all", file=sys.stderr)
    print(f"{batch.rows:,} rows read from {batch.name}")
