"""Free texts of training in the reader's language."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests import factories
from tests.training import world

from chegara.accounts.models import Role
from chegara.organisation.readers import in_words_of
from chegara.training.models import Outcome, Requirement, Test, Vignette
from chegara.training.queries import needs_of
from chegara.training.wordings import NAMES, set_wordings, texts_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> world.Stage:
    return world.make_stage()


def test_a_courses_texts_are_its_own_and_its_parts_with_questions_and_answers(stage: world.Stage):
    course = world.make_course(stage.border, by=stage.trainer, description="Three days")
    world.saved(Outcome(course=course, kind="skills", text="Asks open questions"), by=stage.trainer)
    world.make_session(course, by=stage.trainer, learners=[])
    world.make_test(course, by=stage.trainer)

    texts = texts_of(course)

    assert {"Profiling", "Three days", "Asks open questions", "Question 1?", "right", "wrong"} <= set(texts)
    assert len(texts) == len(set(texts))


def test_pages_and_questions_are_read_in_the_readers_words(stage: world.Stage, client: Client):
    course = world.make_course(stage.border, by=stage.trainer)
    test = world.make_test(course, by=stage.trainer)
    said = {"Profiling": "Профилирование", "Question 1?": "Вопрос 1?", "wrong": "неверно"}
    set_wordings(course, language="ru", words=said, by=stage.trainer)
    client.force_login(stage.trainer)

    with translation.override("ru"):
        page = client.get(test.get_absolute_url(), headers={"Accept-Language": "ru"}).content.decode()
        with in_words_of(stage.trainer, *NAMES):
            read = Test.objects.get(pk=test.pk)

    assert "Вопрос 1?" in page
    assert "Question 2?" in page
    assert read.questions[0]["options"][1] == {"text": "неверно", "right": False}
    assert Test.objects.get(pk=test.pk).questions[0]["text"] == "Question 1?"


def test_words_are_written_on_a_page_of_the_record_by_its_own_agency(stage: world.Stage, client: Client):
    course = world.make_course(stage.border, by=stage.trainer)
    url = reverse("training_wordings", args=["courses", course.pk])
    client.force_login(stage.trainer)
    name = client.get(url).content.decode().partition('<textarea class="form-control" id="')[2][:18]

    client.post(url, {"language": "ru", name: "Профилирование"})

    assert "Профилирование" in client.get(url, {"language": "ru"}).content.decode()
    assert (
        reverse("training_wordings", args=["courses", course.pk])
        in client.get(course.get_absolute_url()).content.decode()
    )
    with pytest.raises(PermissionDenied):
        set_wordings(course, language="ru", words={}, by=stage.stranger)


@pytest.mark.parametrize("register", ["persons", "topics", "sessions", "nothing"])
def test_what_has_no_words_of_its_own_has_no_such_page(register: str, stage: world.Stage, client: Client):
    client.force_login(stage.trainer)

    assert client.get(reverse("training_wordings", args=[register, 1])).status_code == 404


def test_needs_are_the_same_in_every_language(stage: world.Stage):
    topic = world.make_topic(stage.trainer)
    world.make_person(stage.border, "P-1", by=stage.trainer, office="passport control")
    requirement = Requirement(owner_agency=stage.border, topic=topic, office="passport control", level=3)
    world.saved(requirement, by=stage.trainer)
    said = {"passport control": "паспортный контроль"}
    set_wordings(requirement, language="ru", words=said, by=stage.trainer)

    written = needs_of(stage.trainer, at=world.START)[0]
    with translation.override("ru"), in_words_of(stage.trainer, *NAMES):
        read = needs_of(stage.trainer, at=world.START)[0]

    assert [(one.competence, one.persons) for one in written] == [("profiling", 1)]
    assert read == written


def test_a_story_says_where_the_traveller_stands_and_versions_never_are_alike(stage: world.Stage):
    vignette = world.make_vignette(stage.border, by=stage.trainer)
    said = {vignette.story: "Два паспорта на разные имена."}
    set_wordings(vignette, language="ru", words=said, by=stage.trainer)

    with translation.override("ru"), in_words_of(stage.trainer, *NAMES):
        read = Vignette.objects.get(pk=vignette.pk)
    with pytest.raises(ValidationError, match="traveller"):
        world.saved(
            Vignette(owner_agency=stage.border, title="x", story="Nobody.", attribute="sex", reference="a",
                     compared="b"),
            by=stage.trainer,
        )  # fmt: skip

    assert read.told(compared=False) == "A man. Два паспорта на разные имена."
    assert read.told(compared=True) != read.told(compared=False)


def test_another_agencys_words_are_not_read(stage: world.Stage):
    course = world.make_course(stage.border, by=stage.trainer)
    set_wordings(course, language="ru", words={"Profiling": "Тайное слово"}, by=stage.trainer)
    reader = factories.make_user(
        "reader", agency=stage.stranger.memberships.get().agency, roles=(Role.TRAINER,)
    )
    own = world.make_course(reader.memberships.get().agency, by=reader)

    with translation.override("ru"), in_words_of(reader, *NAMES):
        read = type(own).objects.get(pk=own.pk)

    assert read.title == "Profiling"
