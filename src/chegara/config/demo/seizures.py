"""Seizures and incidents at Sarvania's border as single events, with heavy-tailed quantities."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from chegara.config.demo.world import MONTHS, Floats, of_month, trend

if TYPE_CHECKING:
    from chegara.common.periods import Month
    from chegara.config.demo.organisation import Row
    from chegara.config.demo.world import Assumptions

GRAMS, KILOGRAMS, LITRES, TABLETS, PACKS, HEADS, PIECES, MONEY = (
    "г",
    "кг",
    "л",
    "табл.",
    "пачек",
    "голов",
    "шт.",
    "талер",
)


@dataclass(frozen=True)
class Goods:
    """What is seized: word, unit, median quantity, reach of the tail, weight in the draw."""

    word: str
    unit: str
    median: float
    tail: float
    weight: float


# Log-normal with a wide spread: few seizures hold most of the quantity.
GOODS = {
    "seizures.drugs": (
        Goods("Героин", KILOGRAMS, 0.9, 1.5, 3),
        Goods("Опий", KILOGRAMS, 1.6, 1.5, 3),
        Goods("Гашиш", KILOGRAMS, 1.1, 1.4, 3),
        Goods("Марихуана", KILOGRAMS, 0.6, 1.3, 2),
        Goods("Метамфетамин", KILOGRAMS, 0.25, 1.6, 1),
    ),
    "seizures.excise": (
        Goods("Сигареты", PACKS, 900, 1.4, 4),
        Goods("Алкоголь", LITRES, 60, 1.2, 2),
    ),
    "seizures.cash": (Goods("Наличная валюта", MONEY, 14_000, 1.2, 1),),
    "seizures.fuel": (
        Goods("Дизельное топливо", LITRES, 700, 1.1, 3),
        Goods("Бензин", LITRES, 250, 1.1, 2),
    ),
    "seizures.medicines": (Goods("Лекарственные средства", TABLETS, 1_200, 1.4, 1),),
    "seizures.precious_metals": (Goods("Золото", GRAMS, 180, 1.3, 1),),
    "seizures.livestock": (Goods("Крупный рогатый скот", HEADS, 6, 0.8, 1), Goods("Овцы", HEADS, 14, 0.8, 2)),
    "seizures.other_goods": (
        Goods("Одежда", KILOGRAMS, 240, 1.2, 2),
        Goods("Мобильные телефоны", PIECES, 18, 1.1, 2),
    ),
    "seizures.arms": (Goods("Ружьё", PIECES, 1, 0.4, 2), Goods("Пистолет", PIECES, 1, 0.4, 1)),
    "seizures.ammunition": (Goods("Патроны", PIECES, 40, 1.1, 1),),
    "wanted_persons": (Goods("", "", 1, 0.35, 1),),
    "border_incidents": (Goods("", "", 1, 0.0, 1),),
    "drones": (Goods("", "", 1, 0.0, 1),),
}
CONCEALMENTS = (
    "Багаж",
    "Тайник в автомобиле",
    "В одежде",
    "В грузе",
    "Ручная кладь",
    "Внутриполостным способом",
    "Топливный бак",
    "Посылка",
)
TRANSPORTS = {
    "road": ("Легковой автомобиль", "Грузовой автомобиль", "Автобус", "Пешком"),
    "rail": ("Поезд",),
    "air": ("Самолёт",),
    "river": ("Лодка",),
}


@dataclass(frozen=True)
class Event:
    """One event as one agency records it; `point` is a code or empty, `place` the words of the record."""

    indicator: str
    day: date
    point: str
    place: str
    division: str
    goods: str
    quantity: float
    unit: str
    concealment: str = ""
    transport: str = ""
    origin: str = ""
    departure: str = ""
    destination: str = ""
    number: int = 1


@dataclass(frozen=True)
class SharedSeizure:
    """One seizure that customs and the border service both report, each in its own way."""

    customs: Event
    border: Event


def draw_events(given: Assumptions, agency: str, rng: np.random.Generator) -> list[Event]:
    """Draw an agency's events, in order of day."""
    events = []
    for short, rate in given.levels["seizures"][agency].items():
        indicator = short if short in GOODS else f"seizures.{short}"
        for position, number in enumerate(rng.poisson(rate * _growth(given, indicator))):
            month = MONTHS[position]
            events += [_draw_event(given, agency, indicator, month, rng) for _ in range(number)]
    return sorted(events, key=lambda event: (event.day, event.indicator, event.place))


def share(customs: list[Event], number: int, rng: np.random.Generator) -> list[SharedSeizure]:
    """Pick drug seizures of customs at a crossing point and write them as the border service would.

    The date may be a day later, the weight a few per cent off (with or without packing), the unit another.
    """
    candidates = [event for event in customs if event.indicator == "seizures.drugs" and event.point]
    chosen = rng.choice(len(candidates), size=number, replace=False)
    return [SharedSeizure(candidates[i], _as_the_border_service(candidates[i], rng)) for i in sorted(chosen)]


