"""Read a country's organisation from a workbook, or write it to one.

Example:
  chegara organisation read organisation.xlsx
  chegara organisation write UZ organisation.xlsx
"""

from __future__ import annotations

import argparse
from pathlib import Path

from chegara.config.cli import CommandError
from chegara.config.runtime import prepare_database, start


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    read = actions.add_parser("read", help="create or change what a workbook names")
    read.add_argument("file", type=Path)
    write = actions.add_parser("write", help="write a country's organisation to a workbook")
    write.add_argument("country")
    write.add_argument("file", type=Path)


def run(arguments: argparse.Namespace) -> int:
    """Read or write the workbook."""
    start()
    prepare_database()
    from chegara.organisation import workbook
    from chegara.organisation.models import State

    if arguments.action == "write":
        country = State.objects.filter(code=arguments.country).first()
        if country is None:
            raise CommandError(f"there is no country {arguments.country!r}")
        arguments.file.write_bytes(workbook.export(country))
        return 0
    try:
        country = workbook.load(arguments.file.read_bytes(), by="command line")
    except OSError as error:
        raise CommandError(f"{arguments.file}: {error.strerror}") from error
    except workbook.WorkbookError as error:
        raise CommandError("\n  ".join([f"{arguments.file} was not read:", *error.problems])) from error
    print(f"read {country.name_en} ({country.code})")
    return 0
