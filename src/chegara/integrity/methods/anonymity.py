"""Groups of respondents that may be shown, so that nobody can be told apart, not even by subtraction.

A survey is published once, after it has closed, by one division of its respondents. Groups smaller than the
least size are put together with the next larger ones until each part holds enough. Whatever a reader adds or
subtracts of the parts and the whole is then a sum of parts, none of them small. Two divisions of the same
people, a filter, or a second publication with one respondent more would break this; there is none of them.

Within a group, a question that too few answered is not shown; nor, then, is it for the next group, so that
the whole does not give it back: `shown_answers`.

Sources:
    L. H. Cox, JASA 75, 1980 (complementary suppression). L. Sweeney, "k-anonymity", International Journal of
    Uncertainty, Fuzziness and Knowledge-Based Systems 10, 2002. A. Hundepool et al., Statistical Disclosure
    Control, Wiley 2012, chapter 4.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

LEAST_GROUP = 10
"""The default least size; nobody may set less than `LEAST_ALLOWED`."""
LEAST_ALLOWED = 5


def safe_parts(sizes: Mapping[Key, int], least: int = LEAST_GROUP) -> tuple[tuple[Key, ...], ...]:
    """Return the groups put together into parts of at least `least`, the largest first; none if all are few.

    >>> safe_parts({"cargo": 40, "staff": 6, "stores": 3, "legal": 12}, 10)
    (('cargo',), ('legal', 'staff', 'stores'))
    >>> safe_parts({"cargo": 4}, 10)
    ()

    Raises:
        ValueError: the least size is below 5, or a size is negative.
    """
    if least < LEAST_ALLOWED:
        raise ValueError(f"a group smaller than {LEAST_ALLOWED} does not hide its members")
    if any(size < 0 for size in sizes.values()):
        raise ValueError("a size is not negative")
    ordered = sorted((key for key in sizes if sizes[key]), key=lambda key: (-sizes[key], str(key)))
    alone = [key for key in ordered if sizes[key] >= least]
    rest = [key for key in ordered if sizes[key] < least]
    while rest and sum(sizes[key] for key in rest) < least and alone:
        rest.insert(0, alone.pop())
    if rest and sum(sizes[key] for key in rest) < least:
        return ()
    return (*((key,) for key in alone), *([tuple(rest)] if rest else []))


def shown_answers(answered: Mapping[Key, int], least: int = LEAST_GROUP) -> frozenset[Key]:
    """Return the parts whose answers to one question may be shown beside the answers of all.

    The parts left out hold together at least `least` answers, or nothing is left out; where that can't be,
    nothing is shown.

    >>> sorted(shown_answers({"a": 20, "b": 30, "c": 4}, 10))
    ['b']
    """
    ordered = sorted(answered, key=lambda key: (-answered[key], str(key)))
    shown = [key for key in ordered if answered[key] >= least]
    hidden = [key for key in ordered if 0 < answered[key] < least]
    while hidden and shown and sum(answered[key] for key in hidden) < least:
        hidden.append(shown.pop())
    return frozenset(shown)
