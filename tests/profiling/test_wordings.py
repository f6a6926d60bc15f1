"""The checkpoint's texts in another language: shown in the reader's words, kept as they were written."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from tests import factories
from tests.pages.addresses import words_of
from tests.profiling.test_papers import text_of
from tests.profiling.world import (
    CONDITIONS,
    activate,
    agency_and_users,
    begin,
    make_indicator,
    make_indicator_set,
    make_profile,
    told,
)

from chegara.accounts.models import Role
from chegara.organisation.wordings import said
from chegara.profiling import report
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.actions.wordings import set_wordings
from chegara.profiling.models import Check, Indicator, RiskProfile
from chegara.profiling.wordings import in_words_of, texts_of

pytestmark = pytest.mark.django_db
TITLE, RUSSIAN = "Broken route, words against papers", "Ломаный маршрут, слова расходятся с бумагами"
WORDS = {
    TITLE: RUSSIAN,
    told()["then"]["instruction"]: "Попросить билет. Дольше нужного не задерживать.",
    "The route is illogical": "Маршрут нелогичен",
}
FACTS = {one["field"]: one["value"] for one in CONDITIONS}


def world():
    agency, analyst, first, second = agency_and_users()
    profile = activate(make_profile(agency, analyst), analyst, (first, second))
    make_indicator(agency, analyst)
    set_wordings(agency, language="ru", words=WORDS, by=analyst)
    return agency, analyst, first, profile


def test_pages_and_papers_show_the_readers_words_and_files_what_was_written(client):
    agency, _analyst, officer, profile = world()
    check = begin(agency, officer, facts=FACTS)
    client.force_login(officer)
    headers = {"Accept-Language": "ru"}

    for address in (reverse("profile_list"), profile.get_absolute_url(), check.get_absolute_url()):
        assert RUSSIAN in words_of(client.get(address, headers=headers)), address
        assert TITLE in words_of(client.get(address, headers={"Accept-Language": "en"})), address
    found = client.get(reverse("indicator_list") + "?text=нелогичен", headers=headers)
    assert "Маршрут нелогичен" in words_of(found)
    file = client.get(reverse("profile_file", args=[profile.pk]), headers=headers).json()
    assert file["title"] == TITLE
    with translation.override("ru"), in_words_of(officer):
        version = profile.versions.get()
        sheet = text_of(report.profile_sheet(RiskProfile.objects.get(), version, "ru"))
        booklet = text_of(report.booklet(agency, officer, today=timezone.localdate(), language="ru"))
    assert RUSSIAN in sheet
    assert version.hash in sheet, "the hash is that of the file as it was signed"
    assert "Маршрут нелогичен" in booklet


def test_what_a_check_keeps_and_compares_is_as_it_was_written():
    agency, _analyst, officer, profile = world()
    with translation.override("ru"):
        check = begin(agency, officer, facts=FACTS)

    kept = Check.objects.get(pk=check.pk).traces[0]
    assert (kept["title"], kept["version"]) == (TITLE, profile.versions.get().hash)


def test_texts_of_a_restricted_set_are_not_handed_to_the_translator():
    agency, analyst, first, _second = agency_and_users()
    held = make_indicator_set(agency, first)
    held.readers.add(analyst)
    make_indicator(agency, analyst, code="R-1", set=held, text="Entrusted to few")
    make_indicator(agency, analyst)

    texts = texts_of(agency)

    assert "Entrusted to few" not in texts
    assert "The route is illogical" in texts
    assert Indicator.objects.count() == 2


def test_only_the_agency_that_wrote_the_texts_words_them():
    agency, _analyst, _first, _second = agency_and_users()
    stranger = factories.make_user(
        "stranger", agency=factories.make_agency(agency.country, code="XA-CUS"), roles=[Role.ANALYST]
    )

    with pytest.raises(ProfilingError):
        set_wordings(agency, language="ru", words=WORDS, by=stranger)


def test_the_page_keeps_words_and_leaves_those_of_other_texts(client):
    agency, analyst, _first, _profile = world()
    set_wordings(agency, language="ru", words={"An officer's remark": "Замечание сотрудника"}, by=analyst)
    client.force_login(analyst)

    page = client.get(reverse("checkpoint_wordings", args=[agency.pk]) + "?language=ru")

    assert RUSSIAN in page.content.decode()
    client.post(reverse("checkpoint_wordings", args=[agency.pk]), {"language": "ru"})
    with translation.override("ru"), in_words_of(analyst):
        assert RiskProfile.objects.get().title == TITLE, "left blank: as it was written"
        assert said("An officer's remark") == "Замечание сотрудника"
