from __future__ import annotations

import csv
import json
from itertools import pairwise

import numpy as np
import pytest
from openpyxl import load_workbook

from chegara.config.demo.organisation import COUNTRIES, SHEETS, folder, read_sheet, write_workbook

KINDS_OF_AGENCY = {
    "border",
    "customs",
    "interior",
    "state_security",
    "migration",
    "drug_control",
    "veterinary",
    "phytosanitary",
    "sanitary",
    "emergencies",
}
PARENT_KIND = {
    "department": None,
    "regional_directorate": "department",
    "detachment": "regional_directorate",
    "commandants_office": "detachment",
    "outpost": "commandants_office",
}
EARTH_RADIUS_KM = 6371.0088


def codes(country: str, sheet: str) -> list[str]:
    return [row["code"] for row in read_sheet(country, sheet)]


def listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def sarvania_map() -> dict[tuple[str, str], np.ndarray]:
    collection = json.loads((folder("XS") / "map.geojson").read_text(encoding="utf-8"))
    shapes = {}
    for feature in collection["features"]:
        geometry = feature["geometry"]
        line = geometry["coordinates"][0] if geometry["type"] == "Polygon" else geometry["coordinates"]
        shapes[feature["properties"]["kind"], feature["properties"]["code"]] = np.array(line)
    return shapes


def inside(ring: np.ndarray, longitude: float, latitude: float) -> bool:
    """Count how often a ray to the east crosses the ring."""
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > latitude) != (y2 > latitude):
            crossings += longitude < x1 + (latitude - y1) / (y2 - y1) * (x2 - x1)
    return crossings % 2 == 1


def area(ring: np.ndarray) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def crosses_itself(ring: np.ndarray) -> bool:
    start, end = ring[:-1], ring[1:]

    def side(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
        return np.sign(
            (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1])
            - (b[..., 1] - a[..., 1]) * (c[..., 0] - a[..., 0])
        )

    a, b, c, d = start[:, None], end[:, None], start[None], end[None]
    proper = (side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0)
    return bool(proper.any())


def length_km(line: np.ndarray) -> float:
    longitude, latitude = np.radians(line).T
    h = (
        np.sin(np.diff(latitude) / 2) ** 2
        + np.cos(latitude[:-1]) * np.cos(latitude[1:]) * np.sin(np.diff(longitude) / 2) ** 2
    )
    return float(np.sum(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(h))))


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("sheet", SHEETS)
def test_a_code_names_one_row_of_a_sheet(country: str, sheet: str) -> None:
    found = codes(country, sheet)

    assert len(found) == len(set(found))


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize(
    ("sheet", "column", "target"),
    [
        ("units", "agency", "agencies"),
        ("units", "parent", "units"),
        ("units", "division", "divisions"),
        ("sections", "neighbour", "states"),
        ("sections", "divisions", "divisions"),
        ("points", "section", "sections"),
        ("points", "division", "divisions"),
    ],
)
def test_a_reference_leads_to_a_row(country: str, sheet: str, column: str, target: str) -> None:
    known = set(codes(country, target))

    assert {code for row in read_sheet(country, sheet) for code in listed(row[column])} <= known


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("sheet", ["states", "divisions", "points"])
def test_a_spelling_belongs_to_one_place(country: str, sheet: str) -> None:
    spellings = [
        spelling
        for row in read_sheet(country, sheet)
        for spelling in {row["name_en"], row["name_ru"], *listed(row["aliases"])}
    ]

    assert len(spellings) == len(set(spellings))


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_workbook_says_what_the_sheets_say(country: str, tmp_path) -> None:
    write_workbook(country, tmp_path / "organisation.xlsx")

    workbook = load_workbook(tmp_path / "organisation.xlsx")
    assert workbook.sheetnames == list(SHEETS)
    for sheet in SHEETS:
        heading, *rows = workbook[sheet].iter_rows(values_only=True)
        expected = read_sheet(country, sheet)
        assert len(rows) == len(expected)
        for row, texts in zip(rows, expected, strict=True):
            for cell, text in zip(row, (texts[str(column)] for column in heading), strict=True):
                assert cell == (float(text) if isinstance(cell, int | float) else text or None)


def test_the_same_workbook_has_the_same_bytes(tmp_path) -> None:
    write_workbook("XS", tmp_path / "first.xlsx")
    write_workbook("XS", tmp_path / "second.xlsx")

    assert (tmp_path / "first.xlsx").read_bytes() == (tmp_path / "second.xlsx").read_bytes()


def test_sarvania_has_an_agency_of_each_kind() -> None:
    assert {row["kind"] for row in read_sheet("XS", "agencies")} == KINDS_OF_AGENCY


