"""A plan's texts in another language: readers of it see them, and what was written stays as it was."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import translation
from tests.contingency.world import Stage, fill, make_exercise, make_plan, make_simulation, make_stage

from chegara.contingency.actions.plans import set_wordings
from chegara.contingency.models import ContingencyPlan, PointSimulation, ResponseTask
from chegara.contingency.report.simulation import blocks
from chegara.contingency.wordings import in_words_of, texts_of
from chegara.organisation.wordings import SpokenError, speaking
from chegara.reporting.blocks import Figure, Table

pytestmark = pytest.mark.django_db

WORDS = {"Mass inflow": "Массовый приток", "Tell all": "Оповестить всех", "Shift leader": "Старший смены"}


@pytest.fixture
def stage() -> Stage:
    stage = make_stage()
    fill(stage)
    set_wordings(stage.plan, language="ru", words=WORDS, by=stage.head)
    return stage


def _document(simulation: PointSimulation) -> int:
    """Return how many tables and figures the results of a simulation fill."""
    return sum(isinstance(block, Table | Figure) for block in blocks(simulation))


def _page(user, url: str, language: str) -> str:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client.get(url).content.decode()


def test_readers_of_another_language_see_the_words_in_it(stage: Stage) -> None:
    url = stage.plan.get_absolute_url()
    russian, english = _page(stage.head, url, "ru"), _page(stage.head, url, "en")

    for written, said in WORDS.items():
        assert said in russian
        assert written in english
        assert said not in english
    assert "Open all booths" in russian  # it has no words in Russian: it is shown as written


def test_documents_and_lists_speak_too(stage: Stage) -> None:
    paper = _page(stage.head, f"/contingency/{stage.plan.pk}/papers/instruction/html/", "ru")

    assert "Оповестить всех" in paper
    assert "Массовый приток" in _page(stage.head, "/contingency/", "ru")


def test_a_form_shows_what_was_written(stage: Stage) -> None:
    page = _page(stage.head, f"/contingency/{stage.plan.pk}/edit/", "ru")

    assert 'value="Mass inflow"' in page


def test_what_was_read_in_other_words_cannot_be_saved(stage: Stage) -> None:
    with speaking(WORDS):
        task = ResponseTask.objects.get(title="Tell all")
    assert task.title == "Оповестить всех"

    with pytest.raises(SpokenError):
        task.save()

    ResponseTask.objects.get(title="Tell all").save()


def test_a_text_that_was_changed_is_shown_as_written(stage: Stage) -> None:
    ResponseTask.objects.filter(title="Tell all").update(title="Tell everybody")

    assert "Tell everybody" in _page(stage.head, stage.plan.get_absolute_url(), "ru")


def test_choices_are_never_taken_for_free_text(stage: Stage) -> None:
    with speaking({"mass_influx": "?", "draft": "?"}):
        plan = ContingencyPlan.objects.get(pk=stage.plan.pk)

    assert (plan.kind, plan.state) == ("mass_influx", "draft")


def test_the_names_in_a_simulation_are_said_too(stage: Stage) -> None:
    simulation = make_simulation(stage)
    with speaking({"As today": "Как сейчас", "First line, persons": "Первая линия"}):
        kept = PointSimulation.objects.get(pk=simulation.pk)

    assert kept.results["plans"][0] == "Как сейчас"
    assert kept.results["stations"]["persons"] == "Первая линия"
    assert {row[0] for row in kept.results["rows"]} == {"Как сейчас", "With the reserve"}
    assert "As today" in kept.scenario


def test_a_text_that_is_a_code_too_leaves_what_a_simulation_found_readable(stage: Stage) -> None:
    simulation = make_simulation(stage)
    kept = PointSimulation.objects.get(pk=simulation.pk).results
    codes = {*kept, *kept["stations"], *kept["flows"]}

    with speaking({code: f"{code} по-русски" for code in codes} | {simulation.title: "Название"}):
        spoken = PointSimulation.objects.get(pk=simulation.pk)
        assert set(spoken.results) == set(kept)
        assert spoken.results["rows"] == kept["rows"]
        assert spoken.title == "Название"
        assert _document(spoken) == _document(simulation)


def test_all_texts_of_a_plan_are_offered_once(stage: Stage) -> None:
    make_exercise(stage, held=True)
    make_simulation(stage)

    texts = texts_of(stage.plan)

    assert len(texts) == len(set(texts))
    assert {
        "Tell all",
        "Shift leader",
        "900 people wait",
        "clears the lane",
        "told too late",
        "As today",
    } <= {*texts}
    assert not {"mass_influx", "USD", ""} & {*texts}


def test_the_words_of_a_plan_are_not_told_to_who_does_not_see_it(stage: Stage) -> None:
    make_plan(stage.police, by=stage.stranger, title="Mass inflow")

    with translation.override("ru"), in_words_of(stage.stranger):
        assert ContingencyPlan.objects.get(owner_agency=stage.police).title == "Mass inflow"


def test_only_the_agency_whose_plan_it_is_puts_it_into_words(stage: Stage) -> None:
    with pytest.raises(PermissionDenied):
        set_wordings(stage.plan, language="ru", words={}, by=stage.customs_officer)


def test_texts_are_put_into_words_by_clicks(stage: Stage) -> None:
    client = Client()
    client.force_login(stage.head)
    url = f"/contingency/{stage.plan.pk}/wordings/"
    page = client.get(url, {"language": "ru"}).content.decode()
    name = page.split("Open all booths</label>")[1].split('name="')[1].split('"')[0]

    client.post(url, {"language": "ru", name: "Открыть все кабины"})

    russian = _page(stage.head, stage.plan.get_absolute_url(), "ru")
    assert "Открыть все кабины" in russian
    assert "Оповестить всех" not in russian  # left blank: as written
