"""What an information-exchange matrix shows as a whole: who only takes."""

from __future__ import annotations

from collections.abc import Iterable


def only_receive(duties: Iterable[tuple[str, str | None]]) -> frozenset[str]:
    """Return the agencies that others tell and that tell nobody.

    Args:
        duties: sender and receiver of each; None receives outside the country's agencies. What an agency
            tells itself counts on neither side.

    >>> sorted(only_receive([("border", "customs"), ("border", "police"), ("police", None)]))
    ['customs']
    """
    pairs = [(sender, receiver) for sender, receiver in duties if sender != receiver]
    return frozenset(receiver for _, receiver in pairs if receiver is not None) - {
        sender for sender, _ in pairs
    }
