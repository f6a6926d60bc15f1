from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.training.methods.moodle import (
    Option,
    Question,
    QuestionsRefusedError,
    grades,
    read_gift,
    read_xml,
    write_gift,
    write_xml,
)

# Moodle's documentation of GIFT: multiple choice with feedback, true or false.
GIFT = """// question: 1 name: Grants tomb
::Grants tomb::Who is buried in Grant's tomb in New York City? {
=Grant
~No one
#Was true for 12 years, but Grant's remains were buried in the tomb in 1897
~Napoleon
}

$CATEGORY: tests

::Q2:: Grant was born in 1822.{TRUE}
"""
WORDS = (
    st.text("abc Жё=~#{}:\\й,;", min_size=1, max_size=20)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


def test_the_example_of_moodles_documentation_is_read():
    tomb, born = read_gift(GIFT)

    assert tomb.text == "Who is buried in Grant's tomb in New York City?"
    assert [(one.text, one.right) for one in tomb.options] == [
        ("Grant", True),
        ("No one", False),
        ("Napoleon", False),
    ]
    assert [one.right for one in born.options] == [True, False]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("::N:: How many? {#3}", "other_kind"),
        ("::N:: Match {=a -> b =c -> d}", "other_kind"),
        ("::N:: Say it {=one =two}", "not_one_right"),
        ("::N:: Only text", "no_answers"),
        ("::N:: Which? {~a ~b}", "not_one_right"),
    ],
    ids=["a number", "pairs", "short answer", "a description", "none is right"],
)
def test_a_question_of_another_kind_is_refused_by_name(text, fault):
    with pytest.raises(QuestionsRefusedError) as refused:
        read_gift(text)

    assert (refused.value.name, refused.value.number, refused.value.fault) == ("N", 1, fault)


@given(WORDS, WORDS, st.lists(WORDS, min_size=2, max_size=4))
def test_questions_come_back_from_gift_and_xml_as_they_went(name, text, options):
    question = Question(name, text, tuple(Option(one, place == 0) for place, one in enumerate(options)))

    assert read_xml(write_xml([question])) == [question]
    assert read_gift(write_gift([question])) == [question]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_xml_file_with_a_document_type_is_refused(encoding):
    with pytest.raises(ValueError, match="document type"):
        read_xml('<!DOCTYPE q [<!ENTITY a "b">]><quiz/>'.encode(encoding))


def test_grades_are_read_in_per_cent_and_a_dash_is_unknown():
    rows = [
        ["First name", "Username", "Course total (Percentage)"],
        ["A", "xs-1", "75.50 %"],
        ["B", "xs-2", "-"],
    ]

    assert grades(rows) == [(2, "xs-1", 75.5), (3, "xs-2", None)]


@pytest.mark.parametrize("grade", ["abc", "101", "-5"])
def test_a_grade_that_is_none_names_its_row(grade):
    with pytest.raises(ValueError, match="row 2"):
        grades([["Username", "Quiz (Percentage)"], ["xs-1", grade]])
