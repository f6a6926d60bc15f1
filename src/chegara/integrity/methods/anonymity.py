"""Groups of respondents that may be shown, so that nobody can be told apart, not even by subtraction.

A survey is published once, after it has closed, by one division of its respondents. Groups smaller than the
least size are put together with the next larger ones until each part holds enough. Whatever a reader adds or
subtracts of the parts and the whole is then a sum of parts, none of them small. Two divisions of the same
people, a filter, or a second publication with one respondent more would break this; there is none of them.

Within a group, a question that too few answered is not shown; nor, then, is it for the next group, so that
the whole does not give it back: `shown_answers`. Nor may the whole, less the other parts, tell that in one
part nobody or everybody said yes: `silent_enough`.

Sources:
    L. H. Cox, JASA 75, 1980 (complementary suppression). L. Sweeney, "k-anonymity", International Journal of
    Uncertainty, Fuzziness and Knowledge-Based Systems 10, 2002. A. Hundepool et al., Statistical Disclosure
    Control, Wiley 2012, chapter 4.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeAlias, TypeVar

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


Counts: TypeAlias = tuple[int, int]
"""The lowest and highest number of people who may have said yes, by what is printed."""


def tells_all(answered: Sequence[int], printed: Sequence[Counts | None], whole: Counts | None) -> bool:
    """Tell whether what is printed tells that in one part nobody, or everybody, said yes.

    Args:
        answered: how many answered in each part.
        printed: of each part, None where nothing is.
        whole: of all parts together, None where nothing is.

    >>> tells_all([8, 8], [(0, 1), (4, 4)], (4, 4)), tells_all([8, 8], [(0, 1), None], (4, 4))
    (True, False)
    """
    known = [each or (0, many) for each, many in zip(printed, answered, strict=True)]
    low, high = (sum(column) for column in zip(*known, strict=True)) if known else (0, 0)
    least, most = whole or (low, high)
    for (one_low, one_high), many in zip(known, answered, strict=True):
        at_least = max(one_low, least - (high - one_high))
        at_most = min(one_high, most - (low - one_low))
        if many and (at_most == 0 or at_least == many):
            return True
    return False


def silent_enough(
    answered: Sequence[int], printed: Sequence[Counts | None], whole: Counts | None
) -> tuple[frozenset[int], bool]:
    """Return the places of the parts that may be printed beside the whole, and whether the whole may.

    The smallest parts are left out first; one whose absence is enough before others.
    """
    kept = {place: counts for place, counts in enumerate(printed) if counts is not None}

    def telling(parts: Mapping[int, Counts]) -> bool:
        return tells_all(answered, [parts.get(place) for place in range(len(answered))], whole)

    while kept and telling(kept):
        smallest = sorted(kept, key=lambda place: (answered[place], place))
        without = ({place: kept[place] for place in kept if place != gone} for gone in smallest)
        fewer = [each for each in without if not telling(each)]
        kept = fewer[0] if fewer else {place: kept[place] for place in smallest[1:]}
    return frozenset(kept), not telling(kept)
