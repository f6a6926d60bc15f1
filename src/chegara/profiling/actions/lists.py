"""Watchlists: describing one, bringing in a version, withdrawing it, remembering who is not on it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.evidence.files import keep
from chegara.profiling.actions.common import ProfilingError, audit, require, save_audited
from chegara.profiling.methods.list_changes import compare, plain, quality_of, unique
from chegara.profiling.methods.watchlists.entry import UnreadableListError
from chegara.profiling.methods.watchlists.reading import read_list
from chegara.profiling.models import FalseMatch, ListedPerson, ListVersion, Watchlist

CHUNK = 500


@transaction.atomic
def save_list(watchlist: Watchlist, *, by: User, reason: str = "") -> Watchlist:
    """Store a new or changed watchlist.

    Raises:
        ProfilingError: somebody of another agency, or without the role, asks.
    """
    require(by, "profiling.edit", watchlist.owner_agency)
    if not watchlist.pk:
        watchlist.by = by
    save_audited(watchlist, watchlist, "list_saved", by=by, reason=reason)
    return watchlist


@transaction.atomic
def bring_in(watchlist: Watchlist, *, name: str, content: bytes, by: User) -> ListVersion:
    """Read a file as the list's next version; what the file leaves out is no longer on the list.

    Raises:
        ProfilingError: the file cannot be read, holds nobody, or is the version that is there.
    """
    require(by, "profiling.edit", watchlist.owner_agency)
    entries = unique(_read(name, content))
    if not entries:
        raise ProfilingError(_("%(name)s holds no person.") % {"name": name})
    after = {key: plain(entry) for key, entry in entries.items()}
    before = dict(watchlist.persons.values_list("entry_id", "content"))
    changes = compare(_without_file(before), _without_file(after))
    last = watchlist.versions.first()
    if last and not (changes.added or changes.changed or changes.removed):
        raise ProfilingError(_("Nothing differs from version %(number)s.") % {"number": last.number})
    version = ListVersion(
        watchlist=watchlist,
        number=last.number + 1 if last else 1,
        file=keep([content]),
        name=name[:255],
        entries=len(entries),
        added=[[key, entries[key].name] for key in changes.added],
        changed=[[key, entries[key].name] for key in changes.changed],
        removed=[[key, before[key]["names"][0]["text"]] for key in changes.removed],
        by=by,
    )
    version.save()
    watchlist.persons.filter(entry_id__in=[*changes.changed, *changes.removed]).delete()
    wanted = [*changes.added, *changes.changed]
    ListedPerson.objects.bulk_create(
        (
            ListedPerson(
                watchlist=watchlist,
                entry_id=key[:120],
                name=entries[key].name[:400],
                birth=", ".join(str(birth) for birth in entries[key].births)[:200],
                quality=quality_of(entries[key]),
                expires_on=entries[key].expires_on,
                content=after[key],
            )
            for key in wanted
        ),
        batch_size=CHUNK,
    )
    audit(
        watchlist, "list_brought_in", by, on=version,
        after={"version": version.number, "entries": version.entries, "file": name},
    )  # fmt: skip
    return version


def _without_file(contents: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What entries say, but for the file that they came in: another file name is no change of a person."""
    return {
        key: {name: value for name, value in told.items() if name != "source"}
        for key, told in contents.items()
    }


def _read(name: str, content: bytes) -> Iterable:  # type: ignore[type-arg]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "list")
        path.write_bytes(content)
        try:
            return [entry for entry in read_list(path) if entry.kind == "person" and entry.names]
        except UnreadableListError as error:
            raise ProfilingError(str(error).replace(f"{folder}/", "")) from error


@transaction.atomic
def withdraw(watchlist: Watchlist, *, by: User, reason: str) -> None:
    """Take a list out of use at once.

    Raises:
        ProfilingError: no reason is given.
    """
    require(by, "profiling.edit", watchlist.owner_agency)
    if not reason.strip():
        raise ProfilingError(_("Say why the list is withdrawn."))
    watchlist.withdrawn_at = timezone.now()
    save_audited(watchlist, watchlist, "list_withdrawn", by=by, reason=reason)


def remember_false_match(
    watchlist: Watchlist, *, entry_id: str, document: dict[str, str], reason: str, until: date, by: User
) -> None:
    """Remember that the holder of a document is not the listed person; called while a check is judged."""
    FalseMatch.objects.create(
        watchlist=watchlist,
        entry_id=entry_id,
        document_number=document.get("number", ""),
        document_state=document.get("issuer", ""),
        birth=document.get("birth", ""),
        reason=reason,
        until=until,
        by=by,
    )
