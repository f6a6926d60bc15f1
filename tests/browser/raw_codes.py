"""Print what the history of a site tells in the codes of its tables instead of in words: one a line."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.db import models  # noqa: E402
from django.utils import translation  # noqa: E402

from chegara.audit.models import AuditEntry  # noqa: E402
from chegara.audit.presenters import ACTION_TITLES, words_of  # noqa: E402

SNAKE = re.compile(r"[a-z]+(_[a-z0-9]+)+|[A-Z]+(_[A-Z0-9]+)+")
BETWEEN = re.compile(r"[;,:] |\n")
# Names of accounts, which may happen to be the code of something else, and what only a program reads.
AS_THEY_ARE = {"accounts.compartment": "members", "organisation.state": "outline"}
UNTRANSLATED = {"Email"}
FILE = re.compile(r"\.[a-z]{3,4}$")  # a document that was made is told by its file's name


def codes() -> Iterator[str]:
    """Every code of more than one letter that stands for something else in some column."""
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            for code, word in column.flatchoices or ():
                if len(str(code)) > 1 and re.search("[A-Za-z]", str(code)) and str(code) != str(word):
                    yield str(code)


def written_by_hand(entry: AuditEntry) -> set[str]:
    """The values of an entry that stand in columns where anything may be written."""
    try:
        columns = apps.get_model(entry.object_type)._meta.concrete_fields
    except (LookupError, ValueError):
        return set()
    free = (models.CharField, models.TextField)
    named = {one.name for one in columns if isinstance(one, free) and not one.choices}
    stored = {**(entry.before or {}), **(entry.after or {})}
    return {str(value) for key, value in stored.items() if key.rpartition(": ")[2] in named}


def raw(entry: AuditEntry, known: frozenset[str]) -> Iterator[str]:
    """What an entry tells in codes, on a Russian page: no word of one is a code of ours."""
    if entry.action not in ACTION_TITLES:
        yield "its action"
    hand = written_by_hand(entry)
    left_out = AS_THEY_ARE.get(entry.object_type)
    for side in (entry.before, entry.after):
        for name, value in words_of(entry, {k: v for k, v in (side or {}).items() if k != left_out}).items():
            parts = [one.strip(' "{}[]') for one in BETWEEN.split(value)]
            if value not in hand and any(part in known or SNAKE.fullmatch(part) for part in parts):
                yield f"{name}: {value[:80]}"
            if not re.search("[А-Яа-я]", name) and name not in UNTRANSLATED and not FILE.search(name):
                yield f"name {name}"


def main() -> None:
    """Walk over all entries."""
    known = frozenset(codes())
    with translation.override("ru"):
        found = {
            f"{entry.action}, {entry.object_type}: {one}"
            for entry in AuditEntry.objects.all()
            for one in raw(entry, known)
        }
    sys.stdout.write("\n".join(sorted(found)))


if __name__ == "__main__":
    main()
