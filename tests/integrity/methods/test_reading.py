"""Papers as they are: nothing is lost, and each paragraph is taken for what its part of the paper is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.integrity import papers

from chegara.integrity.methods.reading.files import Fault, PaperError, read_paper
from chegara.integrity.methods.reading.names import nominative, position_and_unit
from chegara.integrity.methods.reading.papers import best_matches, day_of, order_of, sort_out
from chegara.integrity.methods.reading.tables import OLD_PLAN, STAFFING, rows_of
from chegara.integrity.methods.reading.words import object_of, objects, section_of, title_of, verb_of


def roles(name: str, data: bytes) -> list[tuple[str, str]]:
    return [(line.role, line.text) for line in sort_out(read_paper(name, data)).lines]


def test_a_statute_says_what_it_is_of_whom_and_by_which_order():
    found = sort_out(read_paper("a.docx", papers.word(papers.STATUTE)))

    assert (found.kind, found.subject, found.number, found.day) == (
        "statute", "отделе таможенного контроля", "45-п", date(2024, 3, 12),
    )  # fmt: skip


def test_the_parts_of_a_statute_say_what_its_paragraphs_are():
    found = dict.fromkeys(("task", "function", "right", "duty"), 0)
    for role, _text in roles("a.docx", papers.word(papers.STATUTE)):
        if role in found:
            found[role] += 1

    assert found == {"task": 1, "function": 3, "right": 1, "duty": 0}


def test_what_a_job_description_calls_functional_duties_are_duties():
    found = [role for role, _text in roles("a.docx", papers.word(papers.JOB))]

    assert [found.count(role) for role in ("requirement", "duty", "right", "responsibility")] == [1, 3, 1, 1]


@pytest.mark.parametrize("name", ["a.docx", "a.md", "a.xlsx"])
def test_word_markdown_and_excel_are_sorted_out_alike(name: str):
    lines = papers.STATUTE.splitlines()
    data = {
        "a.docx": papers.word(papers.STATUTE), "a.md": papers.STATUTE.encode(),
        "a.xlsx": papers.excel([[line] for line in lines]),
    }[name]  # fmt: skip
    found = [role for role, _text in roles(name, data)]

    assert (found.count("task"), found.count("function"), found.count("right")) == (1, 3, 1)


def test_a_table_with_its_parts_beside_each_other_is_read_by_column():
    rows = [
        ["Положение об отделе контроля", "", ""], ["№", "Функции", "Права"],
        ["1", "проводит досмотр", "проводить досмотр"], ["2", "ведёт учёт", ""],
    ]  # fmt: skip

    assert [role for role, _text in roles("a.xlsx", papers.excel(rows))] == [
        "title", "other", "heading", "heading", "other", "function", "right", "other", "function",
    ]  # fmt: skip


def test_an_english_statute_is_sorted_out():
    text = "Statute of the Control Unit\n1. Tasks\n1.1 Control of goods.\n2. Functions\n2.1 Carries out inspections;\n3. Rights\n3.1 To inspect goods."
    found = sort_out(read_paper("a.md", text.encode()))

    assert (found.kind, found.subject) == ("statute", "Control Unit")
    assert [line.role for line in found.lines if line.role in {"task", "function", "right"}] == [
        "task", "function", "right",
    ]  # fmt: skip


def test_inserted_words_count_and_deleted_ones_do_not():
    pieces = read_paper("a.docx", papers.word_with_changes()).pieces

    assert [piece.text for piece in pieces] == [
        "Отдел ведёт учёт",
        "первое\nвторое",
        "Для служебного пользования",
    ]
    assert [piece.place for piece in pieces] == ["¶ 1", "T1 R1 C1", "hd 1"]


@given(
    lines=st.lists(
        st.text(st.sampled_from("абвгд АБ.:;123—№"), min_size=1, max_size=30).filter(lambda line: line.strip()),
        min_size=1, max_size=12,
    )
)  # fmt: skip
@settings(max_examples=15, deadline=None)
def test_no_paragraph_is_lost_whatever_stands_in_it(lines: list[str]):
    data = papers.word("\n".join(lines))

    assert [text for _role, text in roles("a.docx", data)] == [" ".join(line.split()) for line in lines]


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        pytest.param("a.doc", b"x", Fault.KIND, id="old Word"),
        pytest.param("a", b"x", Fault.KIND, id="no ending"),
        pytest.param("a.docx", b"no zip", Fault.BROKEN, id="not a Word file"),
        pytest.param("a.xlsx", b"PK", Fault.BROKEN, id="torn"),
        pytest.param("a.docx", papers.excel([["x"]]), Fault.BROKEN, id="Excel named as Word"),
        pytest.param("a.xlsx", papers.word("x"), Fault.BROKEN, id="Word named as Excel"),
        pytest.param("a.docx", papers.word(""), Fault.EMPTY, id="empty"),
        pytest.param("a.md", b"\x00\x01", Fault.BROKEN, id="binary named as text"),
        pytest.param("a.md", b"", Fault.EMPTY, id="empty text"),
    ],
)
def test_a_file_that_is_no_paper_says_why(name: str, data: bytes, fault: Fault):
    with pytest.raises(PaperError) as told:
        read_paper(name, data)
    assert told.value.fault == fault


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("III. ФУНКЦИИ ОТДЕЛА", "functions"), ("3. Функциональные обязанности", "duties"), ("Раздел 4. Права", "rights"),
        ("Основные задачи", "tasks"), ("2. Квалификационные требования", "qualification"), ("Responsibility", "responsibility"),
        ("Укуктары", "rights"), ("Функционирует круглосуточно", ""), ("Правами пользуются все", ""),
        ("Правила внутреннего распорядка", ""),
    ],
)  # fmt: skip
def test_headings_are_known_by_their_words(text: str, section: str):
    assert section_of(text) == section


@pytest.mark.parametrize(
    ("text", "verb", "thing"),
    [
        ("принимает решение о выпуске товаров", "decide", "release"),
        ("утверждает графики дежурств", "approve", ""),
        ("проводит досмотр транспортных средств", "execute", "inspection"),
        ("назначает досмотр товаров", "decide", "assignment"),
        ("взимает таможенные платежи", "pay", "payment"),
        ("хранит изъятые товары", "store", "seized_goods"),
        ("разрабатывает профили рисков", "prepare", "risk_profile"),
        ("контролирует деятельность постов", "control", "post"),
        ("ведёт учёт обращений граждан", "record", "complaint"),
        ("Assigns inspections to officers", "decide", "assignment"),
        ("To inspect goods and vehicles", "execute", "inspection"),
        ("Inspects the work of posts", "control", "post"),
        ("Keeps records of customs declarations", "record", "declaration"),
        ("Keeps seized goods", "store", "seized_goods"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_verb_and_object_are_proposed_from_the_words(text: str, verb: str, thing: str):
    assert (verb_of(text), object_of(text)) == (verb, thing)


def test_each_object_has_names_in_both_languages():
    assert all(each.en and each.ru and each.words for each in objects().values())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Должностная инструкция главного инспектора", ("job_description", "главного инспектора")),
        ("ПОЛОЖЕНИЕ о кинологической службе", ("statute", "кинологической службе")),
        ("Job description of the senior officer", ("job_description", "senior officer")),
        ("Настоящее положение", ("", "")),
    ],
)
def test_a_title_says_what_a_paper_is(text: str, found: tuple[str, str]):
    assert title_of(text) == found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("от «5» марта 2024 года", date(2024, 3, 5)),
        ("31.02.2024", None),
        ("без даты", None),
        ("1.2.2024", date(2024, 2, 1)),
    ],
)
def test_days_are_read_as_papers_write_them(text: str, day: date | None):
    assert day_of(text) == day


def test_a_paper_without_an_order_has_no_number():
    assert order_of("ПОЛОЖЕНИЕ от 12.03.2024") == ("", None)


def test_names_are_turned_into_the_nominative_as_far_as_they_are_known():
    assert nominative("главного инспектора-кинолога") == "Главный инспектор-кинолог"
    assert nominative("совете по делам") == "Совете по делам"
    assert position_and_unit("заместителя начальника отдела кадров") == (
        "Заместитель начальника",
        "Отдел кадров",
    )
    assert position_and_unit("инспектора") == ("Инспектор", "")


def test_a_table_is_known_by_the_words_of_its_headings():
    rows = [
        ["Штатное расписание", "", ""], ["Структурное подразделение", "Наименование должности", "Количество единиц"],
        ["1", "2", "3"], ["Отдел", "Инспектор", "3"],
    ]  # fmt: skip
    found = rows_of(read_paper("a.xlsx", papers.excel(rows)), STAFFING, ("unit", "title"))

    assert [dict(row.cells) for row in found] == [{"unit": "Отдел", "title": "Инспектор", "count": "3"}]
    assert found[0].place == "Лист1!A4"


def test_columns_that_are_not_known_are_kept_beside():
    rows = [["№", "Мероприятие", "Срок", "Бюджет"], ["1", "Ротация", "2025", "нет"]]
    found = rows_of(read_paper("a.docx", papers.word_table(rows)), OLD_PLAN, ("text",))

    assert found[0].cells["deadline"] == "2025"
    assert found[0].rest == ("нет",)


def test_the_likest_text_is_matched_and_an_unlike_one_is_not():
    among = ["проводит досмотр товаров", "ведёт учёт личного состава"]

    assert best_matches(["проводить досмотр товаров и транспорта", "варит кофе"], among, 0.3) == [0, None]
    assert best_matches([], among, 0.3) == []
    assert best_matches(["x"], [], 0.3) == [None]
