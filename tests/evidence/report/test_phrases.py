"""No sentence says more than its interval allows, and what is not known is said."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from chegara.common.periods import Month, months_between
from chegara.evidence.forecasts import StoredResult
from chegara.evidence.methods.forecast import Refusal
from chegara.evidence.methods.forecasters import Model
from chegara.evidence.methods.trend import Change, Reason, Verdict, change, rate
from chegara.evidence.report import phrases
from chegara.evidence.report.phrases import Voice

YEAR = months_between(Month(2015, 1), Month(2015, 12))
LANGUAGES = pytest.mark.parametrize("language", ["en", "ru"])
# What only a sentence about a judged change may say.
JUDGING = {"en": ("a rise", "a fall"), "ru": ("рост", "снижение")}


def compared(before: list[float], after: list[float], **more: Any) -> Change:
    months = len(before)
    values: dict[Month, float | None] = {Month(2014, n + 1): value for n, value in enumerate(before)}
    values |= {Month(2015, n + 1): value for n, value in enumerate(after)}
    return change(values, Month(2015, 1), Month(2015, months), **more)


def said(found: Change | None, language: str = "en") -> str:
    with translation.override(language):
        return phrases.change_sentence(found, Voice(language))


COUNTS = st.integers(0, 400).map(float)
PAIRS = st.integers(1, 12).flatmap(
    lambda n: st.tuples(st.lists(COUNTS, min_size=n, max_size=n), st.lists(COUNTS, min_size=n, max_size=n))
)


@LANGUAGES
@given(pair=PAIRS, checks=st.booleans())
@settings(deadline=None, max_examples=60)
def test_a_rise_or_fall_is_said_only_where_the_interval_leaves_out_no_change(
    language: str, pair: tuple[list[float], list[float]], checks: bool
):
    before, after = pair
    base = {Month(year, n + 1): 900.0 + 90 * n for year in (2014, 2015) for n in range(len(before))}
    found = compared(before, after, denominator=base if checks else None)

    text = said(found, language).lower()

    rise, fall = (word in text for word in JUDGING[language])
    with translation.override(language):
        rise_word, fall_word, word = phrases._("rise"), phrases._("fall"), phrases.verdict_word(found)
    if rise or word == rise_word:
        assert found.ratio is not None
        assert found.ratio.low > 1
    if fall or word == fall_word:
        assert found.ratio is not None
        assert found.ratio.high < 1
    if found.verdict in {Verdict.RISE, Verdict.FALL} and sum(before):
        assert rise or fall


@LANGUAGES
@given(before=st.integers(1, 400), after=st.integers(0, 400))
@example(before=251, after=298)  # a rise of 0.04 % at the least
@settings(deadline=None, max_examples=60)
def test_a_printed_interval_that_leaves_out_no_change_does_not_touch_it_by_rounding(
    language: str, before: int, after: int
):
    found = compared([float(before)], [float(after)])
    assume(found.verdict in {Verdict.RISE, Verdict.FALL})

    low, high = phrases.change_interval(found, "en").split("…")

    assert float(low.replace("−", "-").replace(",", "")) != 0
    assert float(high.replace("−", "-").replace(",", "")) != 0
    assert phrases.change_interval(found, language).count("…") == 1


@LANGUAGES
@given(after=st.lists(COUNTS, min_size=1, max_size=12))
@settings(deadline=None, max_examples=20)
def test_after_none_there_is_no_percentage(language: str, after: list[float]):
    found = compared([0.0] * len(after), after)

    text = said(found, language)

    assert found.reason is Reason.PREVIOUS_ZERO
    assert "%" not in text
    assert not any(word in text.lower() for word in JUDGING[language])


def test_amounts_have_no_interval_and_no_verdict():
    found = compared([10.5], [60.25])

    assert said(found) == ("January 2015: 60.2 against 10.5 in January 2014 (an amount: no interval).")
    assert phrases.verdict_word(found) == "not comparable"


def test_a_rise_is_told_with_both_figures_the_percentage_and_its_interval():
    text = said(compared([100.0] * 12, [150.0] * 12))

    assert text.startswith("2015: 1,800 against 1,200 in 2014, a rise by 50% (95% interval ")


def test_chance_is_named_where_it_explains_the_difference():
    text = said(compared([10.0], [12.0]))

    assert "chance alone explains such a difference" in text


@pytest.mark.parametrize("found", [None, "missing"], ids=["no January", "a month missing"])
def test_what_cannot_be_compared_is_said_to_be_so(found: Any):
    if found:
        values = {Month(2014, 1): 5.0, Month(2015, 1): 7.0, Month(2015, 2): 7.0}
        found = change(values, Month(2015, 1), Month(2015, 2))

    text = said(found)

    assert "not possible" in text or "can't be compared" in text
    assert phrases.change_interval(found, "en") == "–"


@LANGUAGES
@pytest.mark.parametrize("refusal", Refusal, ids=str)
def test_every_refusal_has_a_sentence_of_its_own(refusal: Refusal, language: str):
    with translation.override(language):
        sentences = {phrases.refusal_sentence(each) for each in Refusal}
        other = phrases.refusal_sentence("no such reason")
        sentence = phrases.refusal_sentence(refusal)

    assert len(sentences) == len(Refusal)
    assert sentence != other
    assert language == "en" or "forecast" not in sentence


@LANGUAGES
def test_every_method_has_a_name_of_its_own(language: str):
    with translation.override(language):
        assert len({phrases.model_name(model) for model in Model}) == len(Model)
        assert all(phrases.model_name(model) for model in Model)


def test_only_the_median_goes_without_an_entry_of_its_own():
    median = phrases.model_name(Model.MEDIAN_OF_FOUR)

    assert [m for m in Model if phrases.model_name(m) == median] == [Model.MEDIAN_OF_FOUR]


def facts(**more: Any) -> Any:
    """Return as much of an indicator's facts as a sentence asks for."""
    plain = {
        "indicator": SimpleNamespace(denominators=["persons.crossings"], unit="case"),
        "rate": None, "rate_before": None, "denominator": None,
        "series": SimpleNamespace(counting="one", doubtful=frozenset()),
        "this_year": SimpleNamespace(year=2015, total=10.0, whole=True, credible=12, doubtful=0.0),
    }  # fmt: skip
    return SimpleNamespace(**(plain | more))


