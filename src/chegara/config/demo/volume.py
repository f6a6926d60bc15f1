"""A file of very many invented events, for measuring how long an import takes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from chegara.config.demo.demofile import WORDS
from chegara.config.demo.world import MONTHS, read_assumptions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADING = (
    "Дата",
    "Показатель",
    "Пункт пропуска",
    "Область",
    "Гражданство",
    "Количество",
    "Масса",
    "Ед. изм.",
    "Примечание",
)
INDICATORS = (
    "seizures.drugs",
    "seizures.excise",
    "seizures.other_goods",
    "illegal_stay",
    "refusals",
    "border_regime_violations",
)
NOTE = "вымышлено"
CHUNK = 100_000

EventRow = tuple[str, str, str, str, str, str, str, str, str]


def events(n: int, rng: np.random.Generator) -> Iterator[EventRow]:
    """Yield `n` invented events as texts, in the order of HEADING, spread evenly over the demo's years.

    Amounts have a decimal comma and are blank where nothing was seized.

    Raises:
        ValueError: `n` is negative.
    """
    if n < 0:
        raise ValueError(f"{n} events cannot be written")
    for start in range(0, n, CHUNK):
        yield from _chunk(min(CHUNK, n - start), rng)


def write_events_csv(path: Path, n: int, rng: np.random.Generator) -> None:
    """Write `n` invented events as UTF-8 csv, separated by semicolons, with one heading.

    Raises:
        ValueError: `n` is negative.
    """
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(";".join(HEADING) + "\n")
        stream.writelines(";".join(event) + "\n" for event in events(n, rng))


def _chunk(n: int, rng: np.random.Generator) -> Iterator[EventRow]:
    given = read_assumptions()
    first = MONTHS[0].first_day
    span = (MONTHS[-1].last_day - first).days + 1
    days = np.array([(first + timedelta(days=day)).strftime("%d.%m.%Y") for day in range(span)])
    points = np.array([point["name_ru"] for point in given.points])
    busy = np.array(
        [given.levels["points"][point["code"]]["persons"] for point in given.points], dtype=np.float64
    )
    seized = np.array([indicator.startswith("seizures.") for indicator in INDICATORS])
    kinds = rng.integers(len(INDICATORS), size=n)
    milligrams = np.exp(rng.normal(0.0, 1.5, n)) * 1000
    amounts = (
        f"{amount / 1000:.3f}".replace(".", ",") if weighed else ""
        for amount, weighed in zip(milligrams.tolist(), seized[kinds].tolist(), strict=True)
    )
    return zip(
        days[rng.integers(span, size=n)].tolist(),
        np.array([WORDS[indicator] for indicator in INDICATORS])[kinds].tolist(),
        points[rng.choice(len(points), size=n, p=busy / busy.sum())].tolist(),
        np.array([row["name_ru"] for row in given.divisions])[
            rng.integers(len(given.divisions), size=n)
        ].tolist(),
        np.array([row["name_ru"] for row in given.states])[rng.integers(len(given.states), size=n)].tolist(),
        ("1" for _ in range(n)),
        amounts,
        np.where(seized, "кг", "")[kinds].tolist(),
        (NOTE for _ in range(n)),
        strict=True,
    )
