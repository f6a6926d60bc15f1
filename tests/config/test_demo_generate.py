from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from datetime import datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from chegara.common.periods import Month
from chegara.config.demo.customs_files import HEADING, mistype
from chegara.config.demo.demofile import MONTH_NAMES, WORDS, DemoFile
from chegara.config.demo.generate import Demo, generate
from chegara.config.demo.organisation import SHEETS, folder, read_sheet
from chegara.config.demo.seizures import kilograms
from chegara.config.demo.volume import HEADING as VOLUME_HEADING
from chegara.config.demo.volume import events, write_events_csv
from chegara.config.demo.world import MONTHS, calendar_weight

Totals = dict[tuple[str, Month], float]
INDICATOR = {word: indicator for indicator, word in WORDS.items()}
SEED = 20261123


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return generate(tmp_path_factory.mktemp("demo"), np.random.default_rng(SEED))


def file_named(demo: Demo, start: str) -> DemoFile:
    return next(file for file in demo.first_sent if file.path.name.startswith(start))


@cache
def sheets(path: Path) -> dict[str, list[tuple]]:
    """All rows of a workbook; cached, because reading takes longer than the tests."""
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(path).worksheets}


def sheet_rows(path: Path, sheet: str | int = 0) -> list[tuple]:
    return sheets(path)[sheet] if isinstance(sheet, str) else list(sheets(path).values())[sheet]


def csv_rows(path: Path) -> list[list[str]]:
    encoding, separator = ("cp1251", ";") if path.name.startswith("customs") else ("utf-8-sig", ",")
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.reader(stream, delimiter=separator))


def all_texts(path: Path) -> set[str]:
    """Every text of a file, sheet names included."""
    if path.suffix == ".csv":
        return {text for row in csv_rows(path) for text in row}
    cells = {cell for rows in sheets(path).values() for row in rows for cell in row}
    return {cell for cell in cells if isinstance(cell, str)} | set(sheets(path))


# A second road to the totals: each reader below knows the form of one file and nothing of the generator.


def read_persons_by_point(path: Path) -> Totals:
    found: Totals = defaultdict(float)
    for sheet in sheets(path):
        for row in sheet_rows(path, sheet)[5:]:
            if row[0] is not None:
                for month in range(12):
                    for value in row[2 + 2 * month : 4 + 2 * month]:
                        if value != "-":
                            found["persons.crossings", Month(int(sheet), month + 1)] += value
    return found


def read_persons_by_citizenship(path: Path) -> Totals:
    found: Totals = defaultdict(float)
    for year, month, _, entry, leaving in sheet_rows(path)[4:]:
        found["persons.crossings", Month(year, MONTH_NAMES.index(month) + 1)] += entry + leaving
    return found


def read_violations(path: Path) -> Totals:
    found: Totals = defaultdict(float)
    for sheet in sheets(path):
        kind = ""
        for row in sheet_rows(path, sheet)[3:]:
            kind = row[0] or kind
            for month in range(12 if row[1] != "Итого" else 0):
                found[INDICATOR[kind], Month(int(sheet[-4:]), month + 1)] += row[2 + month]
    return found


def read_effort(path: Path) -> Totals:
    found: Totals = defaultdict(float)
    for period, word, _, _, value in sheet_rows(path)[4:]:
        found[INDICATOR[word], Month.parse(period)] += value
    return found


def read_border_seizures(path: Path) -> Totals:
    found: Totals = defaultdict(float)
    for row in sheet_rows(path)[4:]:
        day = datetime.strptime(row[0], "%d.%m.%Y")  # noqa: DTZ007
        found[INDICATOR[row[2]], Month.of(day)] += 1
    return found


def read_customs_seizures(path: Path) -> Totals:
    found: Totals = defaultdict(float)
    for row in csv_rows(path)[2:]:
        found[INDICATOR[row[1]], Month.of(datetime.strptime(row[0], "%d.%m.%Y"))] += 1  # noqa: DTZ007
    return found


