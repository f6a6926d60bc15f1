"""Schemes of grading as published, and the confidence of an analysis."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.evidence.methods.grading import (
    LEVELS,
    Confidence,
    GradeError,
    confidence_words,
    schemes,
)

# As the sources print them: letters of the source, numbers of the information, handling.
PUBLISHED = [
    pytest.param("admiralty", "ABCDEF", "123456", "", id="Admiralty 6×6"),
    pytest.param("europol", "ABCX", "1234", "", id="Europol 4×4"),
    pytest.param("uk", "ABCDE", "12345", "12345", id="UK 5×5×5"),
]


@pytest.mark.parametrize(("code", "letters", "numbers", "handling"), PUBLISHED)
def test_a_scheme_has_the_letters_and_numbers_of_its_source(code, letters, numbers, handling):
    scheme = schemes()[code]

    assert ["".join(part) for part in (scheme.reliability, scheme.credibility, scheme.handling)] == [
        letters, numbers, handling,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "unknown"),
    [("admiralty", "F6"), ("europol", "X4"), ("uk", "E4")],
)
def test_what_can_not_be_judged_is_marked_unknown_and_nothing_else_is(code, unknown):
    scheme = schemes()[code]
    marks = [*scheme.reliability.values(), *scheme.credibility.values(), *scheme.handling.values()]

    assert "".join(mark.code for mark in marks if mark.unknown) == unknown


def test_each_scheme_names_its_source_its_date_and_its_words_in_both_languages():
    for scheme in schemes().values():
        assert scheme.published.year >= 2000
        texts = [scheme.names, scheme.short, scheme.source]
        texts += [
            m.names
            for part in (scheme.reliability, scheme.credibility, scheme.handling)
            for m in part.values()
        ]
        assert all(text["en"] and text["ru"] for text in texts)


@given(
    code=st.sampled_from(["admiralty", "europol", "uk"]),
    marks=st.tuples(*[st.sampled_from([*"ABCDEFX1234567", "", "AB", "a"])] * 3),
)
def test_a_grade_is_taken_just_when_all_its_parts_are_of_the_scheme(code, marks):
    scheme = schemes()[code]
    right = product(scheme.reliability, scheme.credibility, scheme.handling or [""])

    try:
        scheme.check(*marks)
        taken = True
    except GradeError:
        taken = False

    assert taken == (marks in set(right))


@pytest.mark.parametrize(
    ("marks", "part"),
    [
        pytest.param(("X", "1"), "reliability", id="X is of the 4×4"),
        pytest.param(("A", "7"), "credibility", id="no such number"),
        pytest.param(("A", "1", "1"), "handling", id="the Admiralty code has no handling"),
        pytest.param(("1", "A"), "reliability", id="letter and number exchanged"),
    ],
)
def test_the_part_that_is_wrong_is_named(marks, part):
    with pytest.raises(GradeError) as refused:
        schemes()["admiralty"].check(*marks)

    assert refused.value.part == part


DOUBTS = [
    pytest.param("high", "high", "high", "high", "x", (), id="high on all"),
    pytest.param("high", "low", "high", "high", "x", ("high_on_weak_basis",), id="high on weak sources"),
    pytest.param("low", "high", "high", "high", "x", ("low_on_strong_basis",), id="low on strong sources"),
    pytest.param("low", "high", "moderate", "high", "x", (), id="low on something moderate"),
    pytest.param("moderate", "low", "low", "low", " ", ("no_assumptions",), id="no assumption named"),
]


@pytest.mark.parametrize(("level", "quality", "quantity", "agreement", "assumptions", "expected"), DOUBTS)
def test_a_level_is_doubted_where_its_bases_do_not_bear_it(
    level, quality, quantity, agreement, assumptions, expected
):
    judged = Confidence(
        level=level, quality=quality, quantity=quantity, agreement=agreement, assumptions=assumptions
    )

    assert judged.doubts() == expected


@given(*[st.sampled_from(LEVELS)] * 4)
def test_no_level_is_doubted_from_both_sides(level, quality, quantity, agreement):
    judged = Confidence(level=level, quality=quality, quantity=quantity, agreement=agreement, assumptions="x")

    assert len(judged.doubts()) <= 1


def test_levels_of_confidence_have_meanings_in_both_languages():
    words = confidence_words()

    assert tuple(words["level"]) == tuple(words["meaning"]) == LEVELS
    assert all(text["en"] and text["ru"] for table in words.values() for text in table.values())
