"""What each broken file is answered with: code, sheet, row and column. The files are made here, in memory."""

import io
import random
import struct
import zipfile
from datetime import date, datetime

import pytest
from docx import Document
from openpyxl import Workbook
from tests.evidence.methods.reading import drawing

from chegara.evidence.methods.dictionary import load_dictionary
from chegara.evidence.methods.reading.files import open_tables
from chegara.evidence.methods.reading.guess import guess
from chegara.evidence.methods.reading.mapping import validate
from chegara.evidence.methods.reading.problems import PROBLEMS, Problem, RefusedError
from chegara.evidence.methods.reading.rows import read_rows

TODAY = date(2016, 6, 30)
DICTIONARY = load_dictionary()
HEAD = "Дата;КПП;Гражданство;Наркотик;Количество;Ед. изм.\n"
GOOD = "01.02.2015;Термез;РУз;опий;1,5;кг\n"


def workbook(*rows, name="Лист1", merge=(), more=None):
    book = Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    for area in merge:
        sheet.merge_cells(area)
    if more:
        more(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


HEADINGS = ["Дата", "КПП", "Наркотик", "Количество", "Ед. изм."]
ROW = [datetime(2015, 2, 1), "Термез", "опий", 1.5, "кг"]  # noqa: DTZ001 - spreadsheets know no zones


def use_1904(book):
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book.epoch = CALENDAR_MAC_1904


def zip_bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (1 << 25))
    return file.getvalue()


def with_document_type():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><Types/>')
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


def ole(stream):
    directory = f"Root Entry\0{stream}".encode("utf-16-le")
    return bytes.fromhex("D0CF11E0A1B11AE1") + struct.pack("<500x") + directory + bytes(512)


def damaged_docx():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return file.getvalue()


def docx_without_tables():
    document = Document()
    document.add_paragraph("За год отказано в пропуске 15 лицам.")
    return drawing.saved(document)


def locked_xls():
    """Turn the second record of the workbook into the one that says how it is encrypted (FILEPASS)."""
    content = bytearray(drawing.xls("КПП | Январь"))
    beginning = content.index(bytes.fromhex("09081000"))
    content[beginning + 20 : beginning + 22] = struct.pack("<H", 0x2F)
    return bytes(content)


def all_problems(source):
    """Return every problem of a file from opening to its last row."""
    try:
        tables, found = open_tables(source)
        found = list(found)
        for table in tables:
            guessed = guess(table, DICTIONARY)
            found += [*table.problems, *guessed.problems, *validate(guessed.mapping, DICTIONARY)]
            rows = read_rows(table, guessed.mapping, DICTIONARY, today=TODAY)
            found += [item for item in rows if isinstance(item, Problem)]
    except RefusedError as refusal:
        return [refusal.problem]
    return found


