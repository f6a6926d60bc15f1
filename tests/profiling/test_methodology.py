"""The methodology: every step and refusal, its tables by closed forms, its figures the agency's."""

from __future__ import annotations

import pytest
from django.utils import timezone, translation
from tests.profiling.test_papers import selected_checks, text_of
from tests.profiling.world import activate, agency_and_users, make_indicator, make_profile

from chegara.profiling.methodology import figures
from chegara.profiling.methodology.document import methodology
from chegara.profiling.methodology.refusals import refused
from chegara.profiling.methodology.steps import steps
from chegara.profiling.methods.back_test import share_sought
from chegara.profiling.methods.profiles.protected import grounds


@pytest.mark.parametrize(
    ("prevalence", "sensitivity", "false_alarms", "share"),
    [
        (1e-6, 0.9, 0.001, 0.0009),
        (1e-6, 0.99, 0.0001, 0.0098),
        (1e-4, 0.9, 0.001, 0.0826),
        (0.5, 1, 0, 1),
        (0, 0.9, 0.001, 0),
        (0, 0.9, 0, 0),
    ],
    ids=[
        "one in a million",
        "a rule never seen",
        "one in ten thousand",
        "perfect",
        "nobody is sought",
        "nobody is selected",
    ],
)
def test_who_is_rare_is_hardly_ever_among_those_selected(prevalence, sensitivity, false_alarms, share):
    assert share_sought(prevalence, sensitivity, false_alarms) == pytest.approx(share, abs=5e-5)


def test_every_refused_ground_has_its_reason():
    with translation.override("en"):
        rows = refused("en")

    assert [one for one, _why in rows][: len(grounds())] == [one.en.capitalize() for one in grounds()]
    assert all(why for _one, why in rows)


def test_a_sample_without_a_find_leaves_the_rule_of_three():
    with translation.override("en"):
        rows = figures.sample_sizes("en").rows

    for size, _usual, most in rows:
        examined = int(size.replace(",", ""))
        assert float(most) == pytest.approx(100 * 3.69 / examined, rel=0.06), "exact, two-sided: 3.69 for 3"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_document_goes_through_all_steps_and_shows_what_was_counted(language):
    agency, analyst, first, second = agency_and_users()
    activate(make_profile(agency, analyst), analyst, (first, second))
    make_indicator(agency, analyst)
    selected_checks(agency, first, confirmed=12, wrong=11)
    with translation.override(language):
        titles = [one.title for one in steps()]

    told = text_of(methodology(agency, analyst, today=timezone.localdate(), language=language))

    assert len(titles) == 12
    assert all(f"{number}. {title}" in told for number, title in enumerate(titles, 1))
    assert "23 / 23 / 12" in told
    assert "P-ROUTE" in told
    share = "0,52" if language == "ru" else "0.52"
    assert share in told
