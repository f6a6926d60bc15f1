"""Criteria in the text form of ASYCUDA, as a subset, to and from condition trees.

    Criteria "APPLES"; If ComCod = "080810" and CtyOrigCod = "US" Then RedLane IS 100; Endif;

Read are conditions joined by `and` and `or` (and binds closer), brackets, the comparisons = <> < <= > >=, and
`InListTar("NAME") = 1` (0: not on the list; the list is of commodity codes). A commodity code shorter than
eight digits stands for its heading, as in the tariff. All else is refused with its line: nothing is guessed.

Source: UNCTAD, ASYCUDA functional manual, section 6 (selectivity).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from chegara.profiling.methods.profiles.fields import Catalogue, Kind, standard_catalogue
from chegara.profiling.methods.profiles.tree import Combinator, Condition, Group, ListName, Node, Operator

LANES = {"redlane": "red", "yellowlane": "yellow", "bluelane": "blue"}
_TOKEN = re.compile(
    r'\s*(?:(?P<text>"[^"\n]*")|(?P<number>\d+(?:\.\d+)?)|(?P<word>[A-Za-z][A-Za-z0-9_]*)|(?P<sign><=|>=|<>|[=<>();]))'
)
_SIGNS = {"=": "=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_HEADING = 8


class CriteriaRefusedError(ValueError):
    """The text holds what cannot be taken over; the message names the line and what stands there."""


@dataclass(frozen=True)
class Criteria:
    """One criterion: its name, tree as a profile's file holds it, lane, percentage and the line where it
    begins."""

    name: str
    when: dict[str, Any]
    lane: str
    percent: float
    line: int


@dataclass
class _Tokens:
    found: list[tuple[str, str, int]]
    place: int = field(default=0)

    def peek(self) -> str:
        return self.found[self.place][1].lower() if self.place < len(self.found) else ""

    def line(self) -> int:
        return self.found[min(self.place, len(self.found) - 1)][2] if self.found else 1

    def take(self) -> tuple[str, str]:
        if self.place >= len(self.found):
            raise CriteriaRefusedError(f"line {self.line()}: the text ends before the criterion does")
        kind, text, _ = self.found[self.place]
        self.place += 1
        return kind, text

    def expect(self, *words: str) -> str:
        line = self.line()
        _, text = self.take()
        if text.lower() not in words:
            raise CriteriaRefusedError(f"line {line}: {text!r} stands where {' or '.join(words)} is expected")
        return text.lower()


def read_criteria(text: str, catalogue: Catalogue | None = None) -> list[Criteria]:
    """Return the criteria of a text, in order.

    >>> read_criteria('Criteria "A"; If ComCod = "080810" Then RedLane IS 30; Endif;')[0].percent
    30.0

    Raises:
        CriteriaRefusedError: with the line of what is not in the subset.
    """
    tokens = _Tokens(list(_split(text)))
    made = []
    while tokens.place < len(tokens.found):
        made.append(_criterion(tokens, catalogue or standard_catalogue()))
    return made


def _split(text: str) -> Iterator[tuple[str, str, int]]:
    place = 0
    while text[place:].strip():
        line = text.count("\n", 0, place + len(text[place:]) - len(text[place:].lstrip())) + 1
        match = _TOKEN.match(text, place)
        if match is None:
            raise CriteriaRefusedError(f"line {line}: {text[place:].strip()[:20]!r} is not understood")
        kind = match.lastgroup or ""
        yield kind, match[kind].strip('"') if kind == "text" else match[kind], line
        place = match.end()


def _criterion(tokens: _Tokens, catalogue: Catalogue) -> Criteria:
    line = tokens.line()
    tokens.expect("criteria")
    kind, name = tokens.take()
    if kind != "text":
        raise CriteriaRefusedError(f"line {line}: the name of a criterion stands in quotation marks")
    tokens.expect(";")
    tokens.expect("if")
    tree = _joined(tokens, catalogue, "or")
    tokens.expect("then")
    lane = LANES[tokens.expect(*LANES)]
    tokens.expect("is")
    number_line = tokens.line()
    kind, percent = tokens.take()
    if kind != "number" or not 0 < float(percent) <= 100:
        raise CriteriaRefusedError(
            f"line {number_line}: IS takes a percentage above 0 to 100, not {percent!r}"
        )
    for word in (";", "endif", ";"):
        tokens.expect(word)
    if "rules" not in tree:
        tree = {"combinator": "and", "not": False, "rules": [tree]}
    return Criteria(name, tree, lane, float(percent), line)


def _joined(tokens: _Tokens, catalogue: Catalogue, word: str) -> dict[str, Any]:
    def part() -> dict[str, Any]:
        return _joined(tokens, catalogue, "and") if word == "or" else _atom(tokens, catalogue)

    rules = [part()]
    while tokens.peek() == word:
        tokens.take()
        rules.append(part())
    return rules[0] if len(rules) == 1 else {"combinator": word, "not": False, "rules": rules}


def _atom(tokens: _Tokens, catalogue: Catalogue) -> dict[str, Any]:
    if tokens.peek() == "(":
        tokens.take()
        tree = _joined(tokens, catalogue, "or")
        tokens.expect(")")
        return tree
    line = tokens.line()
    kind, name = tokens.take()
    if kind != "word":
        raise CriteriaRefusedError(f"line {line}: {name!r} stands where a field is expected")
    if name.lower() == "inlisttar":
        return _listed(tokens)
    field_name = catalogue.by_alias.get(name.lower())
    if field_name is None:
        raise CriteriaRefusedError(f"line {line}: the field {name} is not in the catalogue of fields")
    operator = _SIGNS[tokens.expect(*_SIGNS)]
    value_kind, value = tokens.take()
    if value_kind not in {"text", "number"}:
        raise CriteriaRefusedError(f"line {line}: {value!r} stands where a value is expected")
    number = catalogue[field_name].kind is Kind.NUMBER
    if number and value_kind != "number":
        raise CriteriaRefusedError(f"line {line}: {name} is compared with a number, not with {value!r}")
    told: object = (float(value) if "." in value else int(value)) if number else value
    if field_name == "hs" and len(value) < _HEADING and operator in {"=", "!="}:
        operator = "beginsWith" if operator == "=" else "doesNotBeginWith"
    return {"field": field_name, "operator": operator, "value": told}


def _listed(tokens: _Tokens) -> dict[str, Any]:
    tokens.expect("(")
    line = tokens.line()
    kind, name = tokens.take()
    if kind != "text":
        raise CriteriaRefusedError(f"line {line}: InListTar takes the name of a list in quotation marks")
    tokens.expect(")")
    tokens.expect("=")
    wanted = tokens.expect("0", "1") == "1"
    listed = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return {"field": "hs", "operator": "inList" if wanted else "notInList", "value": {"list": listed}}


_BACK = {
    Operator.EQUAL: "=",
    Operator.NOT_EQUAL: "<>",
    Operator.LESS: "<",
    Operator.AT_MOST: "<=",
    Operator.MORE: ">",
    Operator.AT_LEAST: ">=",
    Operator.BEGINS: "=",
    Operator.NOT_BEGINS: "<>",
}


def write_criteria(
    name: str, tree: Group, lane: str, percent: float, catalogue: Catalogue | None = None
) -> str:
    """Return a tree as criteria text.

    Raises:
        CriteriaRefusedError: the tree holds what the text form cannot say.
    """
    told = _told(tree, catalogue or standard_catalogue())
    share = int(percent) if float(percent).is_integer() else percent
    return f'Criteria "{name}";\nIf {told} Then\n  {lane.capitalize()}Lane IS {share};\nEndif;\n'


def _told(node: Node, catalogue: Catalogue) -> str:
    if isinstance(node, Condition):
        return _condition(node, catalogue)
    if node.negated:
        raise CriteriaRefusedError("the text form knows no “not”")
    parts = [f"({_told(r, catalogue)})" if isinstance(r, Group) else _told(r, catalogue) for r in node.rules]
    return f" {'and' if node.combinator is Combinator.AND else 'or'} ".join(parts)


def _condition(condition: Condition, catalogue: Catalogue) -> str:
    if isinstance(condition.value, ListName) and condition.field == "hs":
        wanted = 1 if condition.operator is Operator.IN_LIST else 0
        return f'InListTar("{condition.value.name}") = {wanted}'
    found = catalogue[condition.field]
    sign = _BACK.get(condition.operator)
    heading = condition.operator in {Operator.BEGINS, Operator.NOT_BEGINS}
    names = [alias for alias in found.aliases if alias[0].isupper()]
    if sign is None or not names or (heading and not _is_heading(condition)):
        raise CriteriaRefusedError(f"the text form cannot say {condition.field} {condition.operator}")
    value = condition.value
    if isinstance(value, float):
        return f"{names[0]} {sign} {int(value) if value.is_integer() else value}"
    return f'{names[0]} {sign} "{value}"'


def _is_heading(condition: Condition) -> bool:
    return condition.field == "hs" and len(str(condition.value)) < _HEADING


def lists_needed(criteria: Sequence[Criteria]) -> list[str]:
    """Return the lists that criteria name, which must be brought along."""
    found: dict[str, None] = {}

    def walk(told: dict[str, Any]) -> None:
        for rule in told.get("rules", ()):
            walk(rule)
        value = told.get("value")
        if isinstance(value, dict):
            found[value["list"]] = None

    for each in criteria:
        walk(each.when)
    return list(found)
