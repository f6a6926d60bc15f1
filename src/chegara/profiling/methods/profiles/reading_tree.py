"""Reading the condition tree: fields of the catalogue, operators of their type, values of their shape."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from chegara.profiling.methods.profiles.fields import Catalogue, Field, Kind, Subject
from chegara.profiling.methods.profiles.problems import Problem
from chegara.profiling.methods.profiles.protected import protected_content, protected_ground
from chegara.profiling.methods.profiles.tree import (
    DEEPEST,
    MOST_CONDITIONS,
    Combinator,
    Condition,
    Group,
    ListName,
    Node,
    Operator,
    Scalar,
    Value,
    conditions,
)

PATTERN = re.compile(r"[A-Z0-9А-Я?./>-]{1,40}\*?")
"""The pattern of a code: `?` one letter or digit, `*` at the end whatever follows."""
LIST_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
MOST_VALUES = 1000
_PAIR = 2
_FURTHEST_DAYS = 36_600
_ONE_LIST = frozenset({Operator.IN_LIST, Operator.NOT_IN_LIST})
_MANY = frozenset({Operator.IN, Operator.NOT_IN})
_TWO = frozenset({Operator.BETWEEN, Operator.NOT_BETWEEN})
_NOTHING = frozenset({Operator.MISSING, Operator.PRESENT})
_PARTS = frozenset(
    {Operator.BEGINS, Operator.NOT_BEGINS, Operator.ENDS, Operator.CONTAINS, Operator.NOT_CONTAINS}
)
_DAYS = frozenset({Operator.WITHIN_DAYS, Operator.OLDER_THAN_DAYS})


class _Wrong(Exception):  # noqa: N818 - a message on its way to the list of problems
    def __init__(self, code: str, **told: object) -> None:
        self.code = code
        self.told = told


class TreeReader:
    """Reads one tree for one subject; what is wrong gathers in `problems`."""

    def __init__(self, catalogue: Catalogue, subject: Subject | None) -> None:
        self.catalogue = catalogue
        self.subject = subject
        self.problems: list[Problem] = []

    def read(self, told: object) -> Group | None:
        """Return the tree, or None where something is wrong with it."""
        tree = self._node(told, "when", 1)
        if isinstance(tree, Condition):
            self._refuse("when", "no_group")
            return None
        if tree is not None and sum(1 for _ in conditions(tree)) > MOST_CONDITIONS:
            self._refuse("when", "too_many_conditions", most=MOST_CONDITIONS)
        return None if self.problems else tree

    def _refuse(self, where: str, code: str, *, absolute: bool = False, **told: object) -> None:
        self.problems.append(Problem(where, code, told, absolute))

    def _node(self, told: object, where: str, depth: int) -> Node | None:
        if not isinstance(told, dict):
            self._refuse(where, "no_condition")
            return None
        if depth > DEEPEST:
            self._refuse(where, "too_deep", most=DEEPEST)
            return None
        # A query builder gives each rule an id; it says nothing about the profile.
        told = {name: value for name, value in told.items() if name != "id"}
        return self._group(told, where, depth) if "rules" in told else self._condition(told, where)

    def _group(self, told: Mapping[str, Any], where: str, depth: int) -> Group | None:
        self._keys(told, where, {"combinator", "not", "rules"})
        rules, negated = told["rules"], told.get("not", False)
        if told.get("combinator", "and") not in set(Combinator) or not isinstance(negated, bool):
            self._refuse(where, "combinator")
            return None
        if not isinstance(rules, list) or not rules:
            self._refuse(f"{where}/rules", "no_rules")
            return None
        parts = [self._node(rule, f"{where}/rules/{i}", depth + 1) for i, rule in enumerate(rules)]
        return Group(
            Combinator(told.get("combinator", "and")), tuple(p for p in parts if p is not None), negated
        )

    def _keys(self, told: Mapping[str, Any], where: str, known: set[str]) -> None:
        for name in told:
            if name not in known:
                self._refuse(f"{where}/{name}", "unknown_key")

    def _condition(self, told: Mapping[str, Any], where: str) -> Condition | None:
        self._keys(told, where, {"field", "operator", "value"})
        field = self._field(told.get("field"), f"{where}/field")
        if field is None:
            return None
        try:
            operator = Operator(str(told.get("operator")))
        except ValueError:
            self._refuse(f"{where}/operator", "choice", choices=", ".join(Operator))
            return None
        if operator not in field.operators():
            self._refuse(f"{where}/operator", "operator", field=_Label(field), operator=str(operator))
            return None
        try:
            value = _value(field, operator, told.get("value"))
        except _Wrong as wrong:
            self.problems.append(Problem(f"{where}/value", wrong.code, wrong.told))
            return None
        self._vet(field, value, f"{where}/value")
        return Condition(field.name, operator, value)

    def _field(self, name: object, where: str) -> Field | None:
        if not isinstance(name, str):
            self._refuse(where, "absent")
            return None
        subject = self.subject or Subject.PERSON
        field = self.catalogue.get(name)
        if field is not None and (self.subject is None or self.subject in field.subjects):
            return field
        ground = protected_ground(name, subject)
        if ground is not None:
            self._refuse(where, "protected", absolute=True, field=name, ground=ground)
        else:
            self._refuse(where, "unknown_field", field=name, subject=str(subject))
        return None

    def _vet(self, field: Field, value: Value, where: str) -> None:
        texts = [each for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, str)]
        if not texts or self.subject is None:
            return
        if self.subject is Subject.CONSIGNMENT and len(texts) < _PAIR:
            return
        ground = protected_content(texts, self.subject, places=field.name not in {"post", "office"})
        if ground is not None:
            self._refuse(where, "protected_value", absolute=True, ground=ground)


class _Label:
    """A field's name in both languages, for a message."""

    def __init__(self, field: Field) -> None:
        self.en = field.label("en")
        self.ru = field.label("ru")


