"""The hash chain of the audit log, apart from where it is stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64
FIELDS = (
    "at", "actor", "actor_name", "action", "object_type", "object_id", "object_label", "agency",
    "compartment", "before", "after", "reason", "previous_hash",
)  # fmt: skip


def digest(entry: Mapping[str, Any]) -> str:
    """Return the SHA-256, in hexadecimal, of an entry's fields and of its predecessor's hash.

    Fields are serialised as JSON with sorted keys; `at` in UTC to the microsecond, so that the hash does
    not depend on the time zone or database that returned it.
    """
    content = {name: entry[name] for name in FIELDS}
    at: datetime = content["at"]
    content["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def first_break(entries: Iterable[Mapping[str, Any]]) -> int | None:
    """Return the sequence number at which the chain breaks, or None where it holds.

    `entries` come in their order, each with `sequence` and `hash` besides the hashed fields.
    """
    previous = GENESIS
    for entry in entries:
        if entry["previous_hash"] != previous or digest(entry) != entry["hash"]:
            return int(entry["sequence"])
        previous = entry["hash"]
    return None
