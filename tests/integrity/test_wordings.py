"""A review's texts in the reader's language; its papers stay in their own."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.integrity import world

from chegara.accounts.models import Role
from chegara.integrity.models import ServiceUnit, SourceParagraph
from chegara.integrity.wordings import set_wordings, texts_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled() -> world.Filled:
    review = world.make_review()
    return world.fill(review, by=review.by)


def unit_of(filled: world.Filled) -> str:
    return str(ServiceUnit.objects.filter(review=filled.review).order_by("pk")[0].name)


def test_texts_are_those_of_the_review_its_units_and_what_findings_name(filled: world.Filled):
    texts = texts_of(filled.review)

    assert filled.review.title in texts
    assert unit_of(filled) in texts
    assert set(texts) >= {name for _kind, _key, name in filled.finding.about}
    assert len(texts) == len(set(texts))


def test_pages_and_documents_are_read_in_the_readers_words(filled: world.Filled, client: Client):
    review, unit = filled.review, unit_of(filled)
    set_wordings(review, language="en", words={unit: "Customs control"}, by=review.by)
    client.force_login(review.by)
    addresses = (
        reverse("integrity_structure", args=[review.pk]),
        reverse("integrity_paper", args=[review.pk, "conformity", "html"]),
    )

    for address in addresses:
        assert "Customs control" in client.get(address, headers={"Accept-Language": "en"}).content.decode()
        assert (
            "Customs control" not in client.get(address, headers={"Accept-Language": "ru"}).content.decode()
        )
    assert unit_of(filled) == unit


def test_a_paper_says_what_it_says(filled: world.Filled, client: Client):
    review = filled.review
    paragraph = SourceParagraph.objects.filter(document=filled.statute).exclude(text="").order_by("pk")[0]
    set_wordings(review, language="en", words={paragraph.text: "Another text"}, by=review.by)
    client.force_login(review.by)

    page = client.get(
        reverse("integrity_document", args=[review.pk, filled.statute.pk]), headers={"Accept-Language": "en"}
    )

    assert "Another text" not in page.content.decode()


def test_the_reason_of_a_decision_is_changed_as_it_was_written(filled: world.Filled, client: Client):
    review, finding = filled.review, filled.finding
    finding.reason, finding.decision = "Так решено", "accept"
    finding.save()
    set_wordings(review, language="en", words={"Так решено": "Decided so"}, by=review.by)
    client.force_login(review.by)

    page = client.get(finding.get_absolute_url(), headers={"Accept-Language": "en"})

    assert page.context["form"]["reason"].value() == "Так решено"


def test_words_are_written_by_an_integrity_officer_only(filled: world.Filled, client: Client):
    review = filled.review
    url = reverse("integrity_wordings", args=[review.pk])
    overseer = factories.make_user("overseer", agency=review.owner_agency, roles=[Role.OVERSIGHT])

    client.force_login(review.by)
    assert client.get(url).status_code == 200
    with pytest.raises(PermissionDenied):
        set_wordings(review, language="en", words={}, by=overseer)
