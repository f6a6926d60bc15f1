"""Spellings of one place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.evidence.methods.doubles.names import likeness, skeleton


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Surkhandar'inskaya oblast'", "Сурхандарьинская область"),
        ("Достук", "Dostyk"),
        ("КПП «Айритом»", "Айритом"),
        ("Кашгарчин", "Qashg‘archin"),
        ("Хужанд", "Khujand"),
        ("Чалдовар", "Chaldovar"),
        ("пункт пропуска Ойбек", "Oybek border post"),
    ],
)
def test_two_spellings_of_one_place_sound_alike(one: str, other: str):
    assert likeness(skeleton(one), skeleton(other)) > 0.62


@pytest.mark.parametrize(
    ("one", "other"),
    [("Айритом", "Ойбек"), ("Достык", "Кордай"), ("Термез", "Ташкент"), ("Сарвин", "Белозор")],
)
def test_two_places_do_not_sound_alike(one: str, other: str):
    assert likeness(skeleton(one), skeleton(other)) < 0.5


@given(st.text(max_size=12), st.text(max_size=12))
def test_likeness_is_the_same_either_way_and_a_share(one: str, other: str):
    found = likeness(skeleton(one), skeleton(other))

    assert found == likeness(skeleton(other), skeleton(one))
    assert 0 <= found <= 1
    assert likeness(skeleton(one), skeleton(one)) == 1


@given(st.text(alphabet="абвгдежзиклмнопрст", min_size=3))
def test_case_and_spaces_do_not_count(text: str):
    assert skeleton(f"  {text.upper()} ") == skeleton(text)
