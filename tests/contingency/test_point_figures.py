"""What the evidence says of a point's streams: pedestrians are the persons who sat in no vehicle."""

from __future__ import annotations

from typing import Any

import pytest

from chegara.contingency import point_figures
from chegara.contingency.point_figures import known_streams
from chegara.cooperation.methods.routing import stream

A_DAY: dict[tuple[str, str, str], tuple[float, float, float]] = {
    ("persons.crossings", "entry", ""): (900, 1000, 1200),
    ("vehicles.crossings", "entry", "car"): (80, 100, 120),
    ("vehicles.crossings", "entry", "truck"): (40, 50, 60),
    ("persons.crossings", "exit", ""): (90, 100, 110),
    ("vehicles.crossings", "exit", "car"): (80, 100, 120),
}


@pytest.fixture(autouse=True)
def evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    def a_day(code: str, _point: Any, _viewer: Any, **only: str) -> tuple[Any, str]:
        found = A_DAY.get((code, only.get("direction", ""), only.get("kind", "")))
        return found, "01.2025–12.2025" if found else ""

    monkeypatch.setattr(point_figures, "_a_day", a_day)


def known(*asked: tuple[str, str]) -> Any:
    nobody: Any = None
    return known_streams(nobody, nobody, [stream(direction, traffic, []) for direction, traffic in asked])


def test_vehicles_are_known_by_direction_and_kind() -> None:
    found = known(("entry", "cars"), ("entry", "trucks"))

    assert found.arrivals == {("entry", "cars"): (80, 100, 120), ("entry", "trucks"): (40, 50, 60)}
    assert found.months == "01.2025–12.2025"
    assert not found.rest


def test_pedestrians_are_the_persons_who_sat_in_no_vehicle() -> None:
    found = known(("entry", "pedestrians"), ("entry", "cars"), ("entry", "trucks"))

    # 100 cars with 2.5 persons, 50 lorries with their drivers: 700 of 1,000 walked.
    assert found.arrivals["entry", "pedestrians"] == pytest.approx((630, 700, 840))
    assert found.rest


@pytest.mark.parametrize(
    ("asked", "pedestrians"),
    [
        ((("entry", "pedestrians"),), (900, 1000, 1200)),
        ((("exit", "pedestrians"), ("exit", "cars")), (0, 0, 0)),
        ((("exit", "pedestrians"), ("exit", "trucks")), None),
        ((("exit", "pedestrians"), ("exit", "trains")), None),
    ],
    ids=["nothing but pedestrians", "more seats than persons", "lorries not counted", "trains not counted"],
)
def test_what_is_not_known_of_vehicles_is_not_known_of_pedestrians(
    asked: tuple[tuple[str, str], ...], pedestrians: tuple[float, float, float] | None
) -> None:
    assert known(*asked).arrivals.get((asked[0][0], "pedestrians")) == pedestrians
