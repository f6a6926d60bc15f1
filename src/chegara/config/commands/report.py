"""Write the country risk analysis of a year from the records released to all agencies.

Example:
  chegara report UZ --year 2015 --language ru --format docx,pdf,html --out out/report

With --user the report shows what that user may see instead.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from chegara.config.cli import CommandError
from chegara.config.runtime import prepare_database, start


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("country", help="the country's code, such as UZ")
    parser.add_argument("--year", type=int, required=True)
    parser.add_argument("--language", default="en", help="en, ru, or several with commas")
    parser.add_argument("--format", default="docx,pdf,html", help="docx, pdf, html, or several with commas")
    parser.add_argument("--out", type=Path, default=Path(), help="the folder to write into")
    parser.add_argument("--user", help="write what this user may see, not what was released to all")


def run(arguments: argparse.Namespace) -> int:
    """Write the report and print the files' names."""
    formats = tuple(filter(None, (part.strip() for part in arguments.format.split(","))))
    unknown = sorted(set(formats) - {"docx", "pdf", "html"})
    if unknown or not formats:
        raise CommandError(
            f"there is no format {', '.join(unknown) or '(empty)'}: choose among docx, pdf, html"
        )
    languages = tuple(filter(None, (part.strip() for part in arguments.language.split(","))))
    if not languages or set(languages) - {"en", "ru"}:
        raise CommandError(f"there is no language {arguments.language!r}: choose among en, ru")
    start()
    prepare_database()
    from chegara.accounts.models import User
    from chegara.config.documents import save, write_reports
    from chegara.evidence.queries import years_reported
    from chegara.organisation.models import State
    from chegara.organisation.visibility import JointViewer, Viewer

    country = State.objects.filter(pk=arguments.country, home=True).first()
    if country is None:
        known = ", ".join(State.objects.filter(home=True).values_list("pk", flat=True)) or "none yet"
        raise CommandError(f"there is no country {arguments.country!r} (known: {known})")
    viewer: Viewer = JointViewer(country)
    if arguments.user:
        user = User.objects.filter(username=arguments.user).first()
        if user is None:
            raise CommandError(f"there is no user {arguments.user!r}")
        viewer = user
    years = years_reported(country, viewer)
    if arguments.year not in years:
        raise CommandError(
            f"nothing of {arguments.year} was reported and released (years with figures: "
            f"{', '.join(map(str, years)) or 'none'})"
        )
    documents = write_reports(country, arguments.year, viewer, languages, formats, progress=_ProgressLine())
    for path in save(documents, arguments.out):
        print(path)
    return 0


class _ProgressLine:
    """Shows on a terminal how many series are forecast."""

    def __call__(self, done: int, total: int) -> None:
        if sys.stderr.isatty():
            print(
                f"\rforecasting {done} of {total} series", end="\n" if done >= total else "", file=sys.stderr
            )
