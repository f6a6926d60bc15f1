"""The lists that profiles join, as they are now; and the profiles that join a list."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from chegara.evidence.files import path_of
from chegara.organisation.models import Agency
from chegara.profiling.choices import ProfileState
from chegara.profiling.methods.profiles.lists import NamedList, read_list
from chegara.profiling.models import KeyListVersion, RiskProfile


@lru_cache(maxsize=64)
def _named(name: str, sha256: str) -> NamedList:
    """A list by the hash of its file, which never changes."""
    return read_list(name, path_of(sha256).read_text(encoding="utf-8"))


def current_versions(agency: Agency | int) -> dict[str, KeyListVersion]:
    """Return the version that holds now of each list of an agency."""
    found: dict[str, KeyListVersion] = {}
    rows = KeyListVersion.objects.filter(key_list__owner_agency=agency).select_related("key_list", "file")
    for one in rows.order_by("number"):
        found[one.key_list.name] = one
    return found


def lists_of(agency: Agency | int) -> dict[str, NamedList]:
    """Return an agency's lists by their names, as they are now."""
    return {name: _named(name, one.file.sha256) for name, one in current_versions(agency).items()}


def lists_named(content: dict[str, Any]) -> dict[str, list[str]]:
    """Return the lists that a profile's file joins, each with the fields that it is asked of."""
    found: dict[str, list[str]] = {}

    def walk(node: dict[str, Any]) -> None:
        for rule in node.get("rules", ()):
            walk(rule)
        value = node.get("value")
        if isinstance(value, dict) and "list" in value:
            found.setdefault(value["list"], []).append(node["field"])

    walk(content["when"])
    return found


def profiles_joining(name: str, agency: Agency | int) -> list[RiskProfile]:
    """Return an agency's profiles whose current version joins a list, but for stopped and lapsed ones."""
    rows = RiskProfile.objects.filter(owner_agency=agency).exclude(
        state__in=(ProfileState.STOPPED, ProfileState.LAPSED)
    ).prefetch_related("versions")  # fmt: skip
    return [
        row
        for row in rows
        for version in row.versions.all()
        if version.number == row.number and name in lists_named(version.content)
    ]