def kilograms(event: Event) -> float:
    """Return an event's quantity in kilograms.

    Raises:
        ValueError: it was not weighed.
    """
    if event.unit not in (GRAMS, KILOGRAMS):
        raise ValueError(f"{event.unit!r} is no unit of mass")
    return event.quantity / 1000 if event.unit == GRAMS else event.quantity


def _as_the_border_service(event: Event, rng: np.random.Generator) -> Event:
    quantity = kilograms(event) * float(rng.choice([1.0, 0.985, 1.012, 1.03, 0.97]))
    unit = KILOGRAMS if rng.random() < 0.7 else GRAMS
    return replace(
        event,
        day=event.day + timedelta(days=int(rng.random() < 0.25 and event.day.day < 28)),
        quantity=round(quantity * (1000 if unit == GRAMS else 1), 3),
        unit=unit,
    )


def _growth(given: Assumptions, indicator: str) -> Floats:
    level = trend(given.levels)
    if indicator == "drones":
        years = np.array([month - MONTHS[0] for month in MONTHS]) / 12
        return np.asarray(
            (1 + given.levels["seizures"]["drones_yearly_growth"]) ** (years - 2), dtype=np.float64
        )
    if indicator in ("border_incidents", "seizures.livestock"):
        return np.asarray(level * of_month(given.levels["season"]["warmth"]), dtype=np.float64)
    return level


def _draw_event(
    given: Assumptions, agency: str, indicator: str, month: Month, rng: np.random.Generator
) -> Event:
    day = month.first_day + timedelta(days=int(rng.integers((month.last_day - month.first_day).days + 1)))
    goods = _draw_goods(indicator, month, rng)
    quantity, unit = _draw_quantity(goods, rng)
    point = _draw_point(given, agency, month, rng)
    blank = rng.random(6)
    states = [state["code"] for state in given.states if state["code"] != "XS"]
    origin, departure, destination = (str(code) for code in rng.choice(states, 3))
    seizure = indicator.startswith("seizures.")
    return Event(
        indicator=indicator,
        day=day,
        point=point["code"] if blank[0] > 0.08 else "",
        place=point["name_ru"] if blank[0] > 0.08 else "",
        division=point["division"] if blank[1] > 0.3 else "",
        goods=goods.word,
        quantity=quantity if seizure else 0,
        unit=unit if seizure else "",
        concealment=str(rng.choice(CONCEALMENTS)) if seizure and blank[2] > 0.4 else "",
        transport=_draw_transport(point, rng) if seizure and blank[3] > 0.25 else "",
        origin=origin if seizure and blank[4] > 0.45 else "",
        departure=departure if seizure and blank[5] > 0.35 else "",
        destination=destination if seizure and blank[5] > 0.5 else "",
        number=max(1, int(quantity)) if indicator == "wanted_persons" else 1,
    )


def _draw_goods(indicator: str, month: Month, rng: np.random.Generator) -> Goods:
    """Methamphetamine takes the place of heroin over the years."""
    choice = GOODS[indicator]
    age = (month - MONTHS[0]) / len(MONTHS)
    weights = np.array(
        [
            goods.weight * {"Героин": 1.3 - age, "Метамфетамин": 0.5 + 4 * age}.get(goods.word, 1.0)
            for goods in choice
        ]
    )
    return choice[int(rng.choice(len(choice), p=weights / weights.sum()))]


def _draw_quantity(goods: Goods, rng: np.random.Generator) -> tuple[float, str]:
    quantity = goods.median * float(np.exp(rng.normal(0.0, goods.tail)))
    if goods in GOODS["seizures.drugs"] and rng.random() < 0.45:
        return max(round(quantity * 1000, 1), 0.1), GRAMS
    if goods.unit in (KILOGRAMS, GRAMS):
        return max(round(quantity, 3), 0.001), goods.unit
    return float(max(round(quantity), 1)), goods.unit


def _draw_point(given: Assumptions, agency: str, month: Month, rng: np.random.Generator) -> Row:
    """Busy points seize more; customs works only where there is customs control."""
    regime = {section["code"]: section["regime"] for section in given.sections}
    opening = given.levels["opening"]
    weights = np.array(
        [
            given.levels["points"][point["code"]]["persons"] ** 0.7
            * (agency == "security" or regime.get(point["section"]) != "no_customs_control")
            * (point["code"] != opening["point"] or str(month) >= opening["first"])
            for point in given.points
        ]
    )
    return given.points[int(rng.choice(len(given.points), p=weights / weights.sum()))]


def _draw_transport(point: Row, rng: np.random.Generator) -> str:
    return str(rng.choice(TRANSPORTS[point["kind"]]))
