"""The JSON Schema (draft 2020-12) of a profile file, made of the same tables as the reader.

The schema tells the shape; the reader tells the rest: fields of the subject, absolute refusals, indicators,
terms. It is published as `profile.schema.json` beside this module.
"""

from __future__ import annotations

import json
from pathlib import Path

from chegara.profiling.methods.profiles.document import SCHEMA, Lane, Purpose
from chegara.profiling.methods.profiles.fields import Subject
from chegara.profiling.methods.profiles.reading_tree import LIST_NAME, MOST_VALUES
from chegara.profiling.methods.profiles.tree import Combinator, Operator

PUBLISHED = Path(__file__).with_name("profile.schema.json")
_TEXT = {"type": "string", "minLength": 1, "pattern": r"\S"}
_DATE = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_RECORDS = {"type": "array", "items": {"type": "object"}}
_SCALAR = {"type": ["string", "number", "boolean"]}


def schema() -> dict[str, object]:
    """Return the schema."""
    needed = [
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
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SCHEMA.replace('/', ':')}",
        "title": "Chegara risk profile",
        "type": "object",
        "additionalProperties": False,
        "required": needed,
        "properties": {
            "schema": {"const": SCHEMA},
            "id": {"type": "string", "pattern": "^[A-Z0-9][A-Z0-9-]{1,39}$"},
            "version": {
                "type": "string",
                "pattern": "^sha256:[0-9a-f]{64}$",
                "description": "of the canonical form (RFC 8785) without version and approvals",
            },
            "subject": {"enum": list(Subject)},
            "purpose": {"enum": list(Purpose)},
            **dict.fromkeys(("title", "owner", "author", "legal_basis", "rationale"), _TEXT),
            "valid_from": _DATE,
            "valid_to": {**_DATE, "description": "the last day"},
            "offices": {"type": "array", "items": _TEXT, "description": "empty: all"},
            "when": {"$ref": "#/$defs/group"},
            "then": _then(),
            "must_hit": _RECORDS,
            "must_miss": _RECORDS,
            "approvals": {"type": "array", "items": _approval()},
        },
        "$defs": {"group": _group(), "condition": _condition()},
    }


def _then() -> dict[str, object]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["lane", "instruction"],
        "properties": {
            "lane": {"enum": [lane for lane in Lane if lane not in {Lane.GREEN, Lane.FIRST_LINE}]},
            "percent": {"type": "number", "exclusiveMinimum": 0, "maximum": 100, "default": 100},
            "priority": {"type": "number", "minimum": 0, "maximum": 100, "default": 50},
            "instruction": _TEXT,
        },
    }


def _approval() -> dict[str, object]:
    return {
        "type": "object",
        "required": ["by", "office", "on", "version"],
        "properties": {"by": _TEXT, "office": _TEXT, "on": _DATE, "version": {"type": "string"}},
    }


def _group() -> dict[str, object]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["rules"],
        "properties": {
            "id": {"type": "string"},
            "combinator": {"enum": list(Combinator), "default": "and"},
            "not": {"type": "boolean", "default": False},
            "rules": {
                "type": "array",
                "minItems": 1,
                "items": {"anyOf": [{"$ref": "#/$defs/group"}, {"$ref": "#/$defs/condition"}]},
            },
        },
    }


def _condition() -> dict[str, object]:
    named = {
        "type": "object",
        "additionalProperties": False,
        "required": ["list"],
        "properties": {"list": {"type": "string", "pattern": f"^{LIST_NAME.pattern}$"}},
    }
    several = {"type": "array", "minItems": 1, "maxItems": MOST_VALUES, "items": _SCALAR}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["field", "operator"],
        "properties": {
            "id": {"type": "string"},
            "field": {"type": "string"},
            "operator": {"enum": list(Operator)},
            "value": {"anyOf": [_SCALAR, several, named, {"type": "null"}]},
        },
    }


def text() -> str:
    """Return the schema as the published file holds it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
