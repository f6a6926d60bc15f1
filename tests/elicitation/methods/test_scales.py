from __future__ import annotations

import pytest

from chegara.elicitation.methods.scales import BrokenMappingError, Mapped, ScaleMapping, load_scale, scales

FOUR = load_scale("four")
# Customs' three channels and the Admiralty code's source grades, the least grave first.
CHANNELS = {"green": 1, "yellow": 2, "red": 4}


@pytest.mark.parametrize("code", scales())
def test_a_scale_names_its_levels_in_both_languages_and_its_source(code):
    scale = load_scale(code)

    assert scale.source
    assert scale.titles["ru"]
    assert len({level.code for level in scale.levels}) == len(scale)
    for number, level in enumerate(scale.levels, start=1):
        assert level.names["en"]
        assert level.names["ru"]
        assert scale.number(level.code) == number
        assert scale.level(number) == level


@pytest.mark.parametrize("number", [0, 5, -1])
def test_a_scale_has_no_level_outside_it(number):
    with pytest.raises(KeyError, match="levels 1 to 4"):
        FOUR.level(number)


def test_a_scale_does_not_know_another_scales_level():
    with pytest.raises(KeyError, match="critical"):
        FOUR.number("critical")


def test_an_agencys_word_is_kept_beside_the_common_level():
    mapping = ScaleMapping(scale=FOUR, levels=CHANNELS)

    assert mapping.mapped("red") == Mapped(original="red", level=4)


def test_what_cannot_be_judged_is_unknown_and_not_low():
    mapping = ScaleMapping(scale=FOUR, levels={**CHANNELS, "cannot be judged": None})

    assert mapping.mapped("cannot be judged").level is None


def test_two_words_may_stand_for_one_level():
    mapping = ScaleMapping(scale=load_scale("three"), levels={"1": 1, "2": 1, "3": 2, "4": 3, "5": 3})

    assert [mapping.mapped(word).level for word in "12345"] == [1, 1, 2, 3, 3]


@pytest.mark.parametrize(
    ("levels", "message"),
    [({"a": 2, "b": 1}, "'b' stands above 'a'"), ({"a": 5}, "level 5"), ({"a": 0}, "level 0")],
    ids=["order turned round", "above the scale", "below the scale"],
)
def test_a_mapping_keeps_the_order_and_the_scale(levels, message):
    with pytest.raises(BrokenMappingError, match=message):
        ScaleMapping(scale=FOUR, levels=levels)


def test_a_word_that_the_mapping_lacks_is_refused_by_naming_those_it_has():
    with pytest.raises(KeyError, match="green, yellow, red"):
        ScaleMapping(scale=FOUR, levels=CHANNELS).mapped("blue")
