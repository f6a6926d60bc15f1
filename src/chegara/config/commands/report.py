"""Write the country risk analysis of a year from the records released to all agencies.

Example:
  chegara report UZ --year 2015 --language ru --format docx,pdf,html --out out/report

With --user the report shows what that user may see instead; with --edition public what everybody may see:
open records that were released to the public, without small counts.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from chegara.config.cli import CommandError
from chegara.config.document_arguments import add_document_arguments, formats_and_languages, home_country
from chegara.config.runtime import prepare_database, start


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("country", help="the country's code, such as UZ")
    parser.add_argument("--year", type=int, required=True)
    add_document_arguments(parser, formats="docx,pdf,html")
    parser.add_argument(
        "--template",
        type=Path,
        metavar="DOCX",
        help="an agency's own Word file, laid over the Word report: see the guide on Word templates",
    )
    editions = parser.add_mutually_exclusive_group()
    editions.add_argument("--user", help="write what this user may see, not what was released to all")
    editions.add_argument(
        "--edition", choices=("joint", "public"), default="joint", help="for all agencies, or for everybody"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the report and print the files' names."""
    formats, languages = formats_and_languages(arguments)
    start()
    prepare_database()
    from chegara.accounts.models import User
    from chegara.config.documents import save, write_reports
    from chegara.evidence.queries.presence import years_reported
    from chegara.organisation.visibility import JointViewer, PublicViewer, Viewer

    country = home_country(arguments.country)
    viewer: Viewer = PublicViewer(country) if arguments.edition == "public" else JointViewer(country)
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
    documents = write_reports(
        country,
        arguments.year,
        viewer,
        languages,
        formats,
        template=_template(arguments.template),
        progress=_ProgressLine(),
    )
    for path in save(documents, arguments.out):
        print(path)
    return 0


def _template(path: Path | None) -> bytes | None:
    from chegara.reporting.word_template import TemplateError, check_template

    if path is None:
        return None
    try:
        content = path.read_bytes()
        check_template(content)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    except TemplateError as error:
        raise CommandError(f"{path}: {error}") from error
    return content


class _ProgressLine:
    """Shows on a terminal how many series are forecast."""

    def __call__(self, done: int, total: int) -> None:
        if sys.stderr.isatty():
            print(
                f"\rforecasting {done} of {total} series", end="\n" if done >= total else "", file=sys.stderr
            )
