"""One record decided by Python: the same tree as the engines', with the trace of every condition.

Each condition becomes a function of the value that it reads; `trace` keeps, for each, whether it fired and
the value read, without stopping at the first that fails.
"""

from __future__ import annotations

import datetime as dt
import operator as op
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from chegara.profiling.methods.profiles.document import Profile
from chegara.profiling.methods.profiles.fields import Catalogue, Kind
from chegara.profiling.methods.profiles.lists import Lists, NamedList
from chegara.profiling.methods.profiles.tree import (
    Combinator,
    Condition,
    Group,
    ListName,
    Node,
    Operator,
    Scalar,
    conditions,
    fields_read,
)
from chegara.profiling.methods.profiles.values import TIME, folded, typed_record

__all__ = ["Decision", "Lists", "Outcome", "Rule", "Ruleset", "decide"]

Test = Callable[[Any, dt.date | None], bool]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One condition asked of one record: the value read, and whether it fired."""

    path: str
    condition: Condition
    read: Scalar | None
    fired: bool

    def told(self) -> str:
        """Return the outcome in short, for a message: `value >= 100, read 40: no`."""
        value = self.condition.value
        asked = value.name if isinstance(value, ListName) else value
        read = "nothing" if self.read is None else repr(self.read)
        return (
            f"{self.condition.field} {self.condition.operator}{'' if asked is None else f' {asked}'}, "
            f"read {read}: {'yes' if self.fired else 'no'}"
        )


@dataclass(frozen=True)
class Decision:
    """What a profile says of one record, with every condition's outcome."""

    profile: Profile
    fired: bool
    outcomes: tuple[Outcome, ...]

    def told(self) -> str:
        """Return the outcomes in short."""
        return "; ".join(each.told() for each in self.outcomes)


class Rule:
    """A profile compiled for one record at a time."""

    def __init__(self, profile: Profile, catalogue: Catalogue, lists: Lists) -> None:
        self.profile = profile
        self.fields = fields_read(profile.when)
        self._parts = [
            (path, condition, _test(condition, catalogue, lists))
            for path, condition in conditions(profile.when)
        ]
        tests = iter([(condition.field, test) for _, condition, test in self._parts])
        self._fires = _compiled(profile.when, tests)
        self._fires_by_outcomes = _by_outcomes(profile.when, iter(range(len(self._parts))))
        self._offices = frozenset(profile.offices)

    def fires(self, values: Mapping[str, Any]) -> bool:
        """Return whether the tree fires on typed values (`values.typed_record`); validity is not asked."""
        time = values[TIME]
        return self._at_office(values) and self._fires(values, time and time.date())

    def trace(self, values: Mapping[str, Any]) -> Decision:
        """Return the decision with every condition's outcome."""
        time = values[TIME]
        day = time and time.date()
        outcomes = []
        for path, condition, test in self._parts:
            read = values[condition.field]
            outcomes.append(Outcome(path, condition, read, test(read, day)))
        fired = self._at_office(values) and self._fires_by_outcomes(outcomes)
        return Decision(self.profile, fired, tuple(outcomes))

    def _at_office(self, values: Mapping[str, Any]) -> bool:
        return not self._offices or (values.get("office") or values.get("post")) in self._offices


