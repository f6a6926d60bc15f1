"""The facts that a document itself gives; who somebody is gives none."""

from __future__ import annotations

from datetime import date
from typing import Any

_WHOLE_DAY = 10


def facts_of(document: dict[str, Any], today: date) -> dict[str, Any]:
    """Return the fields of the catalogue that a document read on a day fills."""
    facts: dict[str, Any] = {
        "document.type": document.get("code") or None,
        "document.check_digit_wrong": bool(document.get("check_digit_wrong")),
        "nationality": document.get("nationality") or None,
        "document.issuer": document.get("issuer") or None,
    }
    expiry = document.get("expiry", "")
    if len(expiry) == _WHOLE_DAY:
        facts["document.days_to_expiry"] = (date.fromisoformat(expiry) - today).days
    return facts
