"""What one generated file is, what importing it must give, and the words of Sarvania's agencies."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from chegara.common.periods import Month

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

    from chegara.config.demo.organisation import Row
    from chegara.config.demo.seizures import Event

INVENTED = "вымышленные данные / invented data"
MONTH_NAMES = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)
DIRECTION_WORDS = ("Въезд", "Выезд")
VEHICLE_WORDS = ("Легковые автомобили", "Грузовые автомобили", "Автобусы")
DOCUMENT_WORDS = ("Паспорт", "Удостоверение личности", "Виза", "Вид на жительство")
WORDS = {
    "persons.crossings": "Пересечения границы лицами",
    "vehicles.crossings": "Пересечения границы транспортными средствами",
    "goods.weight": "Вес грузов",
    "wagons.crossings": "Вагоны",
    "illegal_crossing.between_points": "Незаконное пересечение границы вне пунктов пропуска",
    "illegal_crossing.at_points": "Незаконное пересечение границы в пунктах пропуска",
    "border_regime_violations": "Нарушение пограничного режима",
    "livestock_trespass": "Перегон скота через границу",
    "refusals": "Отказ во въезде",
    "illegal_stay": "Незаконное пребывание",
    "false_documents": "Поддельные документы",
    "facilitators": "Организаторы незаконной миграции",
    "trafficking_victims": "Жертвы торговли людьми",
    "wanted_persons": "Wanted persons",
    "border_incidents": "Border incidents",
    "drones": "Drones",
    "asylum_claims": "Ходатайства об убежище",
    "returns": "Возвращение иностранных граждан",
    "seizures.drugs": "Изъятия наркотиков",
    "seizures.excise": "Изъятия подакцизных товаров",
    "seizures.cash": "Изъятия недекларированной валюты",
    "seizures.fuel": "Изъятия топлива",
    "seizures.medicines": "Изъятия лекарственных средств",
    "seizures.precious_metals": "Изъятия драгоценных металлов",
    "seizures.livestock": "Изъятия скота",
    "seizures.other_goods": "Изъятия прочих товаров",
    "seizures.arms": "Seizures of arms",
    "seizures.ammunition": "Seizures of ammunition",
    "checks.persons": "Проверено лиц",
    "checks.vehicles": "Проверено транспортных средств",
    "staff.on_duty": "Личный состав на службе",
    "patrols": "Пограничные наряды",
}


@dataclass(frozen=True, kw_only=True)
class DemoFile:
    """A generated file; `corrects` is the path of the file that it is a later version of.

    `totals` is what the file states, by indicator and month: what an import must arrive at. For events it is
    their number, duplicates included; `quantities` adds up amounts by indicator, unit as written, and month.
    `breakdown` names the dimensions by which figures are counted: two files of one agency that break the same
    total down in two ways must not be added up.
    """

    path: Path
    agency: str
    title: str
    form: Literal["wide", "long", "events"]
    breakdown: tuple[str, ...]
    totals: dict[tuple[str, Month], float]
    quantities: dict[tuple[str, str, Month], float] = field(default_factory=dict)
    duplicates: int = 0
    corrects: Path | None = None


class Totals:
    """Adds up what a file states while it is written; a month that it does not state is missing, not zero."""

    def __init__(self) -> None:
        self.values: defaultdict[tuple[str, Month], float] = defaultdict(float)
        self.quantities: defaultdict[tuple[str, str, Month], float] = defaultdict(float)

    def add(self, indicator: str, month: Month, value: float) -> None:
        """Count a statistic."""
        self.values[indicator, month] += float(value)

    def add_event(self, event: Event) -> None:
        """Count an event and its quantity."""
        month = Month.of(event.day)
        self.add(event.indicator, month, event.number)
        if event.unit:
            self.quantities[event.indicator, event.unit, month] += event.quantity


def amount(quantity: float) -> str:
    """Write a quantity with up to three decimals.

    >>> amount(2711.9), amount(1234567.0)
    ('2711.9', '1234567')
    """
    return f"{quantity:.3f}".rstrip("0").rstrip(".")


def spelling(place: Row, rng: np.random.Generator, *, usual: float = 0.7) -> str:
    """Return one of a place's spellings: mostly its Russian name, else an alias."""
    aliases = [alias.strip() for alias in place["aliases"].split(";") if alias.strip()]
    if not aliases or rng.random() < usual:
        return place["name_ru"]
    return aliases[int(rng.integers(len(aliases)))]
