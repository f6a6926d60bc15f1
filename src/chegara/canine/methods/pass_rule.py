"""What a certification's count proves: the exact one-sided lower limit, and how many trials a proof needs.

To have passed "9 of 10" does not prove a sensitivity of 90 per cent. Proved is what the one-sided lower
limit of Clopper and Pearson reaches: the smallest share under which so many successes are not rarer than 1
− level.

Source:
    C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the
    binomial", Biometrika 26, 1934. Without failure it is the rule 1 − p^n ≥ level ("29 of 29 prove 90 per
    cent").
"""

from __future__ import annotations

from dataclasses import dataclass

import scipy

from chegara.common.intervals import Interval, clopper_pearson, wilson


@dataclass(frozen=True)
class Proof:
    """What so many successes say: the observed share, its interval, and the share that is proved.

    `meets` is the norm as it is usually written (observed share reaches the required one), `proves` says
    that the lower limit reaches it too.
    """

    successes: int
    trials: int
    required: float
    share: float
    interval: Interval
    proved: float
    meets: bool
    proves: bool


def proof(successes: int, trials: int, *, required: float, level: float = 0.95) -> Proof:
    """Return what `successes` of `trials` prove about a share that shall be at least `required`.

    Raises:
        ValueError: nothing was tried, more successes than trials, or a share is not between 0 and 1.
    """
    _check_required(required)
    proved = lower_limit(successes, trials, level=level)
    share = successes / trials
    # A product, not the rounded quotient: 9 of 10 meets 0.9.
    meets = successes >= required * trials - 1e-9
    return Proof(
        successes,
        trials,
        required,
        share,
        wilson(successes, trials, level=level),
        proved,
        meets,
        proved >= required,
    )


def lower_limit(successes: int, trials: int, *, level: float = 0.95) -> float:
    """Return the one-sided lower limit of a share, 0 to 1.

    >>> round(lower_limit(29, 29), 3)
    0.902

    Raises:
        ValueError: as for `proof`.
    """
    if not 0 < level < 1:
        raise ValueError(f"the level is a share between 0 and 1, not {level}")
    if level <= 0.5:
        raise ValueError(f"a proof needs a level above one half, not {level}")
    # The two-sided interval of level 2·level − 1 leaves 1 − level in each tail.
    return clopper_pearson(successes, trials, level=2 * level - 1).low


def upper_limit(events: int, trials: int, *, level: float = 0.95) -> float:
    """Return the one-sided upper limit of a share, as of false alerts: 0 of 10 leave up to 26 per cent open.

    Raises:
        ValueError: as for `proof`.
    """
    return 1 - lower_limit(trials - events, trials, level=level)


def trials_needed(required: float, *, failures: int = 0, level: float = 0.95) -> int:
    """Return the smallest number of trials that, with so many failures, prove the required share.

    >>> [trials_needed(0.9, failures=n) for n in range(4)]
    [29, 46, 61, 76]

    Raises:
        ValueError: failures are negative, or a share is not between 0 and 1 (0 and 1 themselves cannot be
            proved).
    """
    _check_required(required)
    if failures < 0:
        raise ValueError(f"{failures} is not a count of failures")
    low, high = failures, failures + 1
    while lower_limit(high - failures, high, level=level) < required:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        proves = lower_limit(middle - failures, middle, level=level) >= required
        low, high = (low, middle) if proves else (middle, high)
    return high


def chance_of_passing(share: float, trials: int, *, needed: int) -> float:
    """Return how often a team of true sensitivity `share` passes a test of `needed` successes in `trials`.

    Raises:
        ValueError: the share is not between 0 and 1, or the numbers fit no test.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"{share} is not a share")
    if not 0 <= needed <= trials:
        raise ValueError(f"{needed} of {trials} is no test")
    return float(scipy.stats.binom.sf(needed - 1, trials, share))


def _check_required(required: float) -> None:
    if not 0 < required < 1:
        raise ValueError(f"the required share lies between 0 and 1, not {required}")