def _value(field: Field, operator: Operator, told: object) -> Value:
    if operator in _NOTHING:
        if told not in (None, ""):
            raise _Wrong("no_value")
        return None
    if operator in _ONE_LIST:
        return _list_name(told)
    if operator in _DAYS:
        return _days(told)
    if operator in _MANY or operator in _TWO:
        return _several(field, operator, told)
    if operator is Operator.MATCHES:
        return _pattern(told)
    if operator in _PARTS:
        return _part(told)
    return _one(field, told)


def _list_name(told: object) -> ListName:
    name = told.get("list") if isinstance(told, dict) and len(told) == 1 else None
    if not isinstance(name, str) or not LIST_NAME.fullmatch(name):
        raise _Wrong("list_name")
    return ListName(name)


def _days(told: object) -> float:
    if isinstance(told, bool) or not isinstance(told, int | float) or told != int(told):
        raise _Wrong("days")
    if not 0 <= told <= _FURTHEST_DAYS:
        raise _Wrong("days")
    return float(told)


def _several(field: Field, operator: Operator, told: object) -> tuple[Scalar, ...]:
    if not isinstance(told, list) or not told or len(told) > MOST_VALUES:
        raise _Wrong("several", most=MOST_VALUES)
    values = tuple(_one(field, each) for each in told)
    if operator in _TWO:
        if len(values) != _PAIR:
            raise _Wrong("two")
        if sorted(values) != list(values):
            raise _Wrong("two")
    elif len(set(values)) < len(values):
        raise _Wrong("twice")
    return values


def _pattern(told: object) -> str:
    if not isinstance(told, str) or not PATTERN.fullmatch(told) or told.strip("?*") == "":
        raise _Wrong("pattern")
    return told


def _part(told: object) -> str:
    if not isinstance(told, str) or not told.strip():
        raise _Wrong("text")
    return told


def _one(field: Field, told: object) -> Scalar:
    readers: dict[Kind, Callable[[object], Scalar]] = {
        Kind.NUMBER: _as_number,
        Kind.DATE: _as_date,
        Kind.FLAG: _as_flag,
    }
    if field.kind in readers:
        return readers[field.kind](told)
    if not isinstance(told, str) or not told:
        raise _Wrong("text")
    if field.kind is Kind.CODE and not field.fits(told):
        raise _Wrong("shape", value=told, field=_Label(field))
    return told


def _as_number(told: object) -> float:
    if isinstance(told, bool) or not isinstance(told, int | float) or not math.isfinite(told):
        raise _Wrong("number")
    return float(told)


def _as_date(told: object) -> dt.date:
    try:
        return dt.date.fromisoformat(told)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise _Wrong("date") from None


def _as_flag(told: object) -> bool:
    if not isinstance(told, bool):
        raise _Wrong("flag")
    return told
