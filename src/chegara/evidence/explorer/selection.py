"""What somebody asks of the evidence: which figures, of which time, broken down by what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chegara.common.periods import Month, months_between
from chegara.evidence.models import Indicator
from chegara.organisation.models import Agency, BorderSection, CrossingPoint, Division, State


class By(StrEnum):
    """What a selection is broken down by."""

    MONTH = "month"
    POINT = "point"
    SECTION = "section"
    DIVISION = "division"
    KIND = "kind"
    CITIZENSHIP = "citizenship"
    DIRECTION = "direction"
    AGENCY = "agency"


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Figures of one indicator in a country, from a month to a month, limited to some and broken down.

    `unit` is empty for the number counted, else the unit of the quantities asked for. `against` is the
    indicator that rates are made by, None for the first one that was reported.
    """

    country: State
    indicator: Indicator
    first: Month
    last: Month
    by: By = By.MONTH
    unit: str = ""
    agency: Agency | None = None
    point: CrossingPoint | None = None
    section: BorderSection | None = None
    division: Division | None = None
    kind: str = ""
    citizenship: str = ""
    direction: str = ""
    against: str = ""

    @property
    def months(self) -> list[Month]:
        """The months asked for."""
        return months_between(self.first, self.last)

    @property
    def months_before(self) -> list[Month]:
        """The same months of the year before."""
        return [month + -12 for month in self.months]

    @property
    def comparable(self) -> bool:
        """Whether the period is short enough not to overlap with the same period of last year."""
        return len(self.months) <= 12

    @property
    def columns(self) -> dict[str, str]:
        """The conditions on kind, citizenship and direction, by column."""
        asked = {"kind": self.kind, "citizenship": self.citizenship, "direction": self.direction}
        return {name: code for name, code in asked.items() if code}

    @property
    def places(self) -> tuple[CrossingPoint | BorderSection | Division, ...]:
        """The places that figures are limited to; they hold together."""
        return tuple(place for place in (self.point, self.section, self.division) if place is not None)

    @property
    def narrowed(self) -> bool:
        """Whether figures are limited to some of the indicator's, whoever reports them."""
        return bool(self.columns or self.places)

    def parameters(self, **changed: str) -> dict[str, str]:
        """Return the selection as parameters of an address, in which a saved view is kept as well."""
        asked: dict[str, Any] = {
            "country": self.country.pk,
            "indicator": self.indicator.pk,
            "first": str(self.first),
            "last": str(self.last),
            "by": self.by.value,
            "unit": self.unit,
            **{
                name: place.pk if (place := getattr(self, name)) else ""
                for name in ("agency", "point", "section", "division")
            },
            **self.columns,
            "against": self.against,
            **changed,
        }
        return {name: str(value) for name, value in asked.items() if value not in ("", None)}


SAVED: tuple[str, ...] = (
    "country", "indicator", "first", "last", "by", "unit", "agency", "point", "section", "division", "kind",
    "citizenship", "direction", "against", "show",
)  # fmt: skip
"""The parameters that a saved view keeps."""


def kept(parameters: Mapping[str, Any]) -> dict[str, str]:
    """Return what a saved view keeps of an address's parameters."""
    return {name: str(parameters[name])[:200] for name in SAVED if parameters.get(name)}
