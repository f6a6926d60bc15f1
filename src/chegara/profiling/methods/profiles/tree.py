"""The condition tree of a profile: groups of conditions joined by and, or, with not.

The shape is that of the query builders on the web (react-querybuilder, jQuery QueryBuilder): a group has
`combinator`, `not` and `rules`, a condition has `field`, `operator` and `value`. The operators are a closed
list; there is no arithmetic, no function and no regular expression: those are named fields of the catalogue.

A missing value fires no condition but `isMissing`; `not` turns the whole group that it stands on, so that a
group with `not` fires on a missing value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

DEEPEST = 6
MOST_CONDITIONS = 200


class Operator(StrEnum):
    """All that a condition can ask of a value."""

    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    BETWEEN = "between"
    NOT_BETWEEN = "notBetween"
    IN = "in"
    NOT_IN = "notIn"
    IN_LIST = "inList"
    NOT_IN_LIST = "notInList"
    BEGINS = "beginsWith"
    NOT_BEGINS = "doesNotBeginWith"
    ENDS = "endsWith"
    CONTAINS = "contains"
    NOT_CONTAINS = "doesNotContain"
    MATCHES = "matchesCode"
    WITHIN_DAYS = "withinDays"
    OLDER_THAN_DAYS = "olderThanDays"
    MISSING = "isMissing"
    PRESENT = "isPresent"


NEGATIVE = frozenset(
    {
        Operator.NOT_EQUAL,
        Operator.NOT_BETWEEN,
        Operator.NOT_IN,
        Operator.NOT_IN_LIST,
        Operator.NOT_BEGINS,
        Operator.NOT_CONTAINS,
        Operator.MISSING,
        Operator.PRESENT,
    }
)
"""What says only what a record is not, or that something is known: no factual indicator."""


class Combinator(StrEnum):
    """How the parts of a group are joined."""

    AND = "and"
    OR = "or"


@dataclass(frozen=True)
class ListName:
    """A value that stands in a named list of the bundle."""

    name: str


Scalar = str | float | bool | dt.date
Value = Scalar | tuple[Scalar, ...] | ListName | None


@dataclass(frozen=True)
class Condition:
    """One question to one field; `value` is as the operator asks for it, numbers always float."""

    field: str
    operator: Operator
    value: Value = None


@dataclass(frozen=True)
class Group:
    """Conditions and groups joined; `negated` turns the result."""

    combinator: Combinator
    rules: tuple[Condition | Group, ...]
    negated: bool = False


Node = Condition | Group


def conditions(node: Node, path: str = "when") -> Iterator[tuple[str, Condition]]:
    """Yield the conditions of a tree in their order, each with its place such as `when/rules/0`."""
    if isinstance(node, Condition):
        yield path, node
        return
    for number, rule in enumerate(node.rules):
        yield from conditions(rule, f"{path}/rules/{number}")


def fields_read(node: Node) -> list[str]:
    """Return the names of the fields that a tree reads, each once, in their order."""
    return list(dict.fromkeys(condition.field for _, condition in conditions(node)))


def lists_read(node: Node) -> list[tuple[str, str]]:
    """Return the pairs of field and list that a tree joins, each once, in their order."""
    pairs = (
        (condition.field, condition.value.name)
        for _, condition in conditions(node)
        if isinstance(condition.value, ListName)
    )
    return list(dict.fromkeys(pairs))


def plain(node: Node) -> dict[str, object]:
    """Return the tree as it stands in the file."""
    if isinstance(node, Group):
        return {
            "combinator": str(node.combinator),
            "not": node.negated,
            "rules": [plain(rule) for rule in node.rules],
        }
    told: dict[str, object] = {"field": node.field, "operator": str(node.operator)}
    if node.value is not None:
        told["value"] = plain_value(node.value)
    return told


def plain_value(value: Value) -> object:
    """Return a value as JSON holds it: dates in ISO form, whole numbers without a point."""
    if isinstance(value, ListName):
        return {"list": value.name}
    if isinstance(value, tuple):
        return [plain_value(each) for each in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value
