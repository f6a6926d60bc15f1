"""Write docs/reference from what the program says of itself: python script/reference.py."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"
NOTE = "<!-- Written by script/reference.py; change what it reads, not this page. -->\n\n"


def command_line() -> str:
    """Return the manual of `chegara` and its subcommands, as `--help` prints it."""
    from chegara.config.cli import COMMANDS

    parts = [
        "# The command line\n\n"
        + NOTE
        + "Every command exits with 0 when all went well, 1 when a check failed, "
        "2 with one message when something given was wrong. Files are UTF-8; dates are ISO 8601.\n"
    ]
    for name, summary in COMMANDS.items():
        parts.append(f"## chegara {name}\n\n{summary.capitalize()}.\n\n```text\n{_help([name])}```\n")
        parts += [
            f"### chegara {name} {action}\n\n```text\n{_help([name, action])}```\n"
            for action in _actions(name)
        ]
    return "\n".join(parts)


def _actions(name: str) -> Iterator[str]:
    from chegara.config.cli import load

    parser = argparse.ArgumentParser()
    load(name).add_arguments(parser)
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to ask
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            yield from action.choices


def _help(arguments: list[str]) -> str:
    from chegara.config.cli import main

    os.environ["COLUMNS"] = "100"
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        main([*arguments, "--help"])
    return printed.getvalue()


def dictionary() -> str:
    """Return the dictionary of indicators as tables, a chapter each."""
    from chegara.evidence.methods.dictionary import load_dictionary

    known = load_dictionary()
    chapters: dict[str, list[str]] = {}
    for indicator in known.indicators.values():
        against = ", ".join(f"`{code}`" for code in indicator.denominators)
        chapters.setdefault(str(indicator.category), []).append(
            f"| `{indicator.code}` | {indicator.names['en']} / {indicator.names['ru']} | {indicator.form} "
            f"| {indicator.unit} | {indicator.kind or '–'} | {against or '–'} | "
            f"{indicator.definition['en']} |"
        )
    text = (
        "# The dictionary\n\n" + NOTE + "What is counted, in what unit, and against what it is read. "
        "It lies in `src/chegara/evidence/parameters/indicators.toml`, dated and with the sources of its definitions.\n"
    )
    for category, rows in chapters.items():
        text += (
            f"\n## {category.capitalize()}\n\n"
            "| code | name | reported as | unit | kinds | read against | definition |\n"
            "| --- | --- | --- | --- | --- | --- | --- |\n" + "\n".join(rows) + "\n"
        )
    return text


def permissions() -> str:
    """Return the table of roles and permissions, as the rules answer it."""
    import rules.permissions

    from chegara.accounts.models import Role

    granted = {
        name: set(re.findall(r"\w+", str(rule).partition("has_role:")[2]))
        for name, rule in rules.permissions.permissions.items()
    }
    lines = [
        "| permission | " + " | ".join(str(role.label) for role in Role) + " |",
        "| --- |" + " :-: |" * len(Role),
    ]
    lines += [
        f"| `{name}` | " + " | ".join("✓" if role.value in granted[name] else "" for role in Role) + " |"
        for name in sorted(granted)
    ]
    return (
        "# Roles and permissions\n\n" + NOTE + "A role is held in an agency, from a day and until a day. "
        "A permission opens pages and actions; which records these show follows from marking, release and "
        "compartment ([trust](../explanation/trust.md)). Whoever holds no role opens nothing.\n\n"
        + "\n".join(lines)
        + "\n"
    )


def states() -> str:
    """Return the states of an import as a diagram."""
    from chegara.evidence.models import TRANSITIONS, BatchState

    arrows = [
        f"    {before} --> {after}"
        for before, following in TRANSITIONS.items()
        for after in sorted(following)
    ]
    ends = [f"    {state} --> [*]" for state, following in TRANSITIONS.items() if not following]
    words = [f"| `{state.value}` | {state.label} |" for state in BatchState]
    return (
        "# States of an import\n\n"
        + NOTE
        + "Rows count in totals in the state `confirmed`, and in no other.\n\n"
        "```mermaid\nstateDiagram-v2\n    [*] --> received\n" + "\n".join(arrows + ends) + "\n```\n\n"
        "| state | shown as |\n| --- | --- |\n" + "\n".join(words) + "\n"
    )


def organisation_workbook() -> str:
    """Return the description of the organisation's workbook, its columns as the reader knows them."""
    from chegara.organisation.models import AgencyKind, PointKind, Regime, UnitKind
    from chegara.organisation.workbook import SHEETS

    rows = ["| `country` | code, name_en, name_ru, invented |"]
    rows += [f"| `{sheet.name}` | {', '.join(sheet.columns)} |" for sheet in SHEETS]
    kinds = {
        "agencies.kind": AgencyKind.values,
        "units.kind": UnitKind.values,
        "sections.regime": Regime.values,
        "points.kind": PointKind.values,
    }
    return (
        "# The organisation's workbook\n\n"
        + NOTE
        + "One xlsx workbook a country: one sheet a table, one header row, "
        "columns in any order. Take away the present one (`chegara organisation write UZ "
        "organisation.xlsx`, or on the "
        "page of agencies), change it, and read it in. Reading in is one act: every problem is told at "
        "once, by sheet, "
        "row and column, and then nothing is changed. Records that the workbook does not name stay as they are.\n\n"
        "| sheet | columns |\n| --- | --- |\n" + "\n".join(rows) + "\n\n"
        "- A blank cell is unknown, never zero and never “no”.\n"
        "- `aliases`: other spellings in any script, separated by `;`. A spelling belongs to one row only.\n"
        "- Codes of states are ISO 3166-1 alpha-2; invented states use XA to XZ. A code that is used elsewhere must exist.\n"
        "- Latitude and longitude are decimal degrees, north and east positive.\n"
        "- `hours` are `24/7` or `06:00-20:00`.\n\n"
        "| column | values |\n| --- | --- |\n"
        + "\n".join(f"| {column} | {', '.join(values)} |" for column, values in kinds.items())
        + "\n"
    )


PAGES = {
    "command-line.md": command_line,
    "dictionary.md": dictionary,
    "permissions.md": permissions,
    "states.md": states,
    "organisation-workbook.md": organisation_workbook,
}


def main() -> None:
    """Write all pages."""
    from chegara.config.runtime import start

    start()
    for name, write in PAGES.items():
        (REFERENCE / name).write_text(write(), encoding="utf-8")
        print(REFERENCE / name)


if __name__ == "__main__":
    main()
