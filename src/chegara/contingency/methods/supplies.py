"""What a plan needs against what there is: what is missing, whether it comes in time, how long it lasts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Supply:
    """What there is of a resource and what the worst case needs; None is unknown.

    Attributes:
        available: how much there is.
        needed: how much the worst case needs at once.
        used_a_day: how much the worst case uses up a day.
        arrives: minutes until it is there.
        wanted_at: minute at which the first task needs it.
    """

    available: float | None
    needed: float
    used_a_day: float | None = None
    arrives: int | None = None
    wanted_at: int | None = None

    @property
    def short_by(self) -> float | None:
        """How much is missing in the worst case, 0 if nothing; None if nobody knows what there is.

        >>> Supply(available=12, needed=20).short_by
        8.0
        """
        return None if self.available is None else max(0.0, float(self.needed - self.available))

    @property
    def late_by(self) -> int:
        """Minutes by which it arrives after the first task that needs it; 0 where nobody knows either."""
        if self.arrives is None or self.wanted_at is None:
            return 0
        return max(0, self.arrives - self.wanted_at)

    @property
    def days(self) -> float | None:
        """How many days the stock lasts in the worst case; None if it is not used up or not known.

        >>> Supply(available=9000, needed=3000, used_a_day=3000).days
        3.0
        """
        if self.available is None or not self.used_a_day:
            return None
        return self.available / self.used_a_day
