"""What somebody may not know of is on no page and in no document; what is played says so everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.contingency.world import Stage, fill, make_exercise, make_real, make_stage, write
from tests.pages.addresses import words_of
from tests.plans.world import make_plan as make_action_plan

from chegara.accounts.models import Marking, Role, User
from chegara.contingency.actions import exercises
from chegara.contingency.actions.plans import change_plan
from chegara.contingency.models import ContingencyPlan
from chegara.plans.actions.measures import change_handling

pytestmark = pytest.mark.django_db
MARK = "Zqhiddenplan"
LISTS = ("contingency_list", "contingency_coverage", "activation_list", "exercise_list", "check_list")


def everything(stage: Stage) -> None:
    """Fill the plan, hold an exercise of it, put it into force, write into the log: all with the mark."""
    fill(stage)
    make_exercise(stage, held=True)
    write(make_real(stage), f"{MARK} in the log", by=stage.head)


def addresses(plan: ContingencyPlan) -> Iterator[str]:
    real = plan.activations.get(exercise=False)
    exercise = plan.exercises.get()
    yield from (reverse(name) for name in LISTS)
    yield reverse("contingency_detail", args=[plan.pk])
    yield reverse("contingency_list") + "?_export=csv"
    for paper in ("instruction", "cards", "forms", "notify-2"):
        yield reverse("contingency_paper", args=[plan.pk, paper, "html"])
    yield reverse("contingency_sign", args=[plan.signs.get().pk])
    yield reverse("activation_board", args=[real.pk])
    for paper in ("situation", "log", "notify"):
        yield reverse("activation_paper", args=[real.pk, paper, "html"])
    yield reverse("exercise_detail", args=[exercise.pk])
    yield reverse("exercise_conduct", args=[exercise.pk])
    for paper in ("script", "after-action"):
        yield reverse("exercise_paper", args=[exercise.pk, paper, "html"])


def told(user: User, plan: ContingencyPlan) -> list[str]:
    """Return the addresses on which somebody reads of the plan."""
    client = Client()
    client.force_login(user)
    found = []
    for address in addresses(plan):
        answer = client.get(address)
        assert answer.status_code in {200, 403, 404}, address
        if MARK in words_of(answer):
            found.append(address)
    return found


@pytest.fixture
def stage() -> Stage:
    made = make_stage(title=f"{MARK} plan")
    everything(made)
    return made


def test_the_walk_finds_the_plan_on_all_pages_of_its_owner(stage: Stage) -> None:
    unchecked = {reverse("check_list")}

    assert set(addresses(stage.plan)) - set(told(stage.head, stage.plan)) <= unchecked


def test_an_agency_that_takes_part_reads_the_plan(stage: Stage) -> None:
    assert reverse("contingency_detail", args=[stage.plan.pk]) in told(stage.customs_officer, stage.plan)


def test_a_third_agency_reads_nothing_of_it(stage: Stage) -> None:
    assert told(stage.stranger, stage.plan) == []


def test_whoever_is_cleared_for_open_records_only_reads_nothing_of_it(stage: Stage) -> None:
    user = factories.make_user(
        "low", agency=stage.border, roles=[Role.ANALYST, Role.SUPERVISOR], clearance=Marking.OPEN
    )

    assert told(user, stage.plan) == []


def test_a_compartment_hides_a_plan_from_whoever_takes_part_and_from_colleagues() -> None:
    stage = make_stage(title="open")
    circle = factories.make_compartment(members=[stage.head])
    plan = ContingencyPlan.objects.get(pk=stage.plan.pk)
    plan.title, plan.compartment = f"{MARK} plan", circle
    change_plan(plan, by=stage.head, reason="closed circle")
    stage.plan = plan
    everything(stage)

    assert told(stage.customs_officer, plan) == []
    assert told(stage.officer, plan) == []
    assert told(stage.head, plan) != []


def test_a_release_opens_a_plan_to_another_agency(stage: Stage) -> None:
    release = factories.make_release(stage.border, to=[stage.police])
    stage.plan.releases.add(release)

    assert reverse("contingency_detail", args=[stage.plan.pk]) in told(stage.stranger, stage.plan)


def test_a_corrective_action_in_a_compartment_is_not_named_to_others(stage: Stage) -> None:
    exercise = stage.plan.exercises.get()
    circle = factories.make_compartment(members=[stage.head])
    action_plan = make_action_plan(stage.head, stage.border)
    correction = exercises.propose_correction(
        exercise,
        plan=action_plan,
        title="Zqcorrection",
        kind="prevention",
        by=stage.head,
        deadline=date(2027, 1, 1),
    )
    change_handling(
        correction.measure,
        marking=Marking.OFFICIAL_USE,
        compartment=circle,
        releases=[],
        by=stage.head,
        reason="x",
    )
    address = reverse("exercise_detail", args=[exercise.pk])
    paper = reverse("exercise_paper", args=[exercise.pk, "after-action", "html"])

    def reads(user: User) -> list[bool]:
        client = Client()
        client.force_login(user)
        return ["Zqcorrection" in words_of(client.get(each)) for each in (address, paper)]

    assert reads(stage.head) == [True, True]
    assert reads(stage.customs_officer) == [False, False]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_all_that_is_played_says_so_and_nothing_real_does(stage: Stage, language: str) -> None:
    client = Client(headers={"accept-language": language})
    client.force_login(stage.head)
    exercise = stage.plan.exercises.get()
    assert exercise.activation is not None
    real = stage.plan.activations.get(exercise=False)
    says = {"en": "EXERCISE – NOT REAL", "ru": "УЧЕНИЕ – НЕ ДЕЙСТВИТЕЛЬНОЕ СОБЫТИЕ"}[language]
    played = [
        reverse("exercise_detail", args=[exercise.pk]), reverse("exercise_conduct", args=[exercise.pk]),
        reverse("exercise_observe", args=[exercise.pk]), reverse("exercise_correct", args=[exercise.pk]),
        reverse("activation_board", args=[exercise.activation.pk]),
        reverse("activation_log", args=[exercise.activation.pk]),
        *(reverse("activation_paper", args=[exercise.activation.pk, each, "html"])
          for each in ("situation", "log", "notify")),
        *(reverse("exercise_paper", args=[exercise.pk, each, "html"]) for each in ("script", "after-action")),
    ]  # fmt: skip
    true = [
        reverse("activation_board", args=[real.pk]), reverse("activation_log", args=[real.pk]),
        reverse("activation_paper", args=[real.pk, "situation", "html"]),
    ]  # fmt: skip

    assert [each for each in played if says not in words_of(client.get(each))] == []
    assert [each for each in true if says in words_of(client.get(each))] == []
