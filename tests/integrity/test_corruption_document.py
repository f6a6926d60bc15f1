"""The map of corruption risks as Word, PDF and HTML, in English and Russian."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.integrity.corruption_world import make_analysis, make_case, make_post, make_risk, make_survey
from tests.integrity.test_corruption import judge
from tests.integrity.world import make_review

from chegara.integrity.actions.corruption import save_control, set_factors
from chegara.integrity.report.corruption import risk_map
from chegara.integrity.report.mission import mission
from chegara.reporting.blocks import Figure, Table

pytestmark = pytest.mark.django_db


@pytest.fixture
def review():
    review = make_review()
    risk, post = make_risk(review), make_post(review)
    make_risk(review, title="Weights entered too low")
    save_control(risk, values={"code": "C06", "strength": 50}, by=review.by)
    set_factors(post, strengths={"F01": 3, "F02": 3}, by=review.by)
    make_case(review, risk=risk, post=post)
    make_survey(review, {"Cargo": 12, "Legal": 2}, least=5)
    make_analysis(review)
    judge(review, {"likelihood": 5, "impact": 4, "likelihood_left": 3, "impact_left": 4})
    return review


def text_of(document):
    return repr(document.blocks)


def test_the_document_holds_maps_risks_posts_cases_and_survey_and_no_question_on_a_person(review):
    document = risk_map(review)
    captions = [block.caption for block in document.blocks if isinstance(block, Table)]
    maps = [block for block in document.blocks if isinstance(block, Figure)]
    assert len(maps) == 4
    assert "№ 1, № 2: 5 very often, 4 major (high)" in maps[2].description
    assert all(map_.data and map_.source for map_ in maps)
    assert {"Sensitive posts", "Cases and what they taught", "Resilience by group"} <= set(captions)
    assert "O-001" not in text_of(document)
    assert "Ivanov" not in text_of(document)
    assert "Cargo + Legal" in text_of(document)
    assert all(block.source for block in document.blocks if isinstance(block, Table))


def test_it_is_written_in_russian(review):
    with translation.override("ru"):
        document = risk_map(review)
    assert document.title == "Карта коррупционных рисков и перечень уязвимых должностей"
    assert document.language == "ru"


@pytest.mark.parametrize("format_name", ["docx", "pdf", "html"])
def test_it_is_handed_out(review, format_name):
    client = Client()
    client.force_login(review.by)
    answer = client.get(reverse("integrity_paper", args=[review.pk, "risk-map", format_name]))
    assert len(answer.content) > 2000


def test_an_unknown_format_is_not_found(review):
    client = Client()
    client.force_login(review.by)
    assert client.get(reverse("integrity_paper", args=[review.pk, "risk-map", "odt"])).status_code == 404


def test_the_mission_report_joins_all_documents_as_chapters(review):
    document = mission(review, review.by)
    chapters = [block.text for block in document.blocks if getattr(block, "level", 0) == 1]
    assert len(chapters) == 4
    assert "Sensitive posts" in text_of(document)
