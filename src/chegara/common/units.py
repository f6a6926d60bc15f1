"""Units of measure in which agencies report quantities, and exact conversion between them.

Source: BIPM, The International System of Units (SI), 9th edition, 2019; the centner of 100 kg, the
carat of 0.2 g: GOST 8.417; the pound of 0.45359237 kg and its ounce: the international yard and pound
agreement of 1959. A tablet, an ampoule or a pack has no lawful weight and converts into nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Dimension(StrEnum):
    """What a unit measures; only units of one dimension convert into each other."""

    MASS = "mass"
    VOLUME = "volume"
    COUNT = "count"


@dataclass(frozen=True)
class Unit:
    """A unit of measure; `factor` is how many of its dimension's base units (kg, l, piece) it holds."""

    code: str
    dimension: Dimension
    factor: Fraction


BASE_UNITS = {Dimension.MASS: "kg", Dimension.VOLUME: "l", Dimension.COUNT: "piece"}

UNITS = {
    unit.code: unit
    for unit in (
        Unit("mg", Dimension.MASS, Fraction(1, 1_000_000)),
        Unit("g", Dimension.MASS, Fraction(1, 1000)),
        Unit("kg", Dimension.MASS, Fraction(1)),
        Unit("centner", Dimension.MASS, Fraction(100)),
        Unit("t", Dimension.MASS, Fraction(1000)),
        Unit("carat", Dimension.MASS, Fraction(2, 10_000)),
        Unit("lb", Dimension.MASS, Fraction(45_359_237, 100_000_000)),
        Unit("oz", Dimension.MASS, Fraction(45_359_237, 1_600_000_000)),
        Unit("ml", Dimension.VOLUME, Fraction(1, 1000)),
        Unit("l", Dimension.VOLUME, Fraction(1)),
        Unit("dal", Dimension.VOLUME, Fraction(10)),
        Unit("hl", Dimension.VOLUME, Fraction(100)),
        Unit("m3", Dimension.VOLUME, Fraction(1000)),
        Unit("piece", Dimension.COUNT, Fraction(1)),
        Unit("thousand_pieces", Dimension.COUNT, Fraction(1000)),
    )
}


class UnitMismatchError(ValueError):
    """The two units do not measure the same thing, so that no factor exists."""


def base_unit(code: str) -> str:
    """Return the unit in which quantities of that unit are added up.

    Mass is added in kg, volume in litres, pieces one by one; a unit that converts into nothing else (tablet,
    head, a currency, a word that nobody knows) is its own base.

    >>> base_unit("g"), base_unit("tablet")
    ('kg', 'tablet')
    """
    unit = UNITS.get(code)
    return BASE_UNITS[unit.dimension] if unit else code


def convert(amount: float, unit: str, into: str) -> float:
    """Return `amount` of `unit` expressed in the unit `into`.

    Raises:
        UnitMismatchError: the units differ and do not measure the same dimension.

    >>> convert(635, "g", "kg")
    0.635
    """
    if unit == into:
        return amount
    source, target = UNITS.get(unit), UNITS.get(into)
    if source is None or target is None or source.dimension is not target.dimension:
        raise UnitMismatchError(f"{unit!r} does not convert into {into!r}")
    ratio = source.factor / target.factor
    # Whole numbers round once, where a binary fraction such as 0.001 rounds twice.
    return amount * ratio.numerator / ratio.denominator


def in_base_unit(amount: float, unit: str) -> tuple[float, str]:
    """Return the quantity in the base unit of its dimension, with that unit.

    >>> in_base_unit(2.5, "t")
    (2500.0, 'kg')
    """
    base = base_unit(unit)
    return convert(amount, unit, base), base