def test_a_unit_stands_below_a_unit_of_the_next_higher_kind() -> None:
    kind = {"": None}
    for unit in read_sheet("XS", "units"):
        assert kind[unit["parent"]] == PARENT_KIND[unit["kind"]]
        kind[unit["code"]] = unit["kind"]


def test_every_invented_thing_says_so() -> None:
    assert {row["invented"] for sheet in ("country", "states") for row in read_sheet("XS", sheet)} == {"yes"}
    assert {row["invented"] for sheet in ("country", "states") for row in read_sheet("UZ", sheet)} == {"no"}
    features = json.loads((folder("XS") / "map.geojson").read_text(encoding="utf-8"))["features"]
    assert all(feature["properties"]["invented"] is True for feature in features)


def test_a_polygon_is_closed_runs_counter_clockwise_and_does_not_cross_itself() -> None:
    for (kind, code), ring in sarvania_map().items():
        if kind != "section":
            assert (ring[0] == ring[-1]).all(), code
            assert area(ring) > 0, code
            assert not crosses_itself(ring), code


def test_a_crossed_polygon_is_noticed() -> None:
    assert crosses_itself(np.array([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]], dtype=float))


def test_divisions_fill_the_country_exactly() -> None:
    shapes = sarvania_map()

    divisions = [area(ring) for (kind, _), ring in shapes.items() if kind == "division"]

    assert sum(divisions) == pytest.approx(area(shapes["country", "XS"]), rel=1e-9)


def test_sections_follow_the_whole_border() -> None:
    shapes = sarvania_map()
    border = {tuple(vertex) for vertex in shapes["country", "XS"]}

    sections = {tuple(vertex) for (kind, _), line in shapes.items() if kind == "section" for vertex in line}

    assert sections == border


def test_a_section_lies_on_the_border_of_its_neighbour() -> None:
    shapes = sarvania_map()
    for section in read_sheet("XS", "sections"):
        neighbour = {tuple(vertex) for vertex in shapes["neighbour", section["neighbour"]]}
        assert {tuple(vertex) for vertex in shapes["section", section["code"]]} <= neighbour


def test_the_length_of_a_section_is_that_of_its_line() -> None:
    shapes = sarvania_map()
    for section in read_sheet("XS", "sections"):
        assert float(section["length_km"]) == pytest.approx(
            length_km(shapes["section", section["code"]]), abs=0.6
        )


@pytest.mark.parametrize("point", read_sheet("XS", "points"), ids=lambda point: point["code"])
def test_a_crossing_point_lies_in_its_country_and_division(point: dict[str, str]) -> None:
    shapes = sarvania_map()
    longitude, latitude = float(point["longitude"]), float(point["latitude"])

    assert inside(shapes["country", "XS"], longitude, latitude)
    assert inside(shapes["division", point["division"]], longitude, latitude)


@pytest.mark.parametrize("division", read_sheet("XS", "divisions"), ids=lambda division: division["code"])
def test_the_name_of_a_division_stands_in_it(division: dict[str, str]) -> None:
    ring = sarvania_map()["division", division["code"]]

    assert inside(ring, float(division["longitude"]), float(division["latitude"]))


def test_the_extract_for_uzbekistan_is_complete_and_untouched() -> None:
    content = (folder("UZ") / "seizures-2011-2015.csv").read_bytes()
    rows = list(csv.DictReader(content.decode("utf-8").splitlines(), delimiter=";"))

    assert content.count(b"\r\n") == content.count(b"\n") == len(rows) + 1
    assert len(rows) == 708
    assert {row["COUNTRY"] for row in rows} == {"Uzbekistan"}
    assert {row["SEIZURE_DATE"][:4] for row in rows} == {"2011", "2012", "2013", "2014", "2015"}


def test_each_spelling_of_a_division_in_the_seizures_is_known() -> None:
    content = (folder("UZ") / "seizures-2011-2015.csv").read_text(encoding="utf-8")
    written = {
        row["ADMINISTRATIVE_DIVISION"] for row in csv.DictReader(content.splitlines(), delimiter=";")
    } - {""}

    known = {
        spelling
        for row in read_sheet("UZ", "divisions")
        for spelling in (row["name_ru"], row["name_en"], *listed(row["aliases"]))
    }

    assert written <= known


def test_a_crossing_point_of_uzbekistan_is_named_in_the_seizures() -> None:
    content = (folder("UZ") / "seizures-2011-2015.csv").read_text(encoding="utf-8")
    places = {row["PLACE"] for row in csv.DictReader(content.splitlines(), delimiter=";")}

    for point in read_sheet("UZ", "points"):
        assert places & {point["name_ru"], *listed(point["aliases"])}, point["code"]


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(KeyError):
        read_sheet("XX", "points")
