"""Profiles taken apart by what they read, so that each different value is asked once and not each record.

A profile is a conjunction, and nearly all that it joins by `and` reads one thing: a field, the age of a
date, the day, the office. For each such reading there is a small table from its values to masks, a bit for
each profile: set where all that the profile asks of this reading is true, or where it asks nothing of it. The
mask of a record is the bitwise `and` of the masks of its readings. Where a profile joins readings by `or`, a
second mask of each holds which of these alternatives are true, and their bitwise `or` is one factor more.
What is left (an `and` within an `or`, a second `or`) is asked of the records that the masks leave.

Numbers and dates are ranked: the constants that they are compared with cut the line into classes, within
which all answers are the same. Codes and words are looked up: the values named in profiles and lists, or,
where a part of a word matters, all different values that the records hold.

Source: the bit vectors of Lakshman & Stiliadis, High-speed policy-based packet forwarding using efficient
multi-dimensional range matching, SIGCOMM 1998, doi:10.1145/285237.285283.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from sqlglot import exp

from chegara.profiling.methods.profiles.document import Profile
from chegara.profiling.methods.profiles.fields import Catalogue, Kind
from chegara.profiling.methods.profiles.lists import FIRST_DAY, LAST_DAY, Lists
from chegara.profiling.methods.profiles.tree import (
    Combinator,
    Condition,
    Group,
    ListName,
    Node,
    Operator,
    Value,
    conditions,
)
from chegara.profiling.methods.selection.expressions import DAY, column, fires, literal
from chegara.profiling.methods.selection.keys import Keys

PERIOD = "period"
PLACE = "place"
"""The reading of the place that a profile is bound to: the office, or else the post."""

_AGES = frozenset({Operator.WITHIN_DAYS, Operator.OLDER_THAN_DAYS})
_BARE = frozenset({Operator.MISSING, Operator.PRESENT})
_LISTED = frozenset({Operator.IN_LIST, Operator.NOT_IN_LIST})
_MEMBERSHIP = frozenset({Operator.EQUAL, Operator.NOT_EQUAL, Operator.IN, Operator.NOT_IN}) | _LISTED | _BARE
_BEFORE = frozenset({Operator.LESS, Operator.AT_LEAST})
_AFTER = frozenset({Operator.MORE, Operator.AT_MOST})
_ANY_DAY = dt.date(2000, 1, 1)

Limit = float | dt.date | int
Cut = tuple[Limit, bool]
"""Where a line is cut: before a constant (False) or after it (True)."""


@dataclass(frozen=True)
class Period:
    """A profile is in force from the first to the last day; a record of an unknown day lies in each."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Places:
    """A profile is bound to these offices or posts."""

    names: tuple[str, ...]


Asked = Node | Period | Places


def told(asked: Asked, catalogue: Catalogue, keys: Keys) -> exp.Expr:
    """Return what is asked as an expression that is true, false or NULL."""
    if isinstance(asked, Period):
        between = exp.Between(this=column(DAY), low=literal(asked.first), high=literal(asked.last))
        return exp.func("COALESCE", between, exp.true())
    if isinstance(asked, Places):
        return exp.In(this=column(PLACE), expressions=[literal(each) for each in asked.names])
    return exp.paren(fires(asked, catalogue, keys), copy=False)


class How(Enum):
    """How the values of a reading are told apart."""

    RANKED = auto()
    NAMED = auto()
    DIFFERENT = auto()


