"""Where each field of a machine-readable zone stands.

Source: ICAO Doc 9303, 8th edition, 2021: part 4 (TD3), part 5 (TD1), part 6 (TD2), part 7 (MRV-A, MRV-B).
A zone is handled as one string, its lines joined, so that a field is one slice of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of zone: lines, characters a line, and the place of each field in the joined lines.

    `optional_check` and `composite` are None where the kind has none: a visa has neither. `composite_of`
    lists what the composite check digit runs over, in order. `takes_long_numbers`: a document number over
    nine characters goes on in the optional data (parts 5 and 6).
    """

    name: str
    lines: int
    width: int
    names: slice
    number: slice
    nationality: slice
    birth: slice
    sex: int
    expiry: slice
    optional: slice
    optional_2: slice = field(default_factory=lambda: slice(0, 0))
    optional_check: int | None = None
    composite: int | None = None
    composite_of: tuple[slice, ...] = ()
    takes_long_numbers: bool = False
    code: slice = field(default_factory=lambda: slice(0, 2))
    issuer: slice = field(default_factory=lambda: slice(2, 5))

    @property
    def length(self) -> int:
        """Characters in all lines."""
        return self.lines * self.width

    def where(self, position: int) -> tuple[int, int]:
        """Line and place in it, both counted from 1, of a place in the joined lines.

        >>> TD3.where(44)
        (2, 1)
        """
        return position // self.width + 1, position % self.width + 1


def _two_lines(name: str, width: int, optional_end: int, **more: object) -> Layout:
    """The kinds of two lines share the place of all but the optional data."""
    second = width
    return Layout(
        name=name,
        lines=2,
        width=width,
        names=slice(5, width),
        number=slice(second, second + 9),
        nationality=slice(second + 10, second + 13),
        birth=slice(second + 13, second + 19),
        sex=second + 20,
        expiry=slice(second + 21, second + 27),
        optional=slice(second + 28, second + optional_end),
        **more,  # type: ignore[arg-type]
    )


TD1 = Layout(
    name="TD1",
    lines=3,
    width=30,
    number=slice(5, 14),
    optional=slice(15, 30),
    birth=slice(30, 36),
    sex=37,
    expiry=slice(38, 44),
    nationality=slice(45, 48),
    optional_2=slice(48, 59),
    composite=59,
    composite_of=(slice(5, 30), slice(30, 37), slice(38, 45), slice(48, 59)),
    names=slice(60, 90),
    takes_long_numbers=True,
)
TD2 = _two_lines(
    "TD2",
    36,
    35,
    composite=71,
    composite_of=(slice(36, 46), slice(49, 56), slice(57, 71)),
    takes_long_numbers=True,
)
TD3 = _two_lines(
    "TD3",
    44,
    42,
    optional_check=86,
    composite=87,
    composite_of=(slice(44, 54), slice(57, 64), slice(65, 87)),
)
MRV_A = _two_lines("MRV-A", 44, 44)
MRV_B = _two_lines("MRV-B", 36, 36)

LAYOUTS = {layout.name: layout for layout in (TD1, TD2, TD3, MRV_A, MRV_B)}


def layout_of(lines: int, width: int, *, visa: bool) -> Layout | None:
    """The kind of zone with so many lines of such a width; visas are told by their first letter, V."""
    if (lines, width) == (3, 30):
        return TD1
    if lines == 2 and width == 44:
        return MRV_A if visa else TD3
    if lines == 2 and width == 36:
        return MRV_B if visa else TD2
    return None
