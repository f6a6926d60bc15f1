"""What the columns of a form mean is guessed from its headings, with the reasons, and can be remembered."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from chegara.common.periods import PeriodKind
from chegara.evidence.methods.dictionary import load_dictionary
from chegara.evidence.methods.reading.files import open_tables
from chegara.evidence.methods.reading.guess import guess
from chegara.evidence.methods.reading.mapping import MappedColumn, Mapping, validate
from chegara.evidence.methods.reading.problems import Problem
from chegara.evidence.methods.reading.rows import read_rows
from chegara.evidence.methods.rows import Field, ReportedRow

DATA = Path(__file__).parents[2] / "data"
DICTIONARY = load_dictionary()
TODAY = date(2026, 6, 30)


def table_of(text):
    [table] = open_tables(text.encode())[0]
    return table


def rows_of(text):
    table = table_of(text)
    mapping = guess(table, DICTIONARY).mapping
    assert [one for one in validate(mapping, DICTIONARY) if one.severity == "error"] == []
    return [row for row in read_rows(table, mapping, DICTIONARY, today=TODAY) if isinstance(row, ReportedRow)]


def brief(row):
    words = (row.indicator, row.kind, row.point, row.direction, row.citizenship)
    return (str(row.start), row.period.value, row.value, *(word for word in words if word))


def test_unodc_seizures_are_understood_without_a_user():
    [table] = open_tables(DATA / "unodc-seizures-extract.csv")[0]
    mapping = guess(table, DICTIONARY).mapping
    rows = list(read_rows(table, mapping, DICTIONARY, today=TODAY))

    assert validate(mapping, DICTIONARY) == []
    assert mapping.form == "events"
    assert {column.column: column.field for column in mapping.columns} == {
        3: Field.COUNTRY,
        4: Field.DIVISION,
        5: Field.PLACE,
        6: Field.DATE,
        7: Field.KIND,
        8: Field.QUANTITY,
        9: Field.UNIT,
        10: Field.CONCEALMENT,
        11: Field.REMARK,
        12: Field.TRANSPORT,
        13: Field.ORIGIN,
        14: Field.DEPARTURE,
        15: Field.DESTINATION,
        16: Field.DIRECTION,
    }
    assert rows[0] == ReportedRow(
        indicator="seizures.drugs",
        start=date(2011, 11, 19),
        period=PeriodKind.DAY,
        value=1,
        quantity=2.363,
        unit="kg",
        country="KG",
        place="Sosnovka, Chu",
        kind="ephedrine",
        concealment="residence",
        origin="KG",
        destination="KG",
        remark="Home/Residence",
        row=2,
        column=8,
    )
    assert not [one for one in rows if isinstance(one, Problem)]
    assert "entry" in {row.direction for row in rows}


def test_monthly_crossings_by_mode_are_parted_into_vehicles_persons_and_wagons():
    [table] = open_tables(DATA / "cbp-flows-extract.csv")[0]
    guessed = guess(table, DICTIONARY)
    rows = list(read_rows(table, guessed.mapping, DICTIONARY, today=TODAY))

    assert validate(guessed.mapping, DICTIONARY) == []
    assert guessed.mapping.form == "long"
    assert brief(rows[0]) == (
        "2008-01-01", "month", 1229, "vehicles.crossings", "bus", "Bridge of the Americas", "entry",
    )  # fmt: skip
    counted = Counter((row.indicator, row.kind) for row in rows)
    assert set(counted) == {
        ("vehicles.crossings", "bus"),
        ("vehicles.crossings", "truck"),
        ("vehicles.crossings", "car"),
        ("persons.crossings", "pedestrian"),
        ("wagons.crossings", "wagon"),
    }
    assert all(row.section in {"El Paso", "Laredo"} and row.division for row in rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Отказы во въезде за 2015 год\nКПП;Январь;Февраль\nТермез;3;-\n",
            [
                ("2015-01-01", "month", 3, "refusals", "Термез"),
                ("2015-02-01", "month", None, "refusals", "Термез"),
            ],
            id="months across, the year in the title, unknown is not zero",
        ),
        pytest.param(
            "Пассажиропоток\nГод;Месяц;Въезд;Выезд\n2015;март;10;20\n",
            [
                ("2015-03-01", "month", 10, "persons.crossings", "entry"),
                ("2015-03-01", "month", 20, "persons.crossings", "exit"),
            ],
            id="directions across",
        ),
        pytest.param(
            "Период;Отказы;Поддельные документы\nI кв. 2015;1;2\n",
            [
                ("2015-01-01", "quarter", 1, "refusals"),
                ("2015-01-01", "quarter", 2, "false_documents"),
            ],
            id="indicators across",
        ),
        pytest.param(
            "Незаконное пребывание\nМесяц;Узбекистан;Кыргызстан;Всего\n2015-03;4;5;9\n",
            [
                ("2015-03-01", "month", 4, "illegal_stay", "UZ"),
                ("2015-03-01", "month", 5, "illegal_stay", "KG"),
            ],
            id="citizenships across, the total left out",
        ),
        pytest.param(
            "Показатель;2014;2015\nОтказы во въезде;1;2\nБорьба с погодой;3;4\n",
            [("2014-01-01", "year", 1, "refusals"), ("2015-01-01", "year", 2, "refusals")],
            id="indicators down, years across",
        ),
        pytest.param(
            "Год;Квартал;Автобусы;Легковые;Пешеходы\n2015;II;1;2;3\n",
            [
                ("2015-04-01", "quarter", 1, "vehicles.crossings", "bus"),
                ("2015-04-01", "quarter", 2, "vehicles.crossings", "car"),
                ("2015-04-01", "quarter", 3, "persons.crossings", "pedestrian"),
            ],
            id="vehicles across",
        ),
        pytest.param(
            "Месяц;КПП;Вес груза, т\nянварь 2015;Айритом;12,5\n",
            [("2015-01-01", "month", 12.5, "goods.weight", "Айритом")],
            id="a statistic of weight",
        ),
        pytest.param(
            "Дата;КПП;Гражданство;Причина отказа\n01.02.2015;Термез;РФ;A\n",
            [("2015-02-01", "day", 1, "refusals", "A", "Термез", "RU")],
            id="one refusal a row",
        ),
    ],
)
def test_each_layout_of_a_form_is_understood(text, expected):
    assert [brief(row) for row in rows_of(text)] == expected


def test_a_guess_tells_its_reasons():
    guessed = guess(table_of("Дата;КПП;Причина отказа;zzz\n01.02.2015;Термез;A;q\n"), DICTIONARY)
    assert [one.reasons[0].code for one in guessed.columns] == [
        "heading",
        "heading",
        "heading",
        "nothing_known",
    ]
    assert [(field, reason.code) for field, reason in guessed.constants] == [(Field.INDICATOR, "implied")]
    assert 0 < guessed.confidence <= 1


def test_a_mapping_is_remembered_by_its_sheet_and_headings_and_nothing_else():
    first, second = (
        guess(table_of(text), DICTIONARY).mapping
        for text in (
            "Отказы за 2015 год\nКПП;Январь\nТермез;1\n",
            "Отказы за 2016 год\n КПП:;ЯНВАРЬ\nАйритом;2\nСариасия;3\n",
        )
    )
    assert first.key == second.key
    assert replace(first, sheet="Лист2").key != first.key
    assert Mapping.from_json(json.loads(json.dumps(first.as_json()))) == first


def mapping(*columns, constants=((Field.INDICATOR, "refusals"),)):
    return Mapping(
        sheet="s",
        headings=tuple("abc"),
        columns=tuple(
            MappedColumn(column=number, field=field, given=given) for number, field, given in columns
        ),
        constants=constants,
    )


DATE, VALUE = (1, Field.DATE, ()), (2, Field.VALUE, ())


@pytest.mark.parametrize(
    ("doubtful", "codes"),
    [
        pytest.param(mapping(DATE, VALUE), [], id="sound"),
        pytest.param(mapping(VALUE), ["no_date"], id="no date"),
        pytest.param(mapping((1, Field.MONTH, ()), VALUE), ["month_without_year"], id="no year"),
        pytest.param(
            mapping(DATE, VALUE, (3, Field.VALUE, ())), ["two_value_columns"], id="twice the same figure"
        ),
        pytest.param(
            mapping(DATE, VALUE, (3, Field.VALUE, ((Field.DIRECTION, "entry"),))),
            [],
            id="two different figures",
        ),
        pytest.param(mapping(DATE, (3, Field.DATE, ()), VALUE), ["field_twice"], id="two dates"),
        pytest.param(mapping(DATE, VALUE, constants=()), ["no_indicator"], id="no indicator"),
        pytest.param(
            mapping(DATE, VALUE, constants=((Field.INDICATOR, "weather"),)),
            ["unknown_indicator"],
            id="weather",
        ),
        pytest.param(mapping((1, Field.YEAR, ())), ["no_value"], id="neither figures nor days"),
        pytest.param(
            mapping(DATE, (9, Field.VALUE, ())), ["no_such_column"], id="a column that is not there"
        ),
        pytest.param(mapping(DATE, (2, Field.QUANTITY, ())), ["quantity_without_unit"], id="no unit"),
        pytest.param(
            mapping(DATE, VALUE, constants=((Field.INDICATOR, "refusals"), (Field.DATE, "2015"))),
            ["field_and_constant"],
            id="date twice",
        ),
    ],
)
def test_a_mapping_that_cannot_work_is_told_why(doubtful, codes):
    assert [one.code for one in validate(doubtful, DICTIONARY)] == codes


def test_invented_states_are_recognised_where_they_were_brought_in():
    dictionary = load_dictionary({"Сарвания": "X1"})
    table = table_of("Дата;Гражданство;Отказы\n01.02.2015;граждане Сарвании;2\n")
    [row] = read_rows(table, guess(table, dictionary).mapping, dictionary, today=TODAY)
    assert row.citizenship == "X1"
