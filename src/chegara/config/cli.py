"""The command line `chegara`: one module of `config.commands` a subcommand, imported only when called."""

from __future__ import annotations

import argparse
import importlib
import sys
from typing import Protocol, cast

COMMANDS = {
    "demo": "build the demo: a real country's seizures, an invented country's everything",
    "serve": "serve the site and do its background work",
    "organisation": "read or write a country's organisation",
    "users": "make accounts",
    "import": "bring in a file that an agency sent",
    "report": "write a country risk analysis",
    "brief": "write a brief on a month, quarter or half-year",
    "forecast": "forecast monthly series from a csv file",
    "simulate": "simulate a crossing point and compare plans",
    "mrz": "read the machine-readable zones of travel documents",
    "names": "compare names of persons across alphabets, look for them on lists",
    "select": "select records by risk profiles: millions of declarations, or one with its full trace",
    "profiles": "check, describe and convert risk profiles",
    "upkeep": "delete personal data whose time is over, let profiles worse than chance lapse",
    "check": "check the audit log and the kept files",
}


MODULES = {"import": "import_"}


class CommandError(Exception):
    """What the user did wrong and what to do about it, in one message."""


class Command(Protocol):
    """What a module of `config.commands` offers; its docstring is the help, with an example."""

    __doc__: str | None

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the subcommand's arguments."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do the work and return the exit code.

        Raises:
            CommandError: with the one message that the user sees.
        """


def load(name: str) -> Command:
    """Import the module of one subcommand."""
    return cast("Command", importlib.import_module(f"chegara.config.commands.{MODULES.get(name, name)}"))


def command_parser(name: str) -> argparse.ArgumentParser:
    """Return the parser of one subcommand, as the manual prints its help."""
    parser = argparse.ArgumentParser(
        prog=f"chegara {name}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    _describe(parser, load(name))
    return parser


def _describe(parser: argparse.ArgumentParser, command: Command) -> None:
    parser.description = command.__doc__
    command.add_arguments(parser)


def main(argv: list[str] | None = None) -> int:
    """Run the subcommand named in `argv`; return the exit code."""
    argv = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(
        prog="chegara", description="Software for the people who manage a border."
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in COMMANDS.items():
        subparser = subparsers.add_parser(
            name, help=summary, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        if argv[:1] == [name]:
            _describe(subparser, load(name))
    arguments = parser.parse_args(argv)
    try:
        return load(arguments.command).run(arguments)
    except CommandError as error:
        print(f"chegara {arguments.command}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(
            f"chegara {arguments.command}: stopped, nothing was changed by the unfinished step",
            file=sys.stderr,
        )
        return 130
