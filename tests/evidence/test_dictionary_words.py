"""Names of states and sources in the language of the page."""

from __future__ import annotations

import pytest
from django.utils import translation
from tests.factories import make_state

from chegara.evidence.dictionary import dictionary, source_words, state_name

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        pytest.param("KG", "ru", "Кыргызстан", id="as the state calls itself, not as CLDR does"),
        pytest.param("KG", "en", "Kyrgyzstan", id="in English"),
        pytest.param("FR", "ru", "Франция", id="a state that only CLDR names"),
        pytest.param("XXA", "ru", "без гражданства", id="nobody's citizen"),
        pytest.param("Ruritania", "ru", "Ruritania", id="the file's own word"),
        pytest.param("", "ru", "", id="nothing"),
    ],
)
def test_a_state_is_named_in_the_language_of_the_reader(code: str, language: str, name: str) -> None:
    assert state_name(code, language) == name


def test_an_invented_state_has_the_site_s_own_name() -> None:
    make_state("XA", name="Nowhere")

    assert state_name("XA", "ru") == "Nowhere"


def test_every_indicator_names_its_source_in_both_languages() -> None:
    for indicator in dictionary().indicators.values():
        with translation.override("en"):
            english = source_words(indicator.source)
        with translation.override("ru"):
            russian = source_words(indicator.source)
        assert english != russian != indicator.source != english
