"""What the commands that write documents ask for alike, and how they refuse what there is not."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, cast

from chegara.config.cli import CommandError

if TYPE_CHECKING:
    from chegara.organisation.models import State
    from chegara.reporting.render import Format

FORMATS = ("docx", "pdf", "html")
LANGUAGES = ("en", "ru")


def add_document_arguments(parser: argparse.ArgumentParser, *, formats: str) -> None:
    """Declare language, format and folder."""
    parser.add_argument("--language", default="en", help="en, ru, or several with commas")
    parser.add_argument("--format", default=formats, help="docx, pdf, html, or several with commas")
    parser.add_argument("--out", type=Path, default=Path(), help="the folder to write into")


def formats_and_languages(arguments: argparse.Namespace) -> tuple[tuple[Format, ...], tuple[str, ...]]:
    """Return the formats and languages asked for.

    Raises:
        CommandError: there is none, or one that there is not.
    """
    formats = _parts(arguments.format)
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown or not formats:
        raise CommandError(
            f"there is no format {', '.join(unknown) or '(empty)'}: choose among {', '.join(FORMATS)}"
        )
    languages = _parts(arguments.language)
    if not languages or set(languages) - set(LANGUAGES):
        raise CommandError(
            f"there is no language {arguments.language!r}: choose among {', '.join(LANGUAGES)}"
        )
    return cast("tuple[Format, ...]", formats), languages


def _parts(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text.split(","))))


def home_country(code: str) -> State:
    """Return the country of that code that keeps its statistics here.

    Raises:
        CommandError: there is none.
    """
    from chegara.organisation.models import State

    country = State.objects.filter(pk=code, home=True).first()
    if country is None:
        known = ", ".join(State.objects.filter(home=True).values_list("pk", flat=True)) or "none yet"
        raise CommandError(f"there is no country {code!r} (known: {known})")
    return country
