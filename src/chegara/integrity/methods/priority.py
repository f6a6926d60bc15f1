"""What comes first: by how grave it is and how easily it is done."""

from __future__ import annotations

from collections.abc import Iterable

from chegara.integrity.methods.findings import Severity

# Rows: gravest finding; columns: easy, takes effort, hard. 1 is the highest. A table, not a product: what is
# grave and hard is begun now, what is slight and hard waits. House rule of this program.
PRIORITY = {
    Severity.HIGH: (1, 1, 2),
    Severity.MEDIUM: (1, 2, 3),
    Severity.LOW: (2, 3, 3),
}


def priority(severities: Iterable[Severity | str], ease: int) -> int:
    """Return the priority, 1 to 3, of what answers findings of these severities.

    Args:
        severities: of the findings; without any it counts as low.
        ease: 1 easy, 2 takes effort, 3 hard.

    >>> priority(["low", "high"], 3), priority([], 1)
    (2, 2)

    Raises:
        ValueError: the ease is none of the three.
    """
    if ease not in {1, 2, 3}:
        raise ValueError("ease is 1, 2 or 3")
    order = list(Severity)
    gravest = min((Severity(each) for each in severities), key=order.index, default=Severity.LOW)
    return PRIORITY[gravest][ease - 1]
