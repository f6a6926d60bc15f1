"""What an analysis of excess interaction could find at all, said from its design before anything is measured.

An officer takes a share of a declarant's files that somebody else would have got: of each file that could
have come to them with chance p, the chance becomes s + (1 - s) p. Under the rule the number of common files is
a Poisson-binomial count, so both the number from which a pair stands out and the chance to reach it are exact;
nothing is simulated. The level is that of Bonferroni over all pairs that could have met: no pair that passes
it is missed by the step-up that holds back false discoveries, which finds somewhat more. "No finding" is read
beside this: a smaller share than the one that can be found was not ruled out.

Under the rule of equal loads the counts vary a little less than taken here: power is then understated.

Source: J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd ed. 1988, chapter 1 (power as a
property of the design).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from chegara.integrity.methods.interaction import (
    Declarations,
    Floats,
    Roster,
    Rule,
    poisson_binomial_tail,
)

USUAL_POWER = 0.8


def critical_count(chances: ArrayLike, level: float) -> int:
    """Return the least number of common files whose probability under the rule is at most `level`.

    >>> critical_count([0.5] * 4, 0.1)
    4

    Raises:
        ValueError: the level is no probability above 0.
    """
    if not 0 < level < 1:
        raise ValueError("a level lies between 0 and 1")
    given = np.asarray(chances, dtype=np.float64)
    low, high = 0, len(given) + 1
    while low < high:
        middle = (low + high) // 2
        if poisson_binomial_tail(given, middle) <= level:
            high = middle
        else:
            low = middle + 1
    return low


def power(chances: ArrayLike, share: float, level: float) -> float:
    """Return the probability, 0 to 1, that a pair stands out which takes `share` of the files that it could.

    `chances` are those of the declarant's files to come to the officer, one a file; 0 where the officer was
    not on duty. Taking nothing, a pair stands out with at most the level:

    >>> power([0.2] * 31, 0.0, 0.05 / 240) <= 0.05 / 240
    True
    >>> round(power([0.2] * 31, 0.5, 0.05 / 240), 2)
    0.87

    Raises:
        ValueError: the share is none, or the level is no probability above 0.
    """
    if not 0 <= share <= 1:
        raise ValueError("a share lies between 0 and 1")
    given = np.asarray(chances, dtype=np.float64)
    taken = np.where(given > 0, share + (1 - share) * given, 0.0)
    return poisson_binomial_tail(taken, critical_count(given, level))


def detectable_share(chances: ArrayLike, level: float, wanted: float = USUAL_POWER) -> float | None:
    """Return the least share, to a thousandth, that is found with the wanted power; None if even all is not.

    >>> detectable_share([0.2] * 31, 0.05 / 240)
    0.469
    >>> detectable_share([0.5, 0.5], 0.05) is None
    True
    """
    if power(chances, 1.0, level) < wanted:
        return None
    low, high = 0, 1000
    while low < high:
        middle = (low + high) // 2
        if power(chances, middle / 1000, level) >= wanted:
            high = middle
        else:
            low = middle + 1
    return low / 1000


def chances_of(
    declarations: Declarations, roster: Roster, *, rule: Rule, declarant: int, officer: int
) -> Floats:
    """Return the chances with which a declarant's files would have come to an officer, one a file.

    Files of cells without a roster are left out, as they are of the test.
    """
    seats = declarations if rule is Rule.EVEN else roster
    cells = int(max(declarations.cell.max(initial=0), roster.cell.max(initial=0))) + 1
    known = np.bincount(roster.cell, minlength=cells) > 0
    size = np.bincount(seats.cell, minlength=cells)
    own = np.bincount(seats.cell[seats.officer == officer], minlength=cells)
    theirs = declarations.cell[declarations.declarant == declarant]
    theirs = theirs[known[theirs]]
    chances: Floats = own[theirs] / size[theirs]
    return chances
