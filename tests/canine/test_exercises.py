"""Exercises: versions of the set-up, scores that follow from it, what comes from paper."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.canine import world

from chegara.canine.actions.exercises import read_back
from chegara.canine.choices import RecordedOn
from chegara.canine.models import Performance, Placement, Team
from chegara.canine.queries.trials import counts_by_team, trials_of
from chegara.organisation.registers.actions import RecordRefusedError

pytestmark = pytest.mark.django_db


def outcomes(performance: Performance) -> dict[int, str]:
    return dict(performance.trials.values_list("unit", "outcome"))


@pytest.fixture
def stage() -> world.Stage:
    return world.make_stage()


def explosive_performance(stage: world.Stage) -> tuple[Team, Performance]:
    team = world.make_team(stage.border, by=stage.manager, discipline="explosives")
    tnt = world.make_odour(stage.manager, "tnt", "explosive")
    set_up = world.make_exercise(stage.border, by=stage.manager, discipline="explosives", hides={1: tnt})
    return team, world.make_performance(team, set_up, by=stage.manager)


def test_the_score_follows_from_where_the_hides_lay(stage: world.Stage):
    team = world.make_team(stage.border, by=stage.manager)
    set_up = world.make_exercise(stage.border, by=stage.manager)

    performance = world.make_performance(
        team,
        set_up,
        {1: "alert", 2: "alert", 3: "none", 4: "none", 5: "unclear", 6: "handler"},
        by=stage.handler,
    )

    assert outcomes(performance) == {
        1: "false_alert", 2: "hit", 3: "correct_rejection", 4: "miss", 5: "unclear", 6: "handler_error",
    }  # fmt: skip


def test_a_unit_that_was_not_searched_is_no_trial(stage: world.Stage):
    team = world.make_team(stage.border, by=stage.manager)
    set_up = world.make_exercise(stage.border, by=stage.manager)

    performance = world.make_performance(team, set_up, {2: "alert"}, by=stage.handler)

    assert outcomes(performance) == {2: "hit"}


def test_an_odour_that_the_team_was_not_trained_on_is_no_target(stage: world.Stage):
    heroin, tobacco = world.make_odour(stage.manager), world.make_odour(stage.manager, "tobacco", "tobacco")
    team = world.make_team(stage.border, by=stage.manager, odours=[heroin])
    set_up = world.make_exercise(stage.border, by=stage.manager, hides={1: heroin, 2: tobacco})

    performance = world.make_performance(team, set_up, {1: "alert", 2: "none"}, by=stage.handler)

    assert outcomes(performance) == {1: "hit", 2: "correct_rejection"}


def test_a_correction_of_the_set_up_leaves_what_was_worked_before(stage: world.Stage):
    team = world.make_team(stage.border, by=stage.manager)
    first = world.make_exercise(stage.border, by=stage.manager, mass_g=0.1)
    before = world.make_performance(team, first, {2: "alert", 3: "none"}, by=stage.handler)

    second = world.set_up_anew(
        first.exercise,
        {3: world.make_odour(stage.manager)},
        by=stage.manager,
        mass_g=0.02,
        why="0.1 g was wrong",
    )
    after = world.make_performance(team, second, {2: "alert", 3: "none"}, by=stage.handler)

    assert (first.version, second.version) == (1, 2)
    assert outcomes(before) == {2: "hit", 3: "correct_rejection"}
    assert before.trials.get(unit=2).mass_g == 0.1
    assert outcomes(after) == {2: "false_alert", 3: "miss"}


def test_a_change_of_the_set_up_says_why(stage: world.Stage):
    set_up = world.make_exercise(stage.border, by=stage.manager)

    with pytest.raises(RecordRefusedError, match="why"):
        world.set_up_anew(set_up.exercise, {}, by=stage.manager)


@pytest.mark.parametrize(
    ("responses", "more", "why"),
    [
        pytest.param({}, {}, "Nothing is entered", id="nothing seen"),
        pytest.param({7: "alert"}, {}, "no unit 7", id="a unit that is not there"),
        pytest.param({1: "barks"}, {}, "no answer", id="an answer that is none"),
        pytest.param(
            {1: "alert"}, {"worked_at": timezone.now() + timedelta(days=2)}, "lies ahead", id="in the future"
        ),
    ],
)
def test_what_cannot_have_been_is_refused(responses, more, why, stage: world.Stage):
    team = world.make_team(stage.border, by=stage.manager)
    set_up = world.make_exercise(stage.border, by=stage.manager)

    with pytest.raises(RecordRefusedError, match=why):
        world.make_performance(team, set_up, responses, by=stage.handler, **more)


def test_a_team_works_on_exercises_of_its_discipline(stage: world.Stage):
    team = world.make_team(stage.border, by=stage.manager, discipline="tobacco")
    set_up = world.make_exercise(stage.border, by=stage.manager)

    with pytest.raises(RecordRefusedError, match="another discipline"):
        world.make_performance(team, set_up, by=stage.handler)


def test_another_agency_enters_nothing(stage: world.Stage):
    team = world.make_team(stage.border, by=stage.manager)
    set_up = world.make_exercise(stage.border, by=stage.manager)

    with pytest.raises(PermissionDenied):
        world.make_performance(team, set_up, by=stage.stranger)


def test_what_explosives_are_handled_in_counts_once_a_second_person_has_read_it_back(stage: world.Stage):
    team, performance = explosive_performance(stage)
    before = len(trials_of(team)), counts_by_team([team])

    read_back(performance, by=stage.second)

    assert performance.recorded_on == RecordedOn.PAPER
    assert before == (0, {})
    assert len(trials_of(team)) == 6


def test_who_entered_it_cannot_read_it_back(stage: world.Stage):
    _team, performance = explosive_performance(stage)

    with pytest.raises(RecordRefusedError, match="second person"):
        read_back(performance, by=stage.manager)


def test_no_telephone_records_where_explosives_are_handled(stage: world.Stage):
    team = world.make_team(stage.border, by=stage.manager)
    ammunition = world.make_odour(stage.manager, "ammunition", "weapon")
    set_up = world.make_exercise(stage.border, by=stage.manager, hides={1: ammunition})

    with pytest.raises(RecordRefusedError, match="No telephone"):
        world.make_performance(team, set_up, by=stage.handler, recorded_on=RecordedOn.PHONE)


@pytest.mark.parametrize(
    ("blinding", "closed", "seen"),
    [("double_blind", False, 0), ("single_blind", False, 0), ("known", False, 2), ("double_blind", True, 2)],
    ids=["double-blind", "single-blind", "known", "closed afterwards"],
)
def test_a_handler_learns_what_was_hidden_where_once_it_may_be_known(
    blinding, closed, seen, stage: world.Stage
):
    set_up = world.make_exercise(stage.border, by=stage.manager, blinding=blinding)
    if closed:
        set_up.exercise.closed_on = timezone.localdate()
        world.saved(set_up.exercise, by=stage.manager)

    assert Placement.objects.visible_to(stage.handler).count() == seen
    assert Placement.objects.visible_to(stage.manager).count() == 2


def test_the_paper_form_tells_nothing_of_what_lies_where(stage: world.Stage, client: Client):
    set_up = world.make_exercise(stage.border, by=stage.manager)
    client.force_login(stage.handler)

    form = client.get(reverse("set_up_form", args=[set_up.pk, "html"])).content.decode()

    assert "Heroin" not in form
    assert form.count("<tr>") >= set_up.units


def test_the_form_of_a_set_up_keeps_placements_and_makes_a_version(stage: world.Stage, client: Client):
    first = world.make_exercise(stage.border, by=stage.manager)
    heroin = world.make_odour(stage.manager)
    client.force_login(stage.manager)
    url = reverse("exercise_set_up", args=[first.exercise_id])
    shown = client.get(url)

    answer = client.post(
        url,
        {
            "why": "moved", "blinding": "double_blind", "area": "truck", "units": 4,
            "hidden-TOTAL_FORMS": 2, "hidden-INITIAL_FORMS": 0,
            "hidden-0-unit": 3, "hidden-0-odour": heroin.pk, "hidden-0-mass_g": "5",
            "hidden-1-unit": "", "hidden-1-odour": "",
        },
    )  # fmt: skip

    assert answer.status_code == 302
    last = first.exercise.set_ups.get(version=2)
    assert shown.content.decode().count('value="10.0"') == 2
    assert [(one.unit, one.mass_g) for one in last.placements.all()] == [(3, 5.0)]
    assert (last.units, last.blanks) == (4, 3)


def test_trials_are_entered_on_a_form(stage: world.Stage, client: Client):
    team = world.make_team(stage.border, by=stage.manager)
    set_up = world.make_exercise(stage.border, by=stage.manager)
    client.force_login(stage.handler)

    answer = client.post(
        reverse("set_up_score", args=[set_up.pk]),
        {"team": team.pk, "worked_at": "02.03.2026 10:00", "unit_1": "none", "unit_2": "alert", "unit_3": ""},
    )

    assert answer.status_code == 302
    assert outcomes(team.performances.get()) == {1: "correct_rejection", 2: "hit"}
