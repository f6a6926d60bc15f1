"""How many independent factual indicators a profile asks for, on its weakest way to a hit.

A condition that says what a record is counts for the group of facts of its field; one that says only what it
is not, or that reads a circumstance (nationality, place, hour), counts for nothing. A profile of persons
needs two groups on each way in which its tree can fire, however it is written: `A and B` has two, `A or B`
one, `nationality or (A and B)` none.
"""

from __future__ import annotations

from chegara.profiling.methods.profiles.fields import Catalogue, Subject
from chegara.profiling.methods.profiles.tree import NEGATIVE, Combinator, Condition, Node, Operator

NEEDED = {Subject.PERSON: 2, Subject.VEHICLE: 1, Subject.CONSIGNMENT: 1}
"""Independent indicators that a profile needs, by its subject."""

_Ways = frozenset[frozenset[str]]
_ENOUGH = 2


def independent_indicators(tree: Node, catalogue: Catalogue) -> int:
    """Return the number of groups of facts on the weakest way to a hit, 2 standing for two or more."""
    ways = _ways(tree, catalogue, negated=False)
    return min((len(way) for way in ways), default=0)


def _ways(node: Node, catalogue: Catalogue, *, negated: bool) -> _Ways:
    if isinstance(node, Condition):
        return frozenset({_groups(node, catalogue, negated=negated)})
    negated ^= node.negated
    parts = [_ways(rule, catalogue, negated=negated) for rule in node.rules]
    all_needed = (node.combinator is Combinator.AND) != negated
    if not all_needed:
        return frozenset().union(*parts)
    ways: _Ways = frozenset({frozenset()})
    for part in parts:
        ways = frozenset(_cut(one | other) for one in ways for other in part)
    return ways


def _cut(groups: frozenset[str]) -> frozenset[str]:
    # Two groups are enough: without the cut the ways would multiply with each `or`.
    return frozenset(sorted(groups)[:_ENOUGH])


def _groups(condition: Condition, catalogue: Catalogue, *, negated: bool) -> frozenset[str]:
    field = catalogue.get(condition.field)
    if field is None or field.indicator is None:
        return frozenset()
    if condition.operator in {Operator.MISSING, Operator.PRESENT}:
        return frozenset()
    flag_off = condition.value is False
    says_not = (condition.operator in NEGATIVE) != flag_off
    return frozenset({field.indicator}) if says_not == negated else frozenset()