def read_traffic(path: Path) -> Totals:
    found: Totals = defaultdict(float)
    for sheet, indicator in enumerate(("vehicles.crossings", "goods.weight", "wagons.crossings")):
        for row in sheet_rows(path, sheet)[4:]:
            found[indicator, Month(row[0], MONTH_NAMES.index(row[1]) + 1)] += row[-1]
    return found


def read_interior(path: Path) -> Totals:
    found: Totals = defaultdict(float)
    for period, _, word, _, value in sheet_rows(path)[4:]:
        month = Month(int(period[3:]), int(period[:2]))
        found[INDICATOR[word], month] += int(str(value).replace("\u00a0", ""))
    return found


def read_security(path: Path) -> Totals:
    found: Totals = defaultdict(float)
    for row in csv_rows(path)[1:]:
        found[INDICATOR[row[1]], Month.parse(row[0][:7])] += int(row[4])
    return found


def read_migration(path: Path) -> Totals:
    found: Totals = defaultdict(float)
    for sheet, indicator in enumerate(("asylum_claims", "returns", "refusals")):
        for row in sheet_rows(path, sheet)[4:]:
            found[indicator, Month.of(row[0])] += row[-1]
    return found


READERS = {
    "border-persons-by-point": read_persons_by_point,
    "border-persons-by-citizenship": read_persons_by_citizenship,
    "border-violations": read_violations,
    "border-effort": read_effort,
    "border-seizures": read_border_seizures,
    "customs-seizures": read_customs_seizures,
    "customs-traffic": read_traffic,
    "interior": read_interior,
    "security": read_security,
    "migration": read_migration,
}


@pytest.mark.parametrize("start", READERS)
def test_a_file_reads_back_to_the_totals_it_states(demo: Demo, start: str) -> None:
    file = file_named(demo, start)

    found = READERS[start](file.path)

    assert dict(found) == pytest.approx(file.totals)


@pytest.mark.parametrize(
    "start",
    [
        "border-persons-by-point",
        "border-persons-by-citizenship",
        "border-violations",
        "border-effort",
        "migration",
    ],
)
def test_what_an_agency_counts_in_full_is_the_truth(demo: Demo, start: str) -> None:
    file = file_named(demo, start)

    assert file.totals == pytest.approx({key: demo.truth[key] for key in file.totals})
    assert {month for _, month in file.totals} == set(MONTHS)


def test_every_file_is_covered_by_a_reader(demo: Demo) -> None:
    assert {file.path.name for file in demo.first_sent} == {
        file_named(demo, start).path.name for start in READERS
    }


def test_the_same_random_numbers_give_the_same_bytes(demo: Demo, tmp_path: Path) -> None:
    again = generate(tmp_path, np.random.default_rng(SEED))

    assert again.truth == demo.truth
    for first, second in zip(demo.files, again.files, strict=True):
        assert first.path.read_bytes() == second.path.read_bytes(), first.path.name


def test_other_random_numbers_give_other_figures(demo: Demo, tmp_path: Path) -> None:
    assert generate(tmp_path, np.random.default_rng(SEED + 1)).truth != demo.truth


def test_no_file_names_a_real_state(demo: Demo) -> None:
    names = {
        name
        for language in ("en", "ru")
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha()
    }
    real = re.compile(
        r"\b(?:" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + r")\b", re.I
    )
    texts = {text for file in demo.files for text in all_texts(file.path)}
    texts |= {text for sheet in SHEETS for row in read_sheet("XS", sheet) for text in row.values()}
    texts.add((folder("XS") / "map.geojson").read_text(encoding="utf-8"))

    assert len(texts) > 1000
    assert real.search("граница с Казахстан")
    assert [text for text in texts if real.search(text)] == []


def test_every_file_says_that_it_is_invented(demo: Demo) -> None:
    for file in demo.files:
        assert "invented" in file.path.name
        assert any("вымышленные данные" in text for text in all_texts(file.path)), file.path.name


