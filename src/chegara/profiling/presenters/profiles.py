"""What those who sign a profile read: conditions beside groups of people, and the lists that it joins."""

from __future__ import annotations

from typing import Any

from chegara.profiling.joining import current_versions, lists_named
from chegara.profiling.models import ProfileVersion

NEAREST = 3
"""So many groups of each condition are shown: those that it is met in most often beside the others."""


def proxy_rows(result: dict[str, Any], language: str) -> list[dict[str, Any]]:
    """Each condition with the groups that it leans to most, those that it stands for first."""
    rows = []
    for one in result.get("proxy", {}).get("conditions", ()):
        groups = sorted(one["groups"], key=lambda each: (not each["stands"], -_high(each["ratio"])))
        standing = sum(each["stands"] for each in groups)
        rows.append(
            {
                "words": one["words"][language], "met": one["met"], "too_few": one["too_few"],
                "groups": groups[: max(NEAREST, standing)],
                "stands": any(each["stands"] and not each["open"] for each in groups),
            }
        )  # fmt: skip
    return rows


def _high(ratio: dict[str, Any]) -> float:
    value = ratio["value"] if ratio["value"] is not None else ratio["low"]
    return float(value or 0)


def list_rows(version: ProfileVersion) -> list[dict[str, Any]]:
    """Each list that a version joins, with its current version; vetting is told by `approval.obstacles`."""
    current = current_versions(version.profile.owner_agency_id)
    return [{"name": name, "version": current.get(name)} for name in lists_named(version.content)]
