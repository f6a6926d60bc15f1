"""Write the brief (справка) on a month, quarter or half-year against the same period of last year.

Example:
  chegara brief UZ --period 2015-H1 --language ru --format docx,pdf --out out/briefs

It rests on the records released to all agencies; with --agency on what the users of that agency may see, with
--edition public on open records that were released to the public, without small counts.
"""

from __future__ import annotations

import argparse

from chegara.common.periods import CalendarPeriod
from chegara.config.cli import CommandError
from chegara.config.document_arguments import add_document_arguments, formats_and_languages, home_country
from chegara.config.runtime import prepare_database, start


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("country", help="the country's code, such as UZ")
    parser.add_argument("--period", required=True, help="2015-06, 2015-Q2 or 2015-H1")
    add_document_arguments(parser, formats="docx,pdf")
    editions = parser.add_mutually_exclusive_group()
    editions.add_argument("--agency", help="write what the users of the agency of this code may see")
    editions.add_argument(
        "--edition", choices=("joint", "public"), default="joint", help="for all agencies, or for everybody"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the brief and print the files' names."""
    formats, languages = formats_and_languages(arguments)
    try:
        period = CalendarPeriod.parse(arguments.period)
    except ValueError as error:
        raise CommandError(f"{error}; write 2015-06, 2015-Q2 or 2015-H1") from None
    start()
    prepare_database()
    from chegara.config.briefs import write_briefs
    from chegara.config.documents import save
    from chegara.evidence.queries.presence import years_reported
    from chegara.organisation.models import Agency
    from chegara.organisation.visibility import AgencyViewer, JointViewer, PublicViewer, Viewer

    country = home_country(arguments.country)
    viewer: Viewer = PublicViewer(country) if arguments.edition == "public" else JointViewer(country)
    if arguments.agency:
        agency = Agency.objects.filter(country=country, code=arguments.agency).first()
        if agency is None:
            known = ", ".join(country.agencies.values_list("code", flat=True)) or "none yet"
            raise CommandError(f"there is no agency {arguments.agency!r} (known: {known})")
        viewer = AgencyViewer(agency)
    years = years_reported(country, viewer)
    if period.last.year not in years:
        raise CommandError(
            f"nothing of {period.last.year} was reported and released (years with figures: "
            f"{', '.join(map(str, years)) or 'none'})"
        )
    for path in save(write_briefs(country, period, viewer, languages, formats), arguments.out):
        print(path)
    return 0