def test_customs_write_cp1251_and_state_security_a_byte_order_mark(demo: Demo) -> None:
    customs = file_named(demo, "customs-seizures").path.read_bytes()
    with pytest.raises(UnicodeDecodeError):
        customs.decode("utf-8")
    assert file_named(demo, "security").path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_people_leave_for_work_in_spring_and_come_back_in_late_autumn(demo: Demo) -> None:
    given = demo.world.assumptions
    lomeria = [given.neighbour_of.get(point["section"]) == "XL" for point in given.points]
    own = demo.world.persons[lomeria, :, 0].sum(axis=0).reshape(2, 5, 12)
    entry, leaving = own

    assert (leaving[:, 2:4].sum(axis=1) > 1.3 * entry[:, 2:4].sum(axis=1)).all()
    assert (entry[:, 10:].sum(axis=1) > 1.5 * leaving[:, 10:].sum(axis=1)).all()


def test_the_closed_section_is_nearly_empty_while_it_is_closed(demo: Demo) -> None:
    closed = [point["section"] == "XS-S3" for point in demo.world.assumptions.points]
    monthly = demo.world.persons[closed].sum(axis=(0, 1, 2))

    during = monthly[MONTHS.index(Month(2022, 3)) : MONTHS.index(Month(2022, 7)) + 1]

    assert during.max() < 0.1 * monthly[MONTHS.index(Month(2022, 8))]


def test_the_new_point_has_no_crossings_before_it_opened(demo: Demo) -> None:
    path = file_named(demo, "border-persons-by-point").path
    spellings = {"Ордеш", 'КПП "Ордеш"', "BCP Ordesh", "Ordes"}
    listed = {
        year: [row for row in sheet_rows(path, year) if row[1] in spellings] for year in ("2022", "2023")
    }

    assert listed["2022"] == []
    (row,) = listed["2023"]
    assert row[2:10] == (0,) * 8
    assert row[10] > 0


def test_the_police_miss_two_months_and_have_one_implausible_quarter(demo: Demo) -> None:
    totals = file_named(demo, "interior").totals
    months = {month for _, month in totals}

    assert set(MONTHS) - months == {Month(2023, 8), Month(2023, 9)}
    for month in MONTHS:
        if month in months:
            share = totals["illegal_stay", month] / demo.truth["illegal_stay", month]
            low = Month(2024, 7) <= month <= Month(2024, 9)
            assert share < 0.12 if low else share == 1


def test_violations_vary_more_than_chance_alone_would_have_it(demo: Demo) -> None:
    counts = demo.world.at_sections["border_regime_violations"].reshape(7, 5, 12)[:, 1:]
    dispersion = counts.var(axis=1, ddof=1) / counts.mean(axis=1)

    assert np.median(dispersion) > 1.5