REFUSED = {
    "empty": (b"", "empty_file", "", 0, 0),
    "only a byte order mark and blank lines": (b"\xef\xbb\xbf\n\n", "empty_file", "", 0, 0),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "not_a_spreadsheet", "", 0, 0),
    "a web page named xls": (b"<html><table><tr><td>1</td></tr></table>", "not_a_spreadsheet", "", 0, 0),
    "a damaged Word document": (damaged_docx(), "truncated", "", 0, 0),
    "a Word document without tables": (docx_without_tables(), "no_tables", "", 0, 0),
    "a Word document of text in table form only": (
        drawing.docx("Приложение"),
        "wrong_separator",
        "/1",
        1,
        1,
    ),
    "a Word document of 1997": (ole("WordDocument"), "old_document", "", 0, 0),
    "zip bomb": (zip_bomb(), "zip_bomb", "", 0, 0),
    "an XML document type": (with_document_type(), "unsafe_xml", "", 0, 0),
    "password": (ole("EncryptedPackage"), "password_protected", "", 0, 0),
    "a damaged xls": (ole("Workbook"), "truncated", "", 0, 0),
    "a truncated xls": (drawing.xls("КПП | Январь")[:-3000], "truncated", "", 0, 0),
    "an xls with a password": (locked_xls(), "password_protected", "", 0, 0),
    "a drawing of Visio": (ole("VisioDocument"), "not_a_spreadsheet", "", 0, 0),
    "a truncated workbook": (workbook(HEADINGS, ROW)[:-300], "truncated", "", 0, 0),
    "a truncated csv": ((HEAD + GOOD + '02.02.2015;"Терм').encode(), "truncated", "", 3, 0),
    "a csv cut inside a letter": ((HEAD + GOOD + "02.02.2015;Терм").encode()[:-1], "truncated", "", 3, 0),
    "a wrong separator": ("Дата^КПП^Кол-во\n01.02.2015^Термез^5\n".encode(), "wrong_separator", "", 1, 1),
    "300 columns in csv": (
        b",".join(b"h%d" % n for n in range(300)) + b"\n1,2\n",
        "too_many_columns",
        "",
        1,
        257,
    ),
    "300 columns in xlsx": (
        workbook([f"h{n}" for n in range(300)], [1] * 300),
        "too_many_columns",
        "Лист1",
        1,
        257,
    ),
    "no headings": (b"1;2;3\n4;5;6\n7;8;9.5\n", "no_headings", "", 1, 0),
    "headings only": (HEAD.encode(), "no_rows", "", 1, 0),
    "a quote never closed": (
        (HEAD + '01.02.2015;"Термез' + "x" * 140_000).encode(),
        "cell_too_long",
        "",
        2,
        0,
    ),
}


