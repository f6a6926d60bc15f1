"""What a file reports does not depend on how the file is written."""

import io
from collections import Counter
from dataclasses import astuple, replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from chegara.evidence.methods.dictionary import load_dictionary
from chegara.evidence.methods.reading.files import open_tables
from chegara.evidence.methods.reading.guess import guess
from chegara.evidence.methods.reading.problems import Problem
from chegara.evidence.methods.reading.rows import read_rows
from chegara.evidence.methods.rows import ReportedRow

DICTIONARY = load_dictionary()
TODAY = date(2026, 6, 30)
HEADINGS = ["Дата", "Пункт пропуска", "Гражданство", "Наркотик", "Вес", "Ед. изм."]
POINTS = ["Термез", "Айритом", "мост «Дружба»", 'КПП "Сариасия"', "Дустлик; южный", "пост, новый"]
EVENTS = st.lists(
    st.tuples(
        st.dates(date(2000, 1, 1), date(2025, 12, 31)),
        st.sampled_from(POINTS),
        st.sampled_from(["РФ", "Узбекистан", "граждане Таджикистана", ""]),
        st.sampled_from(["героин", "опий", "дурман"]),
        st.integers(1, 10**7).map(lambda tenths: tenths / 10),
        st.sampled_from(["кг", "г", "Gram"]),
    ),
    min_size=3,
    max_size=12,
)
CALM = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def written(events, *, encoding="utf-8", separator=";", decimal=",", thousands=""):
    lines = [HEADINGS]
    for day, *words, weight, unit in events:
        figure = f"{weight:,.1f}".replace(",", "\0").replace(".", decimal).replace("\0", thousands)
        lines.append([day.strftime("%d.%m.%Y"), *words, figure, unit])
    quoted = (['"' + cell.replace('"', '""') + '"' for cell in line] for line in lines)
    return "\r\n".join(separator.join(line) for line in quoted).encode(encoding)


def reported(source):
    """Return the rows of a file as a multiset, without their place in it."""
    found = Counter()
    for table in open_tables(source)[0]:
        for row in read_rows(table, guess(table, DICTIONARY).mapping, DICTIONARY, today=TODAY):
            if isinstance(row, ReportedRow):
                found[astuple(replace(row, row=0, column=0, sheet=""))] += 1
    return found


@given(EVENTS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1251", "cp866", "koi8-r"]))
@CALM
def test_rows_do_not_depend_on_the_encoding(events, encoding):
    speakable = [(day, point.strip("«»"), *rest) for day, point, *rest in events if "«" not in point]
    speakable = speakable or [(date(2015, 1, 1), "Термез", "РФ", "опий", 1.5, "кг")]
    assert reported(written(speakable, encoding=encoding)) == reported(written(speakable))


@given(EVENTS, st.sampled_from([",", ";", "\t", "|"]))
@CALM
def test_rows_do_not_depend_on_the_separator(events, separator):
    assert reported(written(events, separator=separator)) == reported(written(events))


@given(EVENTS, st.randoms(use_true_random=False))
@CALM
def test_rows_do_not_depend_on_their_order(events, chance):
    shuffled = events.copy()
    chance.shuffle(shuffled)
    assert reported(written(shuffled)) == reported(written(events))


@given(
    EVENTS,
    st.sampled_from([(",", ""), (".", ""), (",", " "), (",", "\u00a0"), (".", ","), (",", "."), (".", "'")]),
)
@CALM
def test_rows_do_not_depend_on_the_decimal_mark(events, style):
    decimal, thousands = style
    assert reported(written(events, decimal=decimal, thousands=thousands)) == reported(written(events))


@given(EVENTS)
@CALM
def test_a_csv_and_a_workbook_report_the_same(events):
    book = Workbook()
    book.active.append(HEADINGS)
    for event in events:
        book.active.append(event)
    file = io.BytesIO()
    book.save(file)
    assert reported(file.getvalue()) == reported(written(events))


@given(EVENTS)
@CALM
def test_each_event_is_one_row_with_its_own_figure(events):
    rows = reported(written(events))
    assert sum(rows.values()) == len(events)
    quantity = list(ReportedRow.__dataclass_fields__).index("quantity")
    assert Counter(row[quantity] for row in rows.elements()) == Counter(event[4] for event in events)


MONTHS = ["Январь", "Февраль", "Март", "Апрель", "Май", "Июнь"]
DIRECTIONS = ["Въезд", "Выезд"]


@given(
    st.lists(
        st.lists(st.none() | st.integers(0, 10**6), min_size=12, max_size=12), min_size=1, max_size=3
    ).filter(lambda figures: any(figure is not None for row in figures for figure in row))
)
@CALM
def test_the_long_and_the_wide_form_of_a_table_report_the_same(figures):
    points = POINTS[: len(figures)]
    wide = [["Пункт пропуска", *(month if n == 0 else "" for month in MONTHS for n in range(2))]]
    wide.append(["", *(DIRECTIONS * 6)])
    long = [["Пункт пропуска", "Месяц", "Направление", "Количество"]]
    for point, row in zip(points, figures, strict=True):
        wide.append([point, *("-" if figure is None else str(figure) for figure in row)])
        for index, figure in enumerate(row):
            month, direction = MONTHS[index // 2], DIRECTIONS[index % 2]
            long.append([point, f"{month} 2015", direction, "н/д" if figure is None else str(figure)])
    title = "Пассажиропоток за 2015 год\n"

    assert reported(_plain(title, wide)) == reported(_plain(title, long))
    assert sum(reported(_plain(title, wide)).values()) == 12 * len(figures)


def _plain(title, lines):
    return (title + "\n".join(";".join(line) for line in lines)).encode()


def test_a_row_says_where_it_stands_as_a_spreadsheet_shows_it():
    source = 'Отказы\nДата;КПП;Кол-во\n01.02.2015;"мост\nюжный";3\n02.02.2015;Термез;4\n'.encode()
    [table] = open_tables(source)[0]
    rows = list(read_rows(table, guess(table, DICTIONARY).mapping, DICTIONARY, today=TODAY))
    assert [(row.row, row.column, row.value, row.point) for row in rows] == [
        (3, 3, 3, "мост южный"),
        (4, 3, 4, "Термез"),
    ]


def test_months_that_are_still_to_come_are_not_reported_as_unknown():
    source = "Отказы за 2026 год\nКПП;Январь;Июль\nТермез;3;\n".encode()
    [table] = open_tables(source)[0]
    found = list(read_rows(table, guess(table, DICTIONARY).mapping, DICTIONARY, today=TODAY))
    assert [row.start for row in found] == [date(2026, 1, 1)]


def test_a_word_nobody_knows_is_told_once_with_its_count():
    source = ("Дата;Наркотик;Вес;Ед. изм.\n" + "01.02.2015;дурман;1;кг\n" * 40).encode()
    [table] = open_tables(source)[0]
    found = list(read_rows(table, guess(table, DICTIONARY).mapping, DICTIONARY, today=TODAY))
    [told] = [one for one in found if isinstance(one, Problem)]
    assert (told.code, told.value, told.arguments) == (
        "unknown_word",
        "дурман",
        {"vocabulary": "substance", "count": 40},
    )
