"""Build the demo: Uzbekistan's real seizures 2011–2015, and invented Sarvania with all that is invented.

Example:
  chegara demo

The files of both countries go through the importer that users have. A second run finds all in place.
"""

from __future__ import annotations

import argparse

from chegara.config.runtime import prepare_database, start


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--accounts", action="store_true", help="only print the demo's accounts")
    output.add_argument("--quiet", action="store_true", help="build without printing them")


def run(arguments: argparse.Namespace) -> int:
    """Build what is missing and print the accounts."""
    start()
    prepare_database()
    from chegara.config.demo import build

    if not arguments.accounts:
        build.build()
    if not arguments.quiet:
        for line in build.account_lines():
            print(line)
    return 0
