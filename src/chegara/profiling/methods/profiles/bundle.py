"""Bundles: profiles and the lists that they join, in one zip file.

`manifest.json` names each file with its SHA-256; `profiles/*.json` are canonical; `lists/*.csv` have the
columns key, valid_from, valid_to, source; `fields.toml`, where there is one, adds fields to the catalogue.
The same profiles and lists always give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from chegara.common.office_files import DAMAGED
from chegara.common.refusals import Refused
from chegara.common.refusals import gettext_noop as _
from chegara.profiling.methods.profiles.document import Profile
from chegara.profiling.methods.profiles.fields import (
    Catalogue,
    CatalogueError,
    extended_catalogue,
    standard_catalogue,
)
from chegara.profiling.methods.profiles.lists import ListRefusedError, NamedList, read_list, write_list
from chegara.profiling.methods.profiles.problems import Problem, ProfileRefusedError
from chegara.profiling.methods.profiles.reader import read_text

SCHEMA = "chegara/bundle/1"
FIELDS = "fields.toml"
LARGEST_FILE = 64 << 20
MOST_FILES = 5000
_EPOCH = (1980, 1, 1, 0, 0, 0)


class BundleRefusedError(Refused):
    """A bundle, folder or file of profiles is not as it must be; the message names the file."""


@dataclass(frozen=True)
class Bundle:
    """Profiles that were read together with their lists and catalogue."""

    profiles: tuple[Profile, ...]
    lists: Mapping[str, NamedList]
    catalogue: Catalogue
    fields: str | None = None


def write_bundle(bundle: Bundle) -> bytes:
    """Return the zip file."""
    files: dict[str, bytes] = {}
    for profile in bundle.profiles:
        files[f"profiles/{profile.id}.json"] = profile.canonical()
    for name, named in bundle.lists.items():
        files[f"lists/{name}.csv"] = write_list(named).encode()
    if bundle.fields:
        files[FIELDS] = bundle.fields.encode()
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    files["manifest.json"] = json.dumps({"schema": SCHEMA, "files": digests}, indent=1).encode()
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def read_bundle(content: bytes) -> Bundle:
    """Return what a zip file holds.

    Raises:
        BundleRefusedError: it is no bundle, or a file is not what the manifest says.
        ProfileRefusedError: a profile may not be.
    """
    try:
        files = _unzipped(content)
        manifest = json.loads(files.pop("manifest.json"))["files"]
    except DAMAGED as error:  # RecursionError is a RuntimeError
        if isinstance(error, BundleRefusedError):
            raise
        if isinstance(error, KeyError):
            raise BundleRefusedError(_("this is no bundle of profiles: it holds no manifest.json")) from error
        raise BundleRefusedError(_("this is no bundle of profiles: %(error)s"), error=error) from error
    for name, found in files.items():
        if manifest.get(name) != hashlib.sha256(found).hexdigest():
            raise BundleRefusedError(
                _("%(file)s is not the file that the manifest names: it was changed or added"), file=name
            )
    if absent := sorted(set(manifest) - set(files)):
        raise BundleRefusedError(_("%(file)s is named by the manifest and missing"), file=absent[0])
    return read_files(files)


def read_files(files: Mapping[str, bytes]) -> Bundle:
    """Return the profiles, lists and fields among named files.

    Raises:
        BundleRefusedError: a list or the file of fields cannot be read, or an id stands twice.
        ProfileRefusedError: a profile may not be; all problems of all profiles.
    """
    fields = files[FIELDS].decode() if FIELDS in files else None
    try:
        catalogue = extended_catalogue(fields) if fields else standard_catalogue()
        lists = {
            PurePosixPath(name).stem: read_list(PurePosixPath(name).stem, content.decode("utf-8-sig"))
            for name, content in sorted(files.items())
            if name.endswith(".csv")
        }
    except ListRefusedError as error:
        raise BundleRefusedError("%(problem)s", problem=error.said) from error
    except (CatalogueError, UnicodeDecodeError) as error:
        raise BundleRefusedError("%(error)s", error=error) from error
    contents = [(name, text) for name, text in sorted(files.items()) if name.endswith(".json")]
    return Bundle(_profiles(contents, catalogue, lists), lists, catalogue, fields)


def _profiles(
    contents: Iterable[tuple[str, bytes]], catalogue: Catalogue, lists: Mapping[str, NamedList]
) -> tuple[Profile, ...]:
    profiles: list[Profile] = []
    problems: list[Problem] = []
    for name, text in contents:
        try:
            profiles.append(read_text(text, catalogue=catalogue, lists=lists))
        except ProfileRefusedError as refused:
            problems += [
                Problem(f"{name}: {each.where}", each.code, each.told, each.absolute)
                for each in refused.problems
            ]
    if problems:
        raise ProfileRefusedError(problems)
    ids = [profile.id for profile in profiles]
    twice = sorted({each for each in ids if ids.count(each) > 1}) if len(set(ids)) < len(ids) else []
    if twice:
        raise BundleRefusedError(_("the profile %(id)s stands twice"), id=twice[0])
    return tuple(profiles)


def read_path(path: Path) -> Bundle:
    """Return the bundle of a zip file, a folder (`profiles/*.json`, `lists/*.csv`) or one profile's file.

    Raises:
        OSError: it cannot be read.
        BundleRefusedError: as for `read_bundle`.
        ProfileRefusedError: as for `read_bundle`.
    """
    if path.is_dir():
        found = {
            str(each.relative_to(path)): each.read_bytes()
            for each in sorted(path.rglob("*"))
            if each.suffix in {".json", ".csv"} or each.name == FIELDS
        }
        return read_files(found)
    content = path.read_bytes()
    return read_bundle(content) if content[:2] == b"PK" else read_files({path.name: content})


def _unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_FILES or sum(each.file_size for each in entries) > LARGEST_FILE:
            raise BundleRefusedError(_("the bundle is too large"))
        return {each.filename: archive.read(each) for each in entries if not each.is_dir()}
