"""Profiles, records and random trees for the tests of profiles and selection."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

from chegara.profiling.methods.profiles.document import Lane, Profile, Purpose
from chegara.profiling.methods.profiles.fields import Subject, standard_catalogue
from chegara.profiling.methods.profiles.lists import Entry, NamedList
from chegara.profiling.methods.profiles.tree import Combinator, Condition, Group, ListName, Node, Operator

CATALOGUE = standard_catalogue()
CONDITIONS = [
    {"field": "hs", "operator": "beginsWith", "value": "080810"},
    {"field": "value", "operator": "<", "value": 1000},
]
PERSON = [
    {"field": "document.days_to_expiry", "operator": "<", "value": 30},
    {"field": "travel.route_broken", "operator": "=", "value": True},
]
APPROVERS = ("b.second", "c.third")


def told(**changes: Any) -> dict[str, Any]:
    """A profile of goods as its file tells it."""
    rules = changes.pop("rules", CONDITIONS)
    then = {"lane": "red", "instruction": "weigh three cartons"} | changes.pop("then", {})
    plain = {
        "schema": "chegara/profile/1",
        "id": "APPLES-01",
        "title": "Fresh apples below value",
        "subject": "consignment",
        "purpose": "undervaluation",
        "owner": "risk unit",
        "author": "a.first",
        "legal_basis": "customs code, article 1",
        "rationale": "case 114 of 2026",
        "valid_from": "2026-11-01",
        "valid_to": "2027-04-30",
        "when": {"combinator": "and", "not": False, "rules": rules},
        "then": then,
    }
    return plain | changes


def told_of_person(**changes: Any) -> dict[str, Any]:
    """A profile of persons as its file tells it."""
    then = {"lane": "second_line", "instruction": "ask for the ticket onward"} | changes.pop("then", {})
    plain = {
        "id": "ROUTE-01",
        "title": "Broken route, document about to expire",
        "subject": "person",
        "purpose": "document_fraud",
        "rules": PERSON,
        "then": then,
    }
    return told(**(plain | changes))


def profile_of(tree: Node, number: int = 0, **changes: Any) -> Profile:
    """A profile around any tree, past the reader: the engines take every tree."""
    when = tree if isinstance(tree, Group) else Group(Combinator.AND, (tree,))
    plain: dict[str, Any] = {
        "id": f"P{number:04d}",
        "title": "t",
        "subject": Subject.CONSIGNMENT,
        "purpose": Purpose.GOODS_SMUGGLING,
        "owner": "o",
        "author": "a",
        "legal_basis": "l",
        "rationale": "r",
        "valid_from": dt.date(2026, 1, 1),
        "valid_to": dt.date(2026, 12, 31),
        "when": when,
        "lane": Lane.RED,
        "instruction": "i",
    }
    return Profile(**(plain | changes))


LISTS = {
    "odd": NamedList.of("odd", ["0808", "O'Neil", "KZA", "ÄÖ", "a%b", "a_b", "back\\slash", 'quo"te', ""]),
    "timed": NamedList(
        "timed",
        (
            Entry("KZA", dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
            Entry("KZA", dt.date(2026, 6, 1), dt.date(2026, 6, 30)),
            Entry("UZB", dt.date(2026, 4, 1)),
            Entry("0808", valid_to=dt.date(2026, 5, 31)),
        ),
    ),
    "one": NamedList.of("one", ["I1"]),
}
TEXTS = [
    None, "", "KZA", "UZB", "0808", "080810", "O'Neil", 'quo"te', "back\\slash", "a%b", "a_b", "aXb", "ÄÖ", "äö",  # noqa: E501
    "Свежие Яблоки", "свежие яблоки", "İstanbul", "ΣΊΣΥΦΟΣ", "straße", "STRASSE", " KZA", "KZA ", "ы", "日本語", "\n",  # noqa: E501
    "I1", "I2", "none", "NULL", "😀 x",
]  # fmt: skip
NUMBERS = [
    None, 0.0, -0.0, 1.0, 0.1, 0.30000000000000004, 0.3, 1e-9, 1e15, -5.5, 999999.99, float("nan"), 100.0, 1000.0,  # noqa: E501
    Decimal("12.50"), Decimal("0.10"), 7,
]  # fmt: skip
DAYS = [None, *(dt.date(2026, 3, 31) + dt.timedelta(days=each) for each in (-90, -31, -1, 0, 1, 30, 400))]
FLAGS = [None, True, False]


def nasty_records(count: int, rng: random.Random) -> list[dict[str, Any]]:
    """Records full of what breaks engines."""
    return [
        {
            "id": f"R{number}",
            "time": dt.datetime(2026, 1, 1) + dt.timedelta(days=rng.randrange(360), hours=rng.randrange(24)),  # noqa: DTZ001
            "hs": rng.choice(TEXTS),
            "origin": rng.choice(TEXTS),
            "departure": rng.choice(TEXTS),
            "importer": rng.choice(TEXTS),
            "description": rng.choice(TEXTS),
            "value": rng.choice(NUMBERS),
            "net_mass": rng.choice([each for each in NUMBERS if each is None or abs(each) < 1e9]),
            "invoice_date": rng.choice(DAYS),
            "container": rng.choice(FLAGS),
        }
        for number in range(count)
    ]


_FIELDS = (
    "hs",
    "origin",
    "importer",
    "description",
    "value",
    "net_mass",
    "unit_value",
    "route",
    "invoice_date",
    "container",
)


def random_tree(rng: random.Random, depth: int = 3) -> Node:
    """A random tree over all operators and fields."""
    if depth == 0 or rng.random() < 0.3:
        return random_condition(rng)
    rules = tuple(random_tree(rng, depth - 1) for _ in range(rng.randrange(1, 4)))
    return Group(rng.choice(list(Combinator)), rules, rng.random() < 0.3)


def random_condition(
    rng: random.Random, name: str | None = None, operator: Operator | None = None
) -> Condition:
    """A random condition that its field allows, of a field and operator where they are given."""
    field = CATALOGUE[name or rng.choice(_FIELDS)]
    operator = operator or rng.choice(sorted(field.operators()))
    return Condition(field.name, operator, _value(rng, str(field.kind), operator))


def _value(rng: random.Random, kind: str, operator: Operator) -> Any:
    one = {
        "number": lambda: float(rng.choice([n for n in NUMBERS if n is not None and n == n])),
        "date": lambda: rng.choice(DAYS[1:]),
        "flag": lambda: rng.random() < 0.5,
    }.get(kind, lambda: rng.choice([t for t in TEXTS if t]))
    if operator in {Operator.MISSING, Operator.PRESENT}:
        return None
    if operator in {Operator.IN_LIST, Operator.NOT_IN_LIST}:
        return ListName(rng.choice(sorted(LISTS)))
    if operator in {Operator.IN, Operator.NOT_IN}:
        return tuple(dict.fromkeys(one() for _ in range(rng.choice([1, 2, 5, 9]))))
    if operator in {Operator.BETWEEN, Operator.NOT_BETWEEN}:
        return tuple(sorted([one(), one()]))
    if operator in {Operator.WITHIN_DAYS, Operator.OLDER_THAN_DAYS}:
        return float(rng.choice([0, 1, 30, 366]))
    if operator is Operator.MATCHES:
        return rng.choice(["0808*", "KZ?", "????", "??*", "KZA", "0?08", "ÄÖ*", "08081?"])
    if kind in {"text", "code"} and operator not in {Operator.EQUAL, Operator.NOT_EQUAL}:
        text = one()
        return text[rng.randrange(len(text)) :] if rng.random() < 0.7 else text
    return one()
