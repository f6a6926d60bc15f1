"""A plan in another language: readers of it see its words, and what was written stays as it was."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import translation
from tests import factories
from tests.plans.world import Stage, make_hidden, make_measure, make_stage

from chegara.accounts.models import Role, User
from chegara.config.plan_documents import plan_document
from chegara.organisation.models import Wording
from chegara.organisation.readers import in_words_of
from chegara.organisation.wordings import SpokenError
from chegara.plans.actions import measures, plans
from chegara.plans.models import Measure, MeasureVersion
from chegara.plans.wordings import texts_of

pytestmark = pytest.mark.django_db

SCANNER = "Second scanner at Ivzar"
SAID = "Второй сканер в Ивзаре"


@pytest.fixture
def stage() -> Stage:
    stage = make_stage()
    make_measure(stage, SCANNER)
    plans.set_wordings(stage.plan, language="ru", words={SCANNER: SAID}, by=stage.writer)
    return stage


def _page(user: User, url: str, reader: str, **asked: str) -> str:
    client = Client(headers={"accept-language": reader})
    client.force_login(user)
    answer = client.get(url, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_reader_sees_the_words_of_their_language(stage: Stage) -> None:
    measure = Measure.objects.get()
    for url in (stage.plan.get_absolute_url(), measure.get_absolute_url(), "/plans/measures/"):
        assert SAID in _page(stage.writer, url, "ru")
        english = _page(stage.writer, url, "en")
        assert SCANNER in english
        assert SAID not in english


def test_a_search_finds_what_the_reader_is_shown(stage: Stage) -> None:
    make_measure(stage, "Two dogs more")

    for words in ("сканер", "scanner"):
        found = _page(stage.writer, "/plans/measures/", "ru", words=words)
        assert SAID in found
        assert "Two dogs more" not in found


def test_a_form_shows_what_was_written(stage: Stage) -> None:
    page = _page(stage.writer, f"{Measure.objects.get().get_absolute_url()}edit/", "ru")

    assert SCANNER in page
    assert SAID not in page


def test_the_plan_as_a_document_speaks_its_language(stage: Stage) -> None:
    russian, english = (str(plan_document(stage.plan, stage.writer, language)) for language in ("ru", "en"))

    assert SAID in russian
    assert SCANNER not in russian
    assert SCANNER in english


def test_what_was_read_in_other_words_is_never_stored(stage: Stage) -> None:
    with translation.override("ru"), in_words_of(stage.writer, "plans"):
        measure = Measure.objects.get()
    assert measure.title == SAID

    with pytest.raises(SpokenError):
        measure.save()


def test_an_approved_measure_keeps_what_was_written_and_is_shown_in_other_words(stage: Stage) -> None:
    plans.approve(stage.plan, basis="Order 1", by=stage.writer)
    plans.begin_change(stage.plan, by=stage.writer, reason="Review")
    measure = Measure.objects.whole().get()
    measures.change_measure(measure, values={"title": "One scanner"}, by=stage.writer, reason="Money")

    assert {SCANNER, "One scanner"} <= {*texts_of(stage.plan)}
    assert MeasureVersion.objects.get().content["title"] == SCANNER
    with translation.override("ru"), in_words_of(stage.writer, "plans"):
        assert MeasureVersion.objects.get().content["title"] == SAID
        assert Measure.objects.get().title == "One scanner"


def test_only_the_agency_whose_plan_it_is_puts_it_into_words(stage: Stage) -> None:
    with pytest.raises(PermissionDenied):
        plans.set_wordings(stage.plan, language="ru", words={}, by=stage.customs_writer)


def test_words_of_a_measure_that_the_translator_may_not_see_are_neither_shown_nor_lost(stage: Stage) -> None:
    insider = factories.make_user("insider", agency=stage.border, roles=(Role.ANALYST, Role.SUPERVISOR))
    circle = factories.make_compartment(members=[insider])
    make_hidden(stage, circle, "Informants at the fords", by=insider)
    plans.set_wordings(
        stage.plan, language="ru", words={SCANNER: SAID, "Informants at the fords": "Источники"}, by=insider
    )

    page = _page(stage.writer, f"{stage.plan.get_absolute_url()}wordings/", "en", language="ru")
    plans.set_wordings(stage.plan, language="ru", words={SCANNER: ""}, by=stage.writer)

    assert "Informants" not in page
    assert "Источники" not in page
    assert dict(Wording.objects.values_list("source", "text")) == {"Informants at the fords": "Источники"}
