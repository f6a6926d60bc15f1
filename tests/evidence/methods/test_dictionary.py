"""The one dictionary is whole, and finds the words that agencies use."""

import pytest

from chegara.evidence.methods.dictionary import load_dictionary, normalise
from chegara.evidence.methods.rows import Field, ReportedRow

DICTIONARY = load_dictionary()


@pytest.mark.parametrize("indicator", DICTIONARY.indicators.values(), ids=lambda indicator: indicator.code)
def test_each_indicator_is_named_defined_and_sourced_in_both_languages(indicator):
    assert all(indicator.names[language].strip() for language in ("en", "ru"))
    assert all(len(indicator.definition[language]) > 60 for language in ("en", "ru"))
    assert indicator.source in DICTIONARY.sources
    assert set(indicator.dimensions) <= set(ReportedRow.__dataclass_fields__)
    assert indicator.kind == "" or indicator.kind in DICTIONARY.vocabularies
    assert ("kind" in indicator.dimensions) == bool(indicator.kind)
    assert set(indicator.denominators) <= set(DICTIONARY.indicators)


@pytest.mark.parametrize(
    "vocabulary", DICTIONARY.vocabularies.values(), ids=lambda vocabulary: vocabulary.name
)
def test_a_word_stands_for_one_term_of_its_vocabulary(vocabulary):
    for term in vocabulary.terms.values():
        for name in (term.code, *term.names.values(), *term.aliases):
            assert vocabulary.code(name) == term.code, name
        assert term.indicator == "" or term.indicator in DICTIONARY.indicators


def test_phrases_of_headings_lead_to_fields_and_indicators_that_exist():
    assert {phrase.meaning for phrase in DICTIONARY.fields} <= set(Field)
    led_to = {phrase.meaning for phrase in (*DICTIONARY.kinds, *DICTIONARY.indicator_phrases)}
    assert led_to <= set(DICTIONARY.indicators)


@pytest.mark.parametrize("indicator", DICTIONARY.indicators.values(), ids=lambda indicator: indicator.code)
def test_an_indicator_is_found_by_its_names(indicator):
    found = {DICTIONARY.indicator_code(name) for name in (indicator.code, *indicator.names.values())}
    assert found == {indicator.code}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Отказано во въезде", "refusals"),
        ("Незаконное пересечение границы", "illegal_crossing.between_points"),
        ("Незаконное пересечение границы в пунктах пропуска", "illegal_crossing.at_points"),
        ("Нарушения режима границы", "border_regime_violations"),
        ("Выявлено поддельных документов", "false_documents"),
        ("DRUG SEIZURES 2015", "seizures.drugs"),
        ("погода", None),
    ],
)
def test_an_indicator_is_found_by_what_agencies_call_it(text, code):
    assert DICTIONARY.indicator_code(text) == code


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("РФ", "RU"),
        ("РУз", "UZ"),
        ("КР", "KG"),
        ("РК", "KZ"),
        ("РТ", "TJ"),
        ("граждане Узбекистана", "UZ"),
        ("Гражданин Республики Таджикистан", "TJ"),
        ("граждан Киргизии", "KG"),
        ("Russian Federation", "RU"),
        ("citizens of Afghanistan", "AF"),
        ("AFG", "AF"),
        ("tj", "TJ"),
        ("Қазақстан", "KZ"),
        ("Oʻzbekiston", "UZ"),
        ("Ўзбекистон", "UZ"),
        ("Тоҷикистон", "TJ"),
        ("Кыргызстан", "KG"),
        ("Türkmenistan", "TM"),
        ("Лица без гражданства", "XXA"),
        ("Казахстан", "KZ"),
        ("Индии", "IN"),
        ("Нарния", None),
        ("", None),
    ],
)
def test_a_country_is_found_in_six_languages_and_short_forms(word, code):
    assert DICTIONARY.territories.code(word) == code


def test_an_invented_state_is_known_only_where_it_was_brought_in():
    with_sarvania = load_dictionary({"Sarvania": "X1", "Сарвания": "X1"})
    assert with_sarvania.territories.code("граждане Сарвании") == "X1"
    assert DICTIONARY.territories.code("Сарвания") is None


def test_case_spaces_dashes_and_yo_do_not_matter():
    assert normalise("\ufeffОтчЁтный\u00a0 период – 1:") == normalise("отчетный период - 1")