class Ruleset:
    """Profiles compiled together: a record is typed once and asked of all."""

    def __init__(self, profiles: Iterable[Profile], catalogue: Catalogue, lists: Lists) -> None:
        self.catalogue = catalogue
        self.rules = [Rule(profile, catalogue, lists) for profile in profiles]

    @cached_property
    def fields(self) -> list[str]:
        """The fields that a record needs, with the place to which profiles may be bound."""
        places = ["office", "post"]
        return list(dict.fromkeys([name for rule in self.rules for name in rule.fields] + places))

    def typed(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of a record that the profiles read.

        Raises:
            ValueRefusedError: a value is of another type than its field.
        """
        return typed_record(record, self.catalogue, self.fields)

    def hits(self, record: Mapping[str, Any]) -> list[Profile]:
        """Return the profiles in force at the record's time that fire."""
        values = self.typed(record)
        return [rule.profile for rule in self.rules if _in_force(rule.profile, values) and rule.fires(values)]

    def traces(self, record: Mapping[str, Any]) -> list[Decision]:
        """Return the full trace of every profile in force at the record's time."""
        values = self.typed(record)
        return [rule.trace(values) for rule in self.rules if _in_force(rule.profile, values)]


def _in_force(profile: Profile, values: Mapping[str, Any]) -> bool:
    return values[TIME] is None or profile.in_force(values[TIME].date())


def decide(profile: Profile, record: Mapping[str, Any], catalogue: Catalogue, lists: Lists) -> Decision:
    """Return what one profile says of one record, whether or not it is in force.

    Raises:
        ValueRefusedError: a value is of another type than its field.
    """
    rules = Ruleset([profile], catalogue, lists)
    return rules.rules[0].trace(rules.typed(record))


_Fires = Callable[[Mapping[str, Any], "dt.date | None"], bool]


def _compiled(node: Node, tests: Any) -> _Fires:
    if isinstance(node, Condition):
        name, test = next(tests)
        return lambda values, day: test(values[name], day)
    parts = tuple(_compiled(rule, tests) for rule in node.rules)
    return _joined(node, parts)


def _joined(node: Group, parts: tuple[_Fires, ...]) -> _Fires:
    def every(values: Mapping[str, Any], day: dt.date | None) -> bool:
        for part in parts:  # noqa: SIM110 - all() over a generator takes twice the time here
            if not part(values, day):
                return False
        return True

    def some(values: Mapping[str, Any], day: dt.date | None) -> bool:
        for part in parts:  # noqa: SIM110
            if part(values, day):
                return True
        return False

    joined = every if node.combinator is Combinator.AND else some
    return (lambda values, day: not joined(values, day)) if node.negated else joined


def _by_outcomes(node: Node, numbers: Any) -> Callable[[list[Outcome]], bool]:
    if isinstance(node, Condition):
        number = next(numbers)
        return lambda outcomes: outcomes[number].fired
    parts = [_by_outcomes(rule, numbers) for rule in node.rules]
    join = all if node.combinator is Combinator.AND else any
    negated = node.negated
    return lambda outcomes: join(part(outcomes) for part in parts) != negated


_COMPARISONS: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: op.eq,
    Operator.NOT_EQUAL: op.ne,
    Operator.LESS: op.lt,
    Operator.AT_MOST: op.le,
    Operator.MORE: op.gt,
    Operator.AT_LEAST: op.ge,
}


def _test(condition: Condition, catalogue: Catalogue, lists: Lists) -> Test:
    operator, value = condition.operator, condition.value
    if operator is Operator.MISSING:
        return lambda read, _: read is None
    if operator is Operator.PRESENT:
        return lambda read, _: read is not None
    if operator in _COMPARISONS:
        compare = _COMPARISONS[operator]
        return lambda read, _: read is not None and compare(read, value)
    if isinstance(value, ListName):
        return _list_test(operator, lists[value.name])
    if isinstance(value, tuple):
        return _tuple_test(operator, value)
    if operator in {Operator.WITHIN_DAYS, Operator.OLDER_THAN_DAYS}:
        return _age_test(operator, value)
    return _text_test(operator, str(value), folding=catalogue[condition.field].kind is Kind.TEXT)


def _list_test(operator: Operator, named: NamedList) -> Test:
    wanted = operator is Operator.IN_LIST
    return lambda read, day: read is not None and named.holds(read, day) == wanted


def _tuple_test(operator: Operator, value: tuple[Any, ...]) -> Test:
    if operator in {Operator.BETWEEN, Operator.NOT_BETWEEN}:
        low, high = value
        inside = operator is Operator.BETWEEN
        return lambda read, _: read is not None and (low <= read <= high) == inside
    among, wanted = frozenset(value), operator is Operator.IN
    return lambda read, _: read is not None and (read in among) == wanted


def _age_test(operator: Operator, value: Any) -> Test:
    days = int(value)
    if operator is Operator.WITHIN_DAYS:
        return lambda read, day: read is not None and day is not None and 0 <= (day - read).days <= days
    return lambda read, day: read is not None and day is not None and (day - read).days > days


def _text_test(operator: Operator, value: str, *, folding: bool) -> Test:
    fold = folded if folding else _as_it_is
    wanted = fold(value)
    if operator is Operator.BEGINS:
        return lambda read, _: read is not None and fold(read).startswith(wanted)
    if operator is Operator.NOT_BEGINS:
        return lambda read, _: read is not None and not fold(read).startswith(wanted)
    if operator is Operator.ENDS:
        return lambda read, _: read is not None and fold(read).endswith(wanted)
    if operator is Operator.CONTAINS:
        return lambda read, _: read is not None and wanted in fold(read)
    if operator is Operator.NOT_CONTAINS:
        return lambda read, _: read is not None and wanted not in fold(read)
    return _pattern_test(value)


def _pattern_test(pattern: str) -> Test:
    open_end = pattern.endswith("*")
    body = pattern.removesuffix("*")
    fixed = [(place, letter) for place, letter in enumerate(body) if letter != "?"]
    length = len(body)

    def matches(read: Any, _: dt.date | None) -> bool:
        if read is None or len(read) < length or (len(read) > length and not open_end):
            return False
        return all(read[place] == letter for place, letter in fixed)

    return matches


def _as_it_is(text: str) -> str:
    return text