@dataclass
class Part:
    """All that profiles ask of one reading, by the profile's place among those planned together."""

    name: str
    how: How
    read: str
    kind: Kind
    of_age: bool = False
    asked: dict[int, list[Asked]] = field(default_factory=dict)
    either: dict[int, list[Asked]] = field(default_factory=dict)

    def nodes(self) -> list[Condition]:
        """Return the conditions asked, without the bounds of a profile."""
        return read_conditions(self.all_asked())

    def all_asked(self) -> list[Asked]:
        """Return what all profiles ask."""
        return [
            each for by_place in (self.asked, self.either) for asked in by_place.values() for each in asked
        ]

    def expression(self) -> exp.Expr:
        """Return what is read of a record."""
        if self.of_age:
            return exp.DateDiff(this=column(DAY), expression=column(self.read), unit=exp.var("DAY"))
        if self.name == PLACE:
            return exp.func("COALESCE", *(column(each) for each in ("office", "post")))
        return column(self.read)

    def cuts(self) -> list[Cut]:
        """Return where the constants of a ranked reading cut the line, in order."""
        found = {cut for condition in self.nodes() for cut in _cuts(condition) or ()}
        for each in self.all_asked():
            if isinstance(each, Period):
                found |= {(each.first, False), (each.last, True)}
        return sorted(found)

    def rank(self) -> exp.Expr:
        """Return the number of the class of a record's value, 0 where it is missing."""
        cuts, read = self.cuts(), self.expression()
        missing = exp.If(this=exp.Is(this=read, expression=exp.null()), true=exp.Literal.number(0))
        return exp.Case(ifs=[missing], default=_search(read, cuts, 0, len(cuts)))

    def classes(self) -> tuple[list[str], list[str], list[tuple[object, ...]]]:
        """Return names, types and rows of a table with the number and a value of each class."""
        cuts = self.cuts()
        values: list[Limit | None] = [None]
        if cuts:
            first, after = cuts[0]
            values.append(first if after else _step(first, -1))
            values += [_step(limit, 1) if after else limit for limit, after in cuts]
        else:
            values.append(_any(self.kind))
        held = "DOUBLE" if self.kind is Kind.NUMBER else "DATE"
        if not self.of_age:
            return ["rank", self.read], ["INTEGER", held], list(enumerate(values))
        days = [
            None if each is None else _ANY_DAY - dt.timedelta(days=int(float(str(each)))) for each in values
        ]
        rows: list[tuple[object, ...]] = [(number, _ANY_DAY, day) for number, day in enumerate(days)]
        return ["rank", DAY, self.read], ["INTEGER", "DATE", "DATE"], rows

    def words(self) -> list[str]:
        """Return the words that a looked-up reading is compared with, but those of lists."""
        words = [each for condition in self.nodes() for each in _texts(condition.value)]
        words += [each for asked in self.all_asked() if isinstance(asked, Places) for each in asked.names]
        return list(dict.fromkeys(words))


def read_conditions(asked: Iterable[Asked]) -> list[Condition]:
    """Return the conditions among what is asked."""
    trees = (each for each in asked if isinstance(each, Condition | Group))
    return [found for tree in trees for _, found in conditions(tree)]


def _texts(value: Value) -> Iterable[str]:
    return (each for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, str))


def _any(kind: Kind) -> Limit:
    return 0.0 if kind is Kind.NUMBER else _ANY_DAY


def _step(limit: Limit, way: int) -> Limit:
    """Return the next value after or before a constant."""
    if isinstance(limit, dt.date):
        return limit + dt.timedelta(days=way)
    if isinstance(limit, int):
        return limit + way
    return math.nextafter(limit, way * math.inf)


def _search(read: exp.Expr, cuts: Sequence[Cut], first: int, last: int) -> exp.Expr:
    """Return the number of the class by halving: one comparison a step."""
    if first == last:
        return exp.Literal.number(first + 1)
    middle = (first + last) // 2
    limit, after = cuts[middle]
    constant = exp.Literal.number(limit) if type(limit) is int else literal(limit)
    lower = (exp.LTE if after else exp.LT)(this=read.copy(), expression=constant)
    return exp.Case(
        ifs=[exp.If(this=lower, true=_search(read, cuts, first, middle))],
        default=_search(read, cuts, middle + 1, last),
    )


def _cuts(condition: Condition) -> set[Cut] | None:
    """Return where a condition cuts the line, or None where it does not cut it so."""
    operator, value = condition.operator, condition.value
    if operator in _BARE:
        return set()
    if isinstance(value, ListName):
        return None
    if operator in _AGES:
        days = int(float(str(value)))
        return {(days, True)} if operator is Operator.OLDER_THAN_DAYS else {(0, False), (days, True)}
    limits = value if isinstance(value, tuple) else (value,)
    if not all(_can_step(each) for each in limits):
        return None
    known: list[Limit] = [each for each in limits if isinstance(each, float | dt.date)]
    if operator in _BEFORE:
        return {(known[0], False)}
    if operator in _AFTER:
        return {(known[0], True)}
    if operator in {Operator.BETWEEN, Operator.NOT_BETWEEN}:
        return {(known[0], False), (known[1], True)}
    return {(each, after) for each in known for after in (False, True)}