def test_a_rate_without_a_denominator_is_explained_in_words():
    text = phrases.rate_sentence(facts(), Voice("en"))

    assert text.startswith("A rate can't be stated: nobody reported what the figure would be read against")


def test_an_indicator_that_is_read_against_nothing_says_nothing_of_rates():
    assert phrases.rate_sentence(facts(indicator=SimpleNamespace(denominators=[])), Voice("en")) == ""


def test_a_rate_is_told_with_its_interval_and_last_year_s():
    denominator = SimpleNamespace(name="Crossings of persons")

    text = phrases.rate_sentence(
        facts(rate=rate(12, 480_000), rate_before=rate(10, 500_000), denominator=denominator), Voice("en")
    )

    assert text.startswith("Per 100,000 of “Crossings of persons”: 2.50 (1.29")
    assert "a year before: 2.00 (" in text


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "2015: 10, from twelve reported months."),
        ({"series": SimpleNamespace(counting="undecided")}, "no total is stated"),
        (
            {"this_year": SimpleNamespace(year=2015, total=None, whole=False, credible=0, doubtful=0.0)},
            "No month of 2015 was credibly reported: there is no total.",
        ),
        (
            {"this_year": SimpleNamespace(year=2015, total=9.0, whole=False, credible=11, doubtful=0.0)},
            "2015: 9 from 11 credibly reported months of twelve; the year's figure is not known.",
        ),
    ],
    ids=["whole", "undecided", "nothing", "a month missing"],
)
def test_a_year_s_figure_says_how_whole_it_is(more: dict[str, Any], expected: str):
    assert expected in phrases.total_sentence(facts(**more), Voice("en"))


def stored(**more: Any) -> StoredResult:
    flat = (10.0,) * 12
    plain = {
        "months": tuple(month + 12 for month in YEAR), "values": flat, "lo80": flat, "hi80": flat,
        "lo95": flat, "hi95": flat, "naive": flat, "model": "theta", "mase": 0.8, "naive_mase": 1.0,
        "coverage80": 0.79, "origins": 9,
    }  # fmt: skip
    return StoredResult(**(plain | more))


def test_a_forecast_is_told_with_how_well_such_forecasts_did():
    text = phrases.forecast_sentence(stored(), Voice("en"))

    assert text.startswith("Expected for 2016: 10 a month on average")
    assert "error 0.80, repeating last year's months 1.00" in text
    assert "79% of the past values" in text
    assert text.endswith("Method: Theta.")


def test_a_forecast_that_could_not_be_tried_says_so():
    text = phrases.forecast_sentence(stored(mase=None, naive_mase=None, coverage80=None), Voice("en"))

    assert text.endswith(
        "The series is too short to try methods on its own past: last year's months are repeated."
    )


@pytest.mark.parametrize(
    ("first", "last", "english", "russian"),
    [
        (Month(2015, 1), Month(2015, 12), "2015", "2015 год"),
        (Month(2015, 3), Month(2015, 3), "March 2015", "март 2015"),
        (Month(2015, 1), Month(2015, 3), "January–March 2015", "январь–март 2015"),
        (Month(2014, 11), Month(2015, 2), "November 2014 – February 2015", "ноябрь 2014 – февраль 2015"),
    ],
    ids=["a year", "a month", "a quarter", "over new year"],
)
def test_periods_are_written_in_words(first: Month, last: Month, english: str, russian: str):
    assert Voice("en").period(first, last) == english
    with translation.override("ru"):
        assert Voice("ru").period(first, last).removesuffix(" г.").startswith(russian.removesuffix(" год"))
