"""Tables of a scenario file, read value by value; a bad value is refused by a sentence that names its key."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\Z")
MINUTES = 60.0


class ScenarioError(ValueError):
    """A scenario that cannot be simulated: one sentence that names the key and what to do."""


@dataclass(frozen=True)
class Table:
    """A table of the file and where it stands in it."""

    values: Mapping[str, Any]
    path: str = ""

    def key(self, name: str) -> str:
        """Return a key as it is to be found in the file."""
        return f"{self.path}.{name}" if self.path else name

    def refuse(self, name: str, what: str) -> ScenarioError:
        """Return the refusal of a key's value."""
        return ScenarioError(f"{self.key(name)}: {what}")

    def only(self, names: Collection[str]) -> None:
        """Refuse keys that nobody knows, which are often misspelt."""
        for name in self.values:
            if name not in names:
                raise self.refuse(name, f"this key is unknown; known here are {', '.join(sorted(names))}")

    def number(
        self, name: str, *, least: float = -math.inf, most: float = math.inf, default: float | None = None
    ) -> float:
        """Return a number between `least` and `most`."""
        value = self._value(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.refuse(name, f"{value!r} is not a number")
        if not least <= value <= most:
            bounds = f"from {least:g} to {most:g}" if math.isfinite(most) else f"of at least {least:g}"
            raise self.refuse(name, f"{value:g} is out of range; write a number {bounds}")
        return float(value)

    def integer(self, name: str, *, least: int = 0, most: int = 10**9, default: int | None = None) -> int:
        """Return a whole number between `least` and `most`."""
        value = self._value(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.refuse(name, f"{value!r} will not do; write a whole number from {least} to {most}")
        return value

    def text(self, name: str, *, default: str | None = None) -> str:
        """Return a text that is not blank, or the default."""
        value = self._value(name, default)
        if not isinstance(value, str) or (name in self.values and not value.strip()):
            raise self.refuse(name, f'{value!r} is not a text; write it between quotes, such as "Noon"')
        return value.strip()

    def texts(self, name: str, *, default: tuple[str, ...] | None = None) -> list[str]:
        """Return a list of texts."""
        value = self._value(name, default)
        if isinstance(value, str) or not isinstance(value, list | tuple):
            raise self.refuse(name, f'{value!r} is not a list of texts, such as ["one", "two"]')
        if not all(isinstance(each, str) and each.strip() for each in value) or (
            name in self.values and not value
        ):
            raise self.refuse(name, "each must be a text, and there must be at least one")
        return list(value)

    def one_of(self, name: str, choices: Collection[str], *, default: str | None = None) -> str:
        """Return one of the choices."""
        value = self._value(name, default)
        if value not in choices:
            raise self.refuse(name, f"{value!r} is none of {', '.join(choices)}")
        return str(value)

    def some_of(self, name: str, choices: Collection[str]) -> tuple[str, ...]:
        """Return a list of choices, each once."""
        values = self.texts(name)
        for value in values:
            if value not in choices:
                raise self.refuse(name, f"{value!r} is none of {', '.join(choices)}")
        return tuple(dict.fromkeys(values))

    def yes_or_no(self, name: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self._value(name, default)
        if not isinstance(value, bool):
            raise self.refuse(name, f"{value!r} is neither true nor false")
        return value

    def clock(self, name: str, *, default: float | None = None) -> float:
        """Return a time of the day, such as "08:30", as hours."""
        value = self.values.get(name)
        if value is None and default is not None:
            return default
        match = CLOCK.match(value) if isinstance(value, str) else None
        if match is None:
            raise self.refuse(name, f'{value!r} is not a time of the day; write it such as "08:30"')
        return int(match[1]) + int(match[2]) / MINUTES

    def numbers(self, name: str, *, least: float, most: float, count: Collection[int] = ()) -> list[float]:
        """Return a list of numbers; `count` says how many there may be."""
        values = self.values.get(name)
        if not isinstance(values, list):
            raise self.refuse(name, f"{values!r} is not a list of numbers, such as [1, 2.5]")
        if count and len(values) not in count:
            raise self.refuse(
                name, f"{len(values)} numbers; there must be {' or '.join(str(each) for each in count)}"
            )
        inner = Table({str(place): value for place, value in enumerate(values, start=1)}, self.key(name))
        return [inner.number(place, least=least, most=most) for place in inner.values]

    def table(self, name: str) -> Table:
        """Return a table within this one; empty where there is none."""
        value = self.values.get(name, {})
        if not isinstance(value, dict):
            raise self.refuse(name, f"{value!r} is not a table, such as [{self.key(name)}]")
        return Table(value, self.key(name))

    def named(self, name: str) -> dict[str, Table]:
        """Return the tables within a table, by their codes."""
        outer = self.table(name)
        for code in outer.values:
            if not CODE.match(code):
                raise outer.refuse(
                    code, "a code has Latin letters, digits, - and _ only; put words into name"
                )
        return {code: outer.table(code) for code in outer.values}

    def tables(self, name: str) -> list[Table]:
        """Return a list of tables, such as [[plans]]."""
        values = self.values.get(name, [])
        if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
            raise self.refuse(name, f"this is not a list of tables, such as [[{name}]]")
        return [Table(each, f"{self.key(name)}[{place}]") for place, each in enumerate(values, start=1)]

    def window(self, most: float = 10_000.0) -> tuple[float, float]:
        """Return from_hour and to_hour, hours since the start of the run."""
        start = self.number("from_hour", least=0, most=most)
        end = self.number("to_hour", least=0, most=most)
        if end <= start:
            raise self.refuse("to_hour", f"{end:g} is not after from_hour = {start:g}")
        return start, end

    def _value(self, name: str, default: Any) -> Any:
        if name not in self.values and default is None:
            raise self.refuse(name, "this key is missing and must be given")
        return self.values.get(name, default)
