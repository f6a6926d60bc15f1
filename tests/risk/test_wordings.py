"""A risk analysis in another language: readers of it see its words, and what was written stays as it was."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook
from tests import factories

from chegara.accounts.models import Role, User
from chegara.organisation.models import Agency, Wording
from chegara.organisation.readers import in_words_of
from chegara.organisation.wordings import SpokenError
from chegara.risk.actions import quantities, risks
from chegara.risk.actions.assessments import set_wordings
from chegara.risk.actions.common import RiskError
from chegara.risk.harm import digest_of, harm_input
from chegara.risk.models import Assessment, AssessmentVersion, Risk
from chegara.risk.versions import content_of
from chegara.risk.wordings import texts_of

pytestmark = pytest.mark.django_db

WORDS = {
    "Tobacco by river": "Контрабанда табака по реке",
    "Boats without lights": "Лодки без огней",
    "thousand XSD": "тыс. XSD",
}


@pytest.fixture
def border() -> Agency:
    return factories.make_agency()


@pytest.fixture
def chair(border: Agency) -> User:
    return factories.make_user("chair", agency=border, roles=(Role.SUPERVISOR, Role.ANALYST))


@pytest.fixture
def assessment(border: Agency, chair: User) -> Assessment:
    found = factories.make_assessment(border, by=chair)
    risk = factories.make_risk(found, "Tobacco by river", by=chair)
    risk.modus_operandi = "Boats without lights"
    risks.save_risk(risk, by=chair, sections=[])
    factories.make_risk(found, "Forged visas", by=chair)
    set_wordings(found, language="ru", words=WORDS, by=chair)
    return found


def _page(user: User, url: str, language: str) -> str:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("page", ["register", "sheet"])
def test_each_reader_sees_the_words_of_their_language(assessment: Assessment, chair: User, page: str) -> None:
    risk = assessment.risks.get(number=1)
    url = {"register": assessment, "sheet": risk}[page].get_absolute_url()
    said, written = _page(chair, url, "ru"), _page(chair, url, "en")

    assert "Контрабанда табака по реке" in said
    assert "Контрабанда" not in written
    assert "Tobacco by river" in written
    if page == "register":
        assert "Forged visas" in said  # it has no words in Russian: it is shown as written


def test_a_form_shows_what_was_written(assessment: Assessment, chair: User) -> None:
    risk = assessment.risks.get(number=1)

    assert 'value="Tobacco by river"' in _page(chair, f"{risk.get_absolute_url()}edit/", "ru")


def test_the_workbook_of_the_register_holds_what_was_written(assessment: Assessment, chair: User) -> None:
    client = Client(headers={"accept-language": "ru"})
    client.force_login(chair)
    answer = client.get(reverse("register_workbook", args=[assessment.pk]))
    book = load_workbook(io.BytesIO(b"".join(answer)))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}

    assert {"Tobacco by river", "Boats without lights"} <= cells
    assert "Контрабанда табака по реке" not in cells


def test_what_was_read_in_other_words_is_never_stored(assessment: Assessment, chair: User) -> None:
    with translation.override("ru"), in_words_of(chair, "risk"):
        risk = Risk.objects.get(number=1)
    assert risk.title == "Контрабанда табака по реке"

    with pytest.raises(SpokenError):
        risk.save()


def test_a_frozen_version_keeps_what_was_written_and_is_shown_in_other_words(
    assessment: Assessment, chair: User
) -> None:
    version = AssessmentVersion.objects.create(
        assessment=assessment, number=1, basis="Order 1", content=content_of(assessment), by=chair
    )
    Risk.objects.filter(number=1).update(title="Tobacco by boat")

    assert "Tobacco by river" in texts_of(assessment)  # though it is called otherwise now
    with translation.override("ru"), in_words_of(chair, "risk"):
        told = AssessmentVersion.objects.get(pk=version.pk).content["risks"][0]["words"]
        assert told["title"] == "Контрабанда табака по реке"
        assert Risk.objects.get(number=1).title == "Tobacco by boat"
    stored = AssessmentVersion.objects.get(pk=version.pk).content["risks"][0]["words"]
    assert stored["title"] == "Tobacco by river"


def test_codes_are_no_texts_and_stay(assessment: Assessment, chair: User) -> None:
    Risk.objects.filter(number=1).update(
        likelihood_word="very_likely", likelihood_window="within 2026", likelihood_place="on the river"
    )
    texts = texts_of(assessment)

    assert len(texts) == len(set(texts))
    assert {"Tobacco by river", "within 2026", "on the river"} <= {*texts}
    assert "very_likely" not in texts


def test_the_input_of_a_computation_is_the_same_in_each_language(assessment: Assessment, chair: User) -> None:
    quantities.describe_harm(assessment, unit="thousand XSD", definition="Losses of a year", by=chair)
    written = digest_of(harm_input(assessment, []))
    with translation.override("ru"), in_words_of(chair, "risk"):
        assert assessment.risks.get(number=1).title == "Контрабанда табака по реке"
        assert digest_of(harm_input(assessment, [])) == written


def test_who_takes_no_part_neither_reads_the_words_nor_writes_them(
    assessment: Assessment, border: Agency
) -> None:
    customs = factories.make_agency(border.country, code="XA-CUS", kind="customs")
    stranger = factories.make_user("stranger", agency=customs, roles=(Role.SUPERVISOR, Role.ANALYST))

    with translation.override("ru"), in_words_of(stranger, "risk"):
        assert Risk.objects.get(number=1).title == "Tobacco by river"
    with pytest.raises(RiskError):
        set_wordings(assessment, language="ru", words={}, by=stranger)


def test_texts_are_put_into_words_by_clicks(assessment: Assessment, chair: User) -> None:
    client = Client()
    client.force_login(chair)
    url = f"{assessment.get_absolute_url()}wordings/"
    page = client.get(url, {"language": "ru"}).content.decode()
    name = page.split("Forged visas</label>")[1].split('name="')[1].split('"')[0]

    client.post(url, {"language": "ru", name: "Поддельные визы"})

    assert dict(Wording.objects.values_list("source", "text")) == {"Forged visas": "Поддельные визы"}
    assert Risk.objects.get(number=2).title == "Forged visas"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_register_asks_the_database_few_times_whatever_their_number(
    assessment: Assessment, chair: User, language: str
) -> None:
    for number in range(30):
        factories.make_risk(assessment, f"Risk of kind {number}", by=chair)
    client = Client(headers={"accept-language": language})
    client.force_login(chair)
    client.get(assessment.get_absolute_url())  # what is read once a process

    with CaptureQueriesContext(connection) as asked:
        client.get(assessment.get_absolute_url())

    ours = [one for one in asked.captured_queries if "session" not in one["sql"]]
    assert len(ours) <= 10, [one["sql"][:120] for one in ours]
