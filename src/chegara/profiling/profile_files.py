"""Files of profiles that are brought in: a profile, a bundle, a decision table; all of a file or nothing."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.common.refusals import Refused
from chegara.organisation.models import Agency
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.actions.profiles import NotAProfileError, write
from chegara.profiling.joining import lists_of
from chegara.profiling.methods.profiles.bundle import FIELDS, Bundle, read_bundle
from chegara.profiling.methods.profiles.problems import Problem, ProfileRefusedError
from chegara.profiling.methods.profiles.reader import LARGEST_BYTES
from chegara.profiling.methods.profiles.table_files import table_rows
from chegara.profiling.methods.profiles.tables import plain_rows
from chegara.profiling.models import RiskProfile
from chegara.profiling.presenters.refusals import spoken
from chegara.profiling.tongue import tongue

TABLES = (".csv", ".xlsx")
LARGEST_FILE = 8 * LARGEST_BYTES


def bring_in(name: str, content: bytes, *, agency: Agency, by: User) -> list[RiskProfile]:
    """Write the profiles of a file as drafts, or as the next versions of those that are there.

    Raises:
        ProfilingError: the file is of another kind, or a profile may not be; every problem, with its place.
    """
    if len(content) > LARGEST_FILE:
        raise ProfilingError(_("The file is too large."))
    try:
        told = list(_told(name, content, agency))
    except Refused as error:
        raise ProfilingError(spoken(error.said)) from error
    except ProfileRefusedError as error:
        raise ProfilingError("\n".join(_placed("", error.problems))) from error
    if not told:
        raise ProfilingError(_("The file holds no profile."))
    return _write(told, agency, by)


@transaction.atomic
def _write(told: list[tuple[str, dict[str, Any]]], agency: Agency, by: User) -> list[RiskProfile]:
    made: list[RiskProfile] = []
    found: list[str] = []
    there = {each.code: each for each in RiskProfile.objects.visible_to(by).filter(owner_agency=agency)}
    for where, plain in told:
        try:
            with transaction.atomic():
                made.append(write(plain, agency=agency, by=by, profile=there.get(plain.get("id", ""))))
        except NotAProfileError as error:
            found += _placed(where, error.problems, conditions=not where)
        except ProfilingError as error:
            found.append(f"{where}: {error}" if where else str(error))
    if found:
        raise ProfilingError("\n".join(dict.fromkeys(found)))
    return made


def _placed(where: str, problems: list[Problem], *, conditions: bool = True) -> list[str]:
    """Put its place before each problem; a row of a table knows no places of a tree, which `conditions` leaves out."""
    language = tongue()
    told = ["" if each.where.startswith("when") and not conditions else each.where for each in problems]
    places = [": ".join(part for part in (where, own) if part) for own in told]
    return [
        f"{place}: {each.text(language)}" if place else each.text(language)
        for place, each in zip(places, problems, strict=True)
    ]


def _told(name: str, content: bytes, agency: Agency) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where each profile of a file stands, and what it says."""
    if name.lower().endswith(TABLES):
        for number, plain in plain_rows(*table_rows(name, content)):
            yield _("row %(row)s") % {"row": number}, plain
    elif content[:2] == b"PK":
        with contextlib.suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(content)) as archive:
            if FIELDS in archive.namelist():
                raise ProfilingError(
                    _(
                        "The bundle adds fields of its own (fields.toml); on the site profiles read those of the catalogue alone."
                    )
                )
        bundle = read_bundle(content)
        _require_same_lists(bundle, agency)
        for profile in bundle.profiles:
            yield profile.id, dict(profile.plain())
    else:
        yield "", _json(content)


def _json(content: bytes) -> dict[str, Any]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ProfilingError(
            _("The file is neither a profile (JSON), a bundle (zip) nor a decision table (csv, xlsx).")
        ) from error
    if not isinstance(told, dict):
        raise ProfilingError(_("The file holds no profile."))
    return told


def _require_same_lists(bundle: Bundle, agency: Agency) -> None:
    """Refuse a bundle whose profiles would join other keys here than those that it carries."""
    ours = lists_of(agency)
    for name, theirs in bundle.lists.items():
        if name not in ours or ours[name].periods != theirs.periods:
            raise ProfilingError(
                _(
                    "The bundle's list %(list)s is not held here so: bring it in first, under “Lists that profiles join”."
                )
                % {"list": name}
            )