def test_quantities_are_heavy_tailed(demo: Demo) -> None:
    grams = sorted(
        float(row[3].replace(",", ".")) * (1000 if row[4] == "кг" else 1)
        for row in csv_rows(file_named(demo, "customs-seizures").path)[2:]
        if row[1] == WORDS["seizures.drugs"]
    )
    top_tenth = grams[-len(grams) // 10 :]

    assert sum(top_tenth) > 0.4 * sum(grams)


def test_customs_and_border_service_share_seizures_that_differ_a_little(demo: Demo) -> None:
    assert len(demo.shared) == 40
    for both in demo.shared:
        assert both.customs.point == both.border.point
        assert both.customs.goods == both.border.goods
        assert 0 <= (both.border.day - both.customs.day).days <= 1
        difference = abs(kilograms(both.border) - kilograms(both.customs))
        assert difference <= 0.03 * kilograms(both.customs) + 0.001
    assert any(
        kilograms(both.border) != pytest.approx(kilograms(both.customs), rel=0.005) for both in demo.shared
    )


def test_a_shared_seizure_counts_once_in_the_truth(demo: Demo) -> None:
    def drugs(totals: Totals) -> float:
        return sum(value for (indicator, _), value in totals.items() if indicator == "seizures.drugs")

    customs, border = file_named(demo, "customs-seizures"), file_named(demo, "border-seizures")
    duplicates = Counter(
        tuple(row) for row in csv_rows(customs.path)[2:] if row[1] == WORDS["seizures.drugs"]
    )
    repeated = sum(number - 1 for number in duplicates.values())

    assert drugs(demo.truth) == drugs(customs.totals) - repeated + drugs(border.totals) - len(demo.shared)


def test_exact_duplicates_are_as_many_as_stated(demo: Demo) -> None:
    file = file_named(demo, "customs-seizures")
    rows = [tuple(row) for row in csv_rows(file.path)[2:]]

    assert file.duplicates == len(rows) - len(set(rows)) >= 9


def test_the_corrected_file_changes_three_rows_adds_one_and_removes_one(demo: Demo) -> None:
    (corrected,) = (file for file in demo.files if file.corrects)
    assert corrected.corrects == file_named(demo, "customs-seizures").path
    before = Counter(tuple(row) for row in csv_rows(corrected.corrects))
    after = Counter(tuple(row) for row in csv_rows(corrected.path))
    gone, new = list((before - after).elements()), list((after - before).elements())

    quantity = HEADING.index("Количество изъятого")
    without_quantity = [{(*row[:quantity], *row[quantity + 1 :]) for row in rows} for rows in (gone, new)]

    assert len(gone) == len(new) == 4
    assert len(without_quantity[0] & without_quantity[1]) == 3
    assert READERS["customs-seizures"](corrected.path) == pytest.approx(corrected.totals)


def test_quantities_of_a_file_add_up_by_unit(demo: Demo) -> None:
    file = file_named(demo, "customs-seizures")
    found: dict[tuple[str, str, Month], float] = defaultdict(float)
    for row in csv_rows(file.path)[2:]:
        month = Month(int(row[0][6:]), int(row[0][3:5]))
        found[INDICATOR[row[1]], row[4], month] += float(row[3].replace(",", "."))

    assert dict(found) == pytest.approx(file.quantities)


def test_some_places_are_mistyped_beyond_every_alias(demo: Demo) -> None:
    known = {
        spelling
        for point in read_sheet("XS", "points")
        for spelling in (point["name_ru"], *(alias.strip() for alias in point["aliases"].split(";")))
    }
    places = [row[5] for row in csv_rows(file_named(demo, "customs-seizures").path)[2:] if row[5]]
    unknown = [place for place in places if place not in known]

    assert 0 < len(unknown) < 0.03 * len(places)
    assert set(unknown) <= {mistype(spelling) for spelling in known}


@given(st.sampled_from(MONTHS))
def test_a_month_never_allows_less_travel_than_its_working_days(month: Month) -> None:
    calendar = {"weekend": 1.25, "holiday": 1.6, "holidays": ["01-01", "05-09"]}

    assert calendar_weight(month, calendar) * 30 >= (month.last_day - month.first_day).days + 1


@settings(max_examples=20, deadline=None)
@given(n=st.integers(0, 300), seed=st.integers(0, 2**32 - 1))
def test_as_many_events_as_asked_for_are_written(n: int, seed: int, tmp_path_factory) -> None:
    path = tmp_path_factory.mktemp("events") / "events.csv"

    write_events_csv(path, n, np.random.default_rng(seed))

    with path.open(encoding="utf-8", newline="") as stream:
        heading, *rows = csv.reader(stream, delimiter=";")
    assert tuple(heading) == VOLUME_HEADING
    assert [tuple(row) for row in rows] == list(events(n, np.random.default_rng(seed)))
    assert len(rows) == n


def test_a_negative_number_of_events_is_refused() -> None:
    with pytest.raises(ValueError, match="-1 events"):
        list(events(-1, np.random.default_rng(SEED)))