def _can_step(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(math.nextafter(value, math.inf)) and math.isfinite(
            math.nextafter(value, -math.inf)
        )
    return isinstance(value, dt.date) and FIRST_DAY < value < LAST_DAY


def _positive(node: Node, *, turned: bool = False) -> Node:
    """Return a tree that is true where a tree is (or, `turned`, where it is not), with `not` only on single
    conditions."""
    if isinstance(node, Condition):
        return Group(Combinator.AND, (node,), negated=True) if turned else node
    turned ^= node.negated
    other = Combinator.OR if node.combinator is Combinator.AND else Combinator.AND
    rules = tuple(_positive(rule, turned=turned) for rule in node.rules)
    return rules[0] if len(rules) == 1 else Group(other if turned else node.combinator, rules)


def _joined(node: Node, by: Combinator) -> list[Node]:
    """Return what a tree joins by a combinator, down to what is joined otherwise."""
    if isinstance(node, Group) and not node.negated and node.combinator is by:
        return [part for rule in node.rules for part in _joined(rule, by)]
    return [node]


@dataclass
class Split:
    """Profiles taken apart: what is asked of one reading, and what reads several things, by place;
    `alternatives` are the places of the profiles with an `or` over readings."""

    parts: dict[str, Part] = field(default_factory=dict)
    rest: dict[int, list[Asked]] = field(default_factory=dict)
    alternatives: set[int] = field(default_factory=set)

    def part(self, like: Part) -> Part:
        """Return the part of a reading, the new one where there is none yet."""
        return self.parts.setdefault(like.name, like)


def split(
    profiles: Sequence[Profile], catalogue: Catalogue, lists: Lists, few: Callable[[str], bool]
) -> Split:
    """Take profiles apart; `few` tells whether the records hold few different values of a field."""
    asked = [
        (place, node)
        for place, profile in enumerate(profiles)
        for node in _joined(_positive(profile.when), Combinator.AND)
    ]
    alone = (each for _, node in asked for each in _joined(node, Combinator.OR))
    different = {name for name in dict.fromkeys(_with_patterns(alone, catalogue)) if few(name)}
    made = Split()
    for place, node in asked:
        _put(made, place, node, lambda each: _part_of(each, catalogue, lists, different))
    for place, profile in enumerate(profiles):
        _bind(place, profile, made)
    return made


def _with_patterns(nodes: Iterable[Node], catalogue: Catalogue) -> Iterable[str]:
    """Return the fields of which something else than membership is asked."""
    for node in nodes:
        reading = _one_reading(node)
        if reading and catalogue[reading[0]].kind in {Kind.CODE, Kind.TEXT} and not _members_only(node):
            yield reading[0]


def _put(made: Split, place: int, node: Node, part_of: Callable[[Node], Part | None]) -> None:
    """Put a conjunct to its reading, its alternatives to theirs, or to the rest."""
    part = part_of(node)
    if part is not None:
        made.part(part).asked.setdefault(place, []).append(node)
        return
    found = [(part_of(each), each) for each in _joined(node, Combinator.OR)]
    known = [(part, each) for part, each in found if part is not None]
    if len(known) < len(found) or place in made.alternatives:
        made.rest.setdefault(place, []).append(node)
        return
    made.alternatives.add(place)
    for part, each in known:
        made.part(part).either.setdefault(place, []).append(each)


def _bind(place: int, profile: Profile, made: Split) -> None:
    asked = Period(profile.valid_from, profile.valid_to)
    if _can_step(profile.valid_from) and _can_step(profile.valid_to):
        period = made.part(Part(PERIOD, How.RANKED, DAY, Kind.DATE))
        period.asked.setdefault(place, []).append(asked)
    else:
        made.rest.setdefault(place, []).append(asked)
    if profile.offices:
        bound = made.part(Part(PLACE, How.NAMED, PLACE, Kind.CODE))
        bound.asked.setdefault(place, []).append(Places(tuple(profile.offices)))


def _one_reading(node: Node) -> tuple[str, bool] | None:
    """Return the one field that a node reads and whether it reads its age, or None where it reads more."""
    read = {(each.field, each.operator in _AGES) for _, each in conditions(node)}
    return read.pop() if len(read) == 1 else None


def _members_only(node: Node) -> bool:
    return all(each.operator in _MEMBERSHIP for _, each in conditions(node))


def _part_of(node: Node, catalogue: Catalogue, lists: Lists, different: Iterable[str]) -> Part | None:
    """Return a part for what a node asks, or None where it reads more than one thing."""
    reading = _one_reading(node)
    if reading is None:
        return None
    name, of_age = reading
    kind = catalogue[name].kind
    if kind in {Kind.NUMBER, Kind.DATE}:
        if any(_cuts(each) is None for _, each in conditions(node)):
            return None
        return Part(f"age of {name}" if of_age else name, How.RANKED, name, kind, of_age)
    if kind is Kind.FLAG or name in different:
        timeless = all(lists[each].timeless for each in _lists(node))
        return Part(name, How.DIFFERENT, name, kind) if timeless else None
    return Part(name, How.NAMED, name, kind) if _members_only(node) else None


def _lists(node: Node) -> list[str]:
    return [each.value.name for _, each in conditions(node) if isinstance(each.value, ListName)]