@pytest.mark.parametrize(("source", "code", "sheet", "row", "column"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(source, code, sheet, row, column):
    [found] = all_problems(source)
    assert (found.code, found.sheet, found.row, found.column) == (code, sheet, row, column)


def csv(*lines, encoding="utf-8"):
    return (HEAD + GOOD + "".join(lines)).encode(encoding)


DOUBTFUL = {
    "31.02.": (csv("31.02.2015;Термез;РУз;опий;1,5;кг\n"), [("no_such_day", "", 3, 1, "31.02.2015")]),
    "no date": (csv(";Термез;РУз;опий;1,5;кг\n"), [("date_missing", "", 3, 1, "")]),
    "a future date": (csv("01.07.2016;Термез;РУз;опий;1,5;кг\n"), [("future_date", "", 3, 1, "01.07.2016")]),
    "an implausible year": (
        csv("01.07.1915;Термез;РУз;опий;1,5;кг\n"),
        [("implausible_year", "", 3, 1, "01.07.1915")],
    ),
    "a year of two digits": (
        csv("01.07.15;Термез;РУз;опий;1,5;кг\n"),
        [("two_digit_year", "", 3, 1, "01.07.15")],
    ),
    "dates as numbers": (
        csv("42036;Термез;РУз;опий;1,5;кг\n", "42037;Термез;РУз;опий;1,5;кг\n"),
        [("date_from_number", "", 3, 1, "42036")],
    ),
    "a decimal point in a column of decimal commas": (
        csv("01.02.2015;Термез;РУз;опий;2,5;кг\n", "01.02.2015;Термез;РУз;опий;2.5;кг\n"),
        [("decimal_mark_mixed", "", 4, 5, "2.5")],
    ),
    "a decimal mark that could part thousands": (
        HEAD.encode() + "01.02.2015;Термез;РУз;опий;1,234;кг\n".encode(),
        [("decimal_mark_ambiguous", "", 2, 5, "1,234")],
    ),
    "a negative quantity": (
        csv("01.02.2015;Термез;РУз;опий;-1,5;кг\n"),
        [("negative_number", "", 3, 5, "-1,5")],
    ),
    "words for a quantity": (
        csv("01.02.2015;Термез;РУз;опий;много;кг\n"),
        [("not_a_number", "", 3, 5, "много")],
    ),
    "an error of the spreadsheet": (
        csv("01.02.2015;Термез;РУз;опий;#REF!;кг\n"),
        [("cell_error", "", 3, 5, "#REF!")],
    ),
    "formula injection": (
        csv("01.02.2015;=cmd|'/c calc'!A1;РУз;опий;1,5;кг\n"),
        [("formula_text", "", 3, 2, "=cmd|'/c calc'!A1")],
    ),
    "an unknown word": (
        csv(*["01.02.2015;Термез;РУз;дурман;1,5;кг\n"] * 2),
        [("unknown_word", "", 3, 4, "дурман")],
    ),
    "an unknown unit": (csv("01.02.2015;Термез;РУз;опий;1,5;ведро\n"), [("unknown_unit", "", 3, 6, "ведро")]),
    "a separator inside a value": (
        csv(GOOD, GOOD, GOOD, "01.02.2015;Термез;мост;РУз;опий;1,5;кг\n"),
        [("extra_cells", "", 6, 7, "кг")],
    ),
    "a row of totals": (csv("Итого;;;;1,5;\n"), [("total_row", "", 3, 0, "Итого")]),
    "blank rows": (csv(";;;;;\n", "\n", GOOD), [("blank_rows", "", 3, 0, "")]),
    "byte order mark": (b"\xef\xbb\xbf" + csv(), []),
    "utf-16": (csv(encoding="utf-16"), []),
    "cp1251": (csv(encoding="cp1251"), [("encoding_guessed", "", 0, 0, "")]),
    "thousands parted by NBSP": (csv("01.02.2015;Термез;РУз;опий;1\u00a0200,5;кг\n"), []),
    "unit in the cell": (csv("01.02.2015;Термез;РУз;опий;200 г;\n"), [("unit_in_cell", "", 3, 5, "200 г")]),
    "two header rows": (
        "Отказы за 2015 год\nКПП;Январь;;Февраль;\n;Въезд;Выезд;Въезд;Выезд\nТермез;1;2;3;-\n".encode(),
        [("heading_rows_joined", "", 2, 0, "")],
    ),
    "merged cells": (
        workbook(
            ["Отказы в пропуске за 2015 год"],
            ["КПП", "Январь", None, "Февраль", None],
            [None, "Въезд", "Выезд", "Въезд", "Выезд"],
            ["Термез", 1, 2, 3, 4],
            merge=("A1:E1", "A2:A3", "B2:C2", "D2:E2"),
        ),
        [("heading_rows_joined", "Лист1", 2, 0, "")],
    ),
    "a row that numbers the columns": (
        workbook(HEADINGS, [1, 2, 3, 4, 5], ROW),
        [("numbering_row", "Лист1", 2, 0, "")],
    ),
    "a formula without value": (
        workbook(HEADINGS, ROW, [*ROW[:3], "=1+1", "кг"]),
        [("formula_without_value", "Лист1", 3, 4, "")],
    ),
    "a workbook's dates as numbers": (
        workbook(HEADINGS, [42036, *ROW[1:]]),
        [("date_from_number", "Лист1", 2, 1, "42036")],
    ),
    "two columns of one heading": (
        workbook([*HEADINGS, "КПП"], [*ROW, "Айритом"]),
        [("duplicate_heading", "Лист1", 1, 6, "КПП")],
    ),
    "a column without heading": (
        workbook([*HEADINGS, None], [*ROW, "проверить"]),
        [("blank_heading", "Лист1", 1, 6, "")],
    ),
    "figures that grow from January": (
        workbook(
            ["Отказы во въезде нарастающим итогом за 2015 год"],
            ["КПП", "Январь", "Февраль"],
            ["Термез", 1, 2],
        ),
        [("cumulative", "Лист1", 2, 0, "Отказы во въезде нарастающим итогом за 2015 год")],
    ),
    "a column of totals": (
        workbook(["Отказы за 2015 год"], ["КПП", "Январь", "Февраль", "Всего"], ["Термез", 1, 2, 3]),
        [("total_column", "Лист1", 2, 4, "Всего")],
    ),
    "no date at all": (
        workbook(["КПП", "Отказы во въезде"], ["Термез", 1]),
        [("no_date", "Лист1", 0, 2, ""), ("date_missing", "Лист1", 2, 0, "")],
    ),
    "nothing says what is counted": (
        workbook(["Год", "КПП", "Количество"], [2015, "Термез", 1]),
        [("no_indicator", "Лист1", 0, 3, ""), ("indicator_missing", "Лист1", 2, 0, "")],
    ),
    "an unknown indicator": (
        workbook(["Год", "Показатель", "Количество"], [2015, "Отказы", 1], [2015, "Погода", 1]),
        [("unknown_indicator", "Лист1", 3, 2, "Погода")],
    ),
    "half a refusal": (
        workbook(["Год", "Показатель", "Количество"], [2015, "Отказы", 1.5]),
        [("fractional_count", "Лист1", 2, 3, "1.5")],
    ),
}


@pytest.mark.parametrize(("source", "expected"), DOUBTFUL.values(), ids=DOUBTFUL)
def test_a_doubtful_file_is_read_and_told_where_it_is_doubtful(source, expected):
    found = all_problems(source)
    assert [(one.code, one.sheet, one.row, one.column, one.value) for one in found] == expected


def test_a_workbook_of_the_1904_system_gives_the_same_days():
    usual, [apple] = (
        [
            item.start
            for table in open_tables(source)[0]
            for item in read_rows(table, guess(table, DICTIONARY).mapping, DICTIONARY, today=TODAY)
        ]
        for source in (workbook(HEADINGS, ROW), workbook(HEADINGS, ROW, more=use_1904))
    )
    assert usual == [apple] == [date(2015, 2, 1)]


def test_each_problem_is_in_the_table_of_problems_with_its_severity():
    sources = [source for source, *_ in (*REFUSED.values(), *DOUBTFUL.values())]
    for found in (one for source in sources for one in all_problems(source)):
        assert PROBLEMS[found.code][0] is found.severity
        PROBLEMS[found.code][1].format(**found.arguments)


@pytest.mark.parametrize("seed", range(40))
def test_noise_is_refused_and_never_crashes(seed):
    noise = random.Random(seed)  # noqa: S311 - noise need not be secret
    drawn = "Дата | КПП | Отказы\n01.02.2015 | Термез | 5"
    sound = [csv(GOOD * 5), workbook(HEADINGS, ROW), drawing.xls(drawn), drawing.docx(drawn)][seed % 4]
    damaged = bytearray(sound)
    for _ in range(12):
        damaged[noise.randrange(len(damaged))] = noise.randrange(256)
    all_problems(bytes(damaged))


def test_a_label_merged_over_several_rows_holds_for_each_of_them():
    source = workbook(
        ["Отказы за 2015 год"],
        ["КПП", "Направление", "Январь"],
        ["Термез", "въезд", 1],
        [None, "выезд", 2],
        merge=("A3:A4",),
    )
    [table] = open_tables(source)[0]
    rows = list(read_rows(table, guess(table, DICTIONARY).mapping, DICTIONARY, today=TODAY))
    assert [(row.point, row.direction, row.value) for row in rows] == [
        ("Термез", "entry", 1),
        ("Термез", "exit", 2),
    ]


def test_each_sheet_with_a_table_is_a_table_and_the_others_are_told():
    def add(book):
        book.create_sheet("Пусто")
        book.create_sheet("Отказы 2015").append(["КПП", "Январь"])
        book["Отказы 2015"].append(["Термез", 5])
        book.create_sheet("Заметка").append(["проверить до пятницы"])

    tables, told = open_tables(workbook(HEADINGS, ROW, more=add))
    assert [table.sheet for table in tables] == ["Лист1", "Отказы 2015"]
    assert [(one.code, one.sheet) for one in told] == [("wrong_separator", "Заметка")]
    [row] = read_rows(tables[1], guess(tables[1], DICTIONARY).mapping, DICTIONARY, today=TODAY)
    assert (row.indicator, row.start, row.value) == ("refusals", date(2015, 1, 1), 5)
