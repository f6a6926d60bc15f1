"""Places are found by the words that files call them, and by nothing that could mean another place."""

from __future__ import annotations

import pytest
from tests import factories

from chegara.organisation.models import BorderSection, CrossingPoint, Division, State
from chegara.organisation.queries import Places

pytestmark = pytest.mark.django_db


@pytest.fixture
def country() -> State:
    return factories.make_state()


@pytest.fixture
def bridge(country: State) -> CrossingPoint:
    return factories.make_point(
        country, code="XA-P7", name="Green Bridge", name_ru="Зелёный мост",
        aliases="Yashil ko‘prik\nПост № 7",
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    ["Green Bridge", "Зелёный мост", "XA-P7", "Yashil ko‘prik", "Пост № 7", "green bridge", "ЗЕЛЁНЫЙ МОСТ",
     "зеленый мост", "  Green \u00a0 Bridge ", "xa-p7"],
    ids=["English", "Russian", "code", "alias", "second alias", "small letters", "capitals", "without ё",
         "other spaces", "code in small letters"],
)  # fmt: skip
def test_a_point_is_found_by_each_of_its_spellings(words: str, country: State, bridge: CrossingPoint):
    assert Places(country).point(words) == bridge.pk


@pytest.mark.parametrize("words", ["Зелены мост", "Yashil koprik", "Зелёный мост (авто)"])
def test_a_point_is_found_by_how_a_spelling_sounds(words: str, country: State, bridge: CrossingPoint):
    assert Places(country).point(words) == bridge.pk


@pytest.mark.parametrize("words", ["Green", "Green Bridge 2", "Пост № 8", "P7"])
def test_a_spelling_that_may_mean_another_place_finds_nothing(
    words: str, country: State, bridge: CrossingPoint
):
    assert Places(country).point(words) is None


def test_a_spelling_of_two_points_finds_neither(country: State, bridge: CrossingPoint):
    other = factories.make_point(country, code="XA-P8", name="Red Bridge", aliases="green bridge")

    places = Places(country)

    assert places.point("Green Bridge") is None
    assert places.point("Red Bridge") == other.pk


def test_a_point_that_has_the_same_name_in_both_languages_is_not_ambiguous(country: State):
    point = factories.make_point(country, name="Post A", name_ru="Post A", aliases="POST A")

    assert Places(country).point("post a") == point.pk


def test_points_sections_and_divisions_are_looked_up_apart(country: State):
    neighbour = factories.make_state("XB", home=False)
    names: dict[type, int] = {}
    for made in (
        factories.make_point(country, code="A", name="North"),
        factories.make_section(country, neighbour, code="B"),
        factories.make_division(country, code="C"),
    ):
        made.name_en = "North"
        factories.actions.save(made, by="tests")
        names[type(made)] = made.pk

    places = Places(country)

    assert places.point("north") == names[CrossingPoint]
    assert places.section("north") == names[BorderSection]
    assert places.division("north") == names[Division]


def test_another_country_s_place_is_not_found(country: State, bridge: CrossingPoint):
    assert Places(factories.make_state("XB")).point("Green Bridge") is None
