"""Check, describe and convert risk profiles.

    check FILE...            read profiles, bundles or folders; say all that is wrong with them
    sentence FILE            tell each profile in plain words (--language ru)
    bundle FILE... --out Z   put profiles and lists into one zip file
    table FILE... --out T    write profiles as a decision table (csv or xlsx)
    from-table T --out DIR   read a decision table; write one file a profile
    asycuda FILE --out DIR --template P   read criteria text; profile P gives the rest of each
    schema                   print the JSON Schema of a profile's file
    fields                   print the fields that a profile may read
    seed --out FILE          make a secret seed for drawing by lot, and print its commitment

Example:
    chegara profiles check autumn.zip --language ru
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from chegara.config.cli import CommandError
from chegara.profiling.methods.profiles import schema
from chegara.profiling.methods.profiles.asycuda import CriteriaRefusedError, lists_needed, read_criteria
from chegara.profiling.methods.profiles.bundle import Bundle, BundleRefusedError, read_path, write_bundle
from chegara.profiling.methods.profiles.document import Profile
from chegara.profiling.methods.profiles.fields import Subject, standard_catalogue
from chegara.profiling.methods.profiles.problems import ProfileRefusedError
from chegara.profiling.methods.profiles.reader import read
from chegara.profiling.methods.profiles.sentence import sentence
from chegara.profiling.methods.profiles.table_files import read_table, write_table
from chegara.profiling.methods.profiles.tables import TableRefusedError
from chegara.profiling.methods.selection.sample import commitment, new_seed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is done and with which files."""
    parser.add_argument("action", choices=list(ACTIONS), help="what to do")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="profiles, bundles or folders")
    parser.add_argument("--out", type=Path, metavar="FILE", help="file to write")
    parser.add_argument(
        "--template", type=Path, metavar="FILE", help="profile that criteria text is put into"
    )
    parser.add_argument("--language", choices=("en", "ru"), default="en", help="of what is told (default en)")


def run(arguments: argparse.Namespace) -> int:
    """Do the action.

    Raises:
        CommandError: a file cannot be read or is not as it must be.
    """
    try:
        return ACTIONS[arguments.action](arguments)
    except (BundleRefusedError, TableRefusedError, CriteriaRefusedError) as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(f"{error.filename} cannot be read or written: {error.strerror}") from error


def read_all(files: Sequence[Path], language: str) -> list[Bundle]:
    """Return the bundles of files.

    Raises:
        CommandError: no file is named, or a profile may not be; all problems are told.
    """
    if not files:
        raise CommandError("name at least one file of profiles")
    made = []
    for path in files:
        try:
            made.append(read_path(path))
        except ProfileRefusedError as refused:
            raise CommandError(_told(path, refused, language)) from refused
    return made


def _check(arguments: argparse.Namespace) -> int:
    for path, bundle in zip(arguments.files, read_all(arguments.files, arguments.language), strict=True):
        for profile in bundle.profiles:
            signed = "approved" if profile.approved() else "not approved"
            print(f"{path}: {profile.id} {profile.version[:19]} {signed}")
    return 0


def _sentence(arguments: argparse.Namespace) -> int:
    for bundle in read_all(arguments.files, arguments.language):
        for profile in bundle.profiles:
            print(
                f"{profile.id} {profile.title}\n  {sentence(profile, arguments.language, bundle.catalogue)}"
            )
    return 0


def _bundle(arguments: argparse.Namespace) -> int:
    bundles = read_all(arguments.files, arguments.language)
    profiles = {each.id: each for bundle in bundles for each in bundle.profiles}
    if len(profiles) < sum(len(bundle.profiles) for bundle in bundles):
        raise CommandError("two of the profiles have the same id")
    lists = {name: named for bundle in bundles for name, named in bundle.lists.items()}
    fields = next((bundle.fields for bundle in bundles if bundle.fields), None)
    catalogue = bundles[0].catalogue
    _out(arguments).write_bytes(write_bundle(Bundle(tuple(profiles.values()), lists, catalogue, fields)))
    return 0


def _table(arguments: argparse.Namespace) -> int:
    bundles = read_all(arguments.files, arguments.language)
    write_table([profile for bundle in bundles for profile in bundle.profiles], _out(arguments))
    return 0


def _from_table(arguments: argparse.Namespace) -> int:
    for path in arguments.files:
        try:
            _write_each(read_table(path), _out(arguments))
        except ProfileRefusedError as refused:
            raise CommandError(_told(path, refused, arguments.language)) from refused
    return 0


def _asycuda(arguments: argparse.Namespace) -> int:
    if arguments.template is None:
        raise CommandError(
            "name with --template a profile whose owner, legal basis and term the criteria take"
        )
    template = read_all([arguments.template], arguments.language)[0].profiles[0].plain()
    for path in arguments.files:
        criteria = read_criteria(path.read_text(encoding="utf-8-sig"))
        made = []
        for each in criteria:
            then = {**dict(template["then"]), "lane": each.lane, "percent": each.percent}  # type: ignore[call-overload]
            own = {"id": each.name.upper(), "title": each.name, "when": each.when, "then": then}
            plain = template | own | {"approvals": [], "must_hit": [], "must_miss": []}
            plain.pop("version")
            try:
                made.append(read(plain))
            except ProfileRefusedError as refused:
                raise CommandError(_told(path, refused, arguments.language)) from refused
        _write_each(made, _out(arguments))
        for name in lists_needed(criteria):
            print(f"bring the list along as lists/{name}.csv")
    return 0


def _write_each(profiles: Sequence[Profile], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for profile in profiles:
        (folder / f"{profile.id}.json").write_bytes(profile.canonical())


def _told(path: Path, refused: ProfileRefusedError, language: str) -> str:
    told = "\n".join(f"  {each.where}: {each.text(language)}" for each in refused.problems)
    return f"{path}\n{told}"


def _schema(arguments: argparse.Namespace) -> int:
    if arguments.out:
        arguments.out.write_text(schema.text(), encoding="utf-8")
    else:
        print(schema.text(), end="")
    return 0


def _fields(arguments: argparse.Namespace) -> int:
    catalogue = standard_catalogue()
    for subject in Subject:
        print(subject)
        for field in catalogue.of(subject):
            name = f"{field.name}_30d" if field.window else field.name
            found = catalogue.get(name)
            if found:
                print(f"  {name:28} {found.kind:7} {found.label(arguments.language)}")
    return 0


def _seed(arguments: argparse.Namespace) -> int:
    seed = new_seed()
    path = _out(arguments)
    if path.exists():
        raise CommandError(f"{path} exists: a seed is never overwritten")
    path.touch(mode=0o600)
    path.write_text(seed + "\n", encoding="ascii")
    print(f"commitment, to be published before the day begins: {commitment(seed)}")
    return 0


def _out(arguments: argparse.Namespace) -> Path:
    if arguments.out is None:
        raise CommandError("name the file to write with --out")
    path: Path = arguments.out
    return path


ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "check": _check,
    "sentence": _sentence,
    "bundle": _bundle,
    "table": _table,
    "from-table": _from_table,
    "asycuda": _asycuda,
    "schema": _schema,
    "fields": _fields,
    "seed": _seed,
}
