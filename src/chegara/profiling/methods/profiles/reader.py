"""Reading a profile: every problem at once, absolute refusals among them.

Form, import and programming interface build a plain dictionary and come through `read`; there is no other
way to a `Profile` that the engine takes.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from chegara.profiling.methods.profiles.closures import Lists, decide
from chegara.profiling.methods.profiles.document import (
    LANES,
    LONGEST_DAYS,
    SCHEMA,
    Approval,
    Lane,
    Profile,
    Purpose,
)
from chegara.profiling.methods.profiles.factual import NEEDED, independent_indicators
from chegara.profiling.methods.profiles.fields import Catalogue, Subject, standard_catalogue
from chegara.profiling.methods.profiles.lists import list_problems
from chegara.profiling.methods.profiles.problems import Problem, ProfileRefusedError
from chegara.profiling.methods.profiles.protected import protected_in_text
from chegara.profiling.methods.profiles.reading_tree import TreeReader
from chegara.profiling.methods.profiles.tree import Group, lists_read
from chegara.profiling.methods.profiles.values import ValueRefusedError

LARGEST_BYTES = 1 << 20
_ID = re.compile(r"[A-Z0-9][A-Z0-9-]{1,39}")
_KEYS = frozenset(
    [
        "schema",
        "id",
        "version",
        "title",
        "subject",
        "purpose",
        "owner",
        "author",
        "legal_basis",
        "rationale",
        "valid_from",
        "valid_to",
        "offices",
        "when",
        "then",
        "must_hit",
        "must_miss",
        "approvals",
    ]
)
_NEEDED = (
    "schema",
    "id",
    "title",
    "subject",
    "purpose",
    "owner",
    "author",
    "legal_basis",
    "rationale",
    "valid_from",
    "valid_to",
    "when",
    "then",
)
_THEN = frozenset({"lane", "percent", "priority", "instruction"})
_MOST_PRIORITY = 100
_HUNDRED = 100


def read_text(
    text: bytes | str, *, catalogue: Catalogue | None = None, lists: Lists | None = None
) -> Profile:
    """Return the profile of a JSON file.

    Raises:
        ProfileRefusedError: the text is no JSON, or the profile may not be.
    """
    content = text.encode() if isinstance(text, str) else text
    if len(content) > LARGEST_BYTES:
        raise ProfileRefusedError([Problem("", "too_large", {"bytes": LARGEST_BYTES})])
    try:
        told = json.loads(content, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ProfileRefusedError([Problem("", "no_json", {"error": error})]) from error
    return read(told, catalogue=catalogue, lists=lists)


def read(told: object, *, catalogue: Catalogue | None = None, lists: Lists | None = None) -> Profile:
    """Return the profile that a plain dictionary tells.

    With `lists`, the named lists must be among them, what they hold is vetted, and the examples are decided;
    without them, examples are decided where the tree joins no list.

    Raises:
        ProfileRefusedError: with every problem found.
    """
    reader = _Reader(catalogue or standard_catalogue(), lists)
    profile = reader.read(_composed(told))
    if reader.problems or profile is None:
        name = told.get("id") if isinstance(told, dict) else ""
        raise ProfileRefusedError(reader.problems, str(name or ""))
    return profile


class _Reader:
    def __init__(self, catalogue: Catalogue, lists: Lists | None) -> None:
        self.catalogue = catalogue
        self.lists = lists
        self.problems: list[Problem] = []

    def refuse(self, where: str, code: str, *, absolute: bool = False, **told: object) -> None:
        self.problems.append(Problem(where, code, told, absolute))

    def read(self, told: object) -> Profile | None:
        if not isinstance(told, dict):
            self.refuse("", "no_object")
            return None
        self._keys("", told, _KEYS, _NEEDED)
        subject = self._choice(told, "subject", Subject)
        tree = self._tree(told, subject)
        then = told.get("then")
        then = then if isinstance(then, dict) else {}
        self._keys("then", then, _THEN, ("lane", "instruction"))
        made = {
            "id": self._id(told),
            "title": self._text(told, "title"),
            "purpose": self._choice(told, "purpose", Purpose),
            **{name: self._text(told, name) for name in ("owner", "author", "legal_basis", "rationale")},
            **{name: self._date(told, name) for name in ("valid_from", "valid_to")},
            "offices": self._offices(told),
            "lane": self._choice(then, "lane", Lane, "then/"),
            "percent": self._number(then, "percent", 100.0, 0, _HUNDRED),
            "priority": int(self._number(then, "priority", 50.0, -1, _MOST_PRIORITY)),
            "instruction": self._text(then, "instruction", "then/"),
            "approvals": self._approvals(told),
            "must_hit": self._examples(told, "must_hit"),
            "must_miss": self._examples(told, "must_miss"),
        }
        if told.get("schema") != SCHEMA and "schema" in told:
            self.refuse("schema", "other_schema", schema=SCHEMA)
        if self.problems or subject is None or tree is None:
            self._texts(told, then, subject)
            return None
        profile = Profile(subject=subject, when=tree, **made)
        self._whole(profile, told, then)
        return profile

    def _whole(self, profile: Profile, told: Mapping[str, Any], then: Mapping[str, Any]) -> None:
        """Check what only the whole profile shows."""
        self._texts(told, then, profile.subject)
        if "version" in told and told["version"] != profile.version:
            self.refuse("version", "other_version", version=profile.version)
        if profile.lane not in LANES[profile.subject]:
            self.refuse("then/lane", "lane", lanes=", ".join(LANES[profile.subject]))
        days = (profile.valid_to - profile.valid_from).days + 1
        if days < 1:
            self.refuse("valid_to", "ends_before")
        elif days > LONGEST_DAYS[profile.subject]:
            self.refuse("valid_to", "too_long", days=days, most=LONGEST_DAYS[profile.subject])
        found = independent_indicators(profile.when, self.catalogue)
        needed = NEEDED[profile.subject]
        if found < needed:
            self.refuse("when", "indicators", absolute=True, needed=needed, found=found)
        if self.lists is not None:
            for field_name, name in lists_read(profile.when):
                self.problems += list_problems(
                    self.catalogue[field_name], name, self.lists.get(name), profile.subject
                )
        if not self.problems:
            self._decide_examples(profile)

    def _decide_examples(self, profile: Profile) -> None:
        if self.lists is None and lists_read(profile.when):
            return
        for name, wanted in (("must_hit", True), ("must_miss", False)):
            for number, record in enumerate(getattr(profile, name)):
                where = f"{name}/{number}"
                try:
                    decision = decide(profile, record, self.catalogue, self.lists or {})
                except ValueRefusedError as error:
                    self.refuse(where, "example_value", error=error)
                    continue
                if decision.fired != wanted:
                    self.refuse(where, name, told=decision.told())

    def _tree(self, told: Mapping[str, Any], subject: Subject | None) -> Group | None:
        if "when" not in told:
            return None
        reader = TreeReader(self.catalogue, subject)
        tree = reader.read(told["when"])
        self.problems += reader.problems
        return tree

    def _keys(
        self, where: str, told: Mapping[str, Any], known: frozenset[str], needed: tuple[str, ...]
    ) -> None:
        prefix = f"{where}/" if where else ""
        for name in told:
            if name not in known:
                self.refuse(f"{prefix}{name}", "unknown_key")
        for name in needed:
            if name not in told:
                self.refuse(f"{prefix}{name}", "absent")

    def _id(self, told: Mapping[str, Any]) -> str:
        name = told.get("id", "")
        if "id" in told and not (isinstance(name, str) and _ID.fullmatch(name)):
            self.refuse("id", "id")
        return str(name)

    def _text(self, told: Mapping[str, Any], name: str, prefix: str = "") -> str:
        text = told.get(name, "")
        if name in told and not (isinstance(text, str) and text.strip()):
            self.refuse(f"{prefix}{name}", "blank")
        return str(text).strip()

    def _texts(self, told: Mapping[str, Any], then: Mapping[str, Any], subject: Subject | None) -> None:
        """Refuse what officers would read about protected attributes."""
        if subject is None:
            return
        for where, text in (("title", told.get("title")), ("then/instruction", then.get("instruction"))):
            ground = protected_in_text(text, subject) if isinstance(text, str) else None
            if ground is not None:
                self.refuse(where, "protected_text", absolute=True, ground=ground)

    def _choice(self, told: Mapping[str, Any], name: str, choices: Any, prefix: str = "") -> Any:
        if name not in told:
            return None
        try:
            return choices(told[name])
        except (ValueError, TypeError):
            self.refuse(f"{prefix}{name}", "choice", choices=", ".join(choices))
            return None

    def _date(self, told: Mapping[str, Any], name: str) -> dt.date:
        try:
            return dt.date.fromisoformat(told[name])
        except (KeyError, TypeError, ValueError):
            if name in told:
                self.refuse(name, "date")
            return dt.date.min

    def _number(self, told: Mapping[str, Any], name: str, default: float, above: float, most: float) -> float:
        number = told.get(name, default)
        if isinstance(number, bool) or not isinstance(number, int | float) or not above < number <= most:
            self.refuse(f"then/{name}", "number_between", above=above, most=most)
            return default
        return float(number)

    def _offices(self, told: Mapping[str, Any]) -> tuple[str, ...]:
        offices = told.get("offices", [])
        if not isinstance(offices, list) or not all(isinstance(each, str) and each for each in offices):
            self.refuse("offices", "offices")
            return ()
        return tuple(offices)

    def _approvals(self, told: Mapping[str, Any]) -> tuple[Approval, ...]:
        entries = told.get("approvals", [])
        try:
            return tuple(
                Approval(str(e["by"]), str(e["office"]), dt.date.fromisoformat(e["on"]), str(e["version"]))
                for e in entries
            )
        except (KeyError, TypeError, ValueError):
            self.refuse("approvals", "approvals")
            return ()

    def _examples(self, told: Mapping[str, Any], name: str) -> tuple[dict[str, Any], ...]:
        records = told.get(name, [])
        if not isinstance(records, list) or not all(isinstance(each, dict) for each in records):
            self.refuse(name, "examples")
            return ()
        return tuple(records)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    told = dict(pairs)
    if len(told) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} stands twice")
    return told


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no value")


def _composed(told: Any) -> Any:
    """Return all texts in the composed form of Unicode, so that equal texts have equal hashes."""
    if isinstance(told, str):
        return unicodedata.normalize("NFC", told)
    if isinstance(told, list | tuple):
        return [_composed(each) for each in told]
    if isinstance(told, dict):
        return {_composed(name): _composed(value) for name, value in told.items()}
    return told
