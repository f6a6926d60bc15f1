"""A report asked for on the site is made in the background, read there and taken away by its maker alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from tests import factories

from chegara.accounts.models import Marking, Role, User
from chegara.audit.models import AuditEntry
from chegara.config import documents
from chegara.config.document_jobs import folder_of
from chegara.evidence.forecasts import make_forecasts
from chegara.organisation.models import Agency
from chegara.pages.models import Job, JobState

pytestmark = pytest.mark.django_db

NAME = "country-risk-analysis-xa-2025-en"


@pytest.fixture(autouse=True)
def _no_forecasts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave models out: what they say is proven elsewhere."""
    assert callable(make_forecasts)
    monkeypatch.setattr(documents, "make_forecasts", lambda *_arguments, **_more: 0)


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def analyst(agency: Agency) -> User:
    analyst = factories.make_user(agency=agency)
    release = factories.make_release(agency, to_all=True)
    factories.make_batch(by=analyst, agency=agency, releases=[release], marking=Marking.OPEN)
    return analyst


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ask(django_capture_on_commit_callbacks: Any) -> Any:
    """Ask for a report on its page; return the job, done."""

    def go(user: User, **more: Any) -> Job:
        form = {"country": "XA", "year": 2025, "document_language": "en", "edition": "joint"} | more
        with django_capture_on_commit_callbacks(execute=True):
            answer = signed_in(user).post("/documents/", form)
        assert answer.status_code == 302, answer.context["form"].errors
        job: Job = Job.objects.latest("pk")
        assert answer["Location"] == f"/jobs/{job.pk}/"
        return job

    return go


def test_a_report_is_asked_for_made_read_and_taken_away(ask: Any, analyst: User):
    job, client = ask(analyst), signed_in(analyst)

    assert (job.state, job.message, job.url) == (JobState.DONE, "", f"/documents/{job.pk}/")
    page = client.get(job.url).content.decode()
    for ending, start in ((".docx", b"PK\x03\x04"), (".pdf", b"%PDF"), (".html", b"<!DO")):
        assert f"{NAME}{ending}" in page
        file = client.get(f"{job.url}{NAME}{ending}")
        assert b"".join(file.streaming_content).startswith(start)
        assert file["Content-Disposition"] == f'attachment; filename="{NAME}{ending}"'


def test_the_numbers_on_the_page_lead_to_this_site_s_rows(ask: Any, analyst: User):
    client = signed_in(analyst)

    page = client.get(ask(analyst).url).content.decode()

    found = set(re.findall(r'href="(/[^"]*indicator=[^"]*)"', page))
    assert found
    assert all(client.get(href.replace("&amp;", "&")).status_code == 200 for href in found)


def test_the_page_and_every_file_say_that_the_country_is_invented(ask: Any, analyst: User):
    job, client = ask(analyst), signed_in(analyst)

    assert "does not exist" in client.get(job.url).content.decode()
    html = b"".join(client.get(f"{job.url}{NAME}.html").streaming_content).decode()
    assert "Invented data: State XA does not exist." in html


@pytest.mark.parametrize("address", ["", f"{NAME}.pdf", f"{NAME}.docx", "page.html"])
def test_another_user_does_not_get_it_though_of_the_same_agency(
    address: str, ask: Any, analyst: User, agency: Agency
):
    job = ask(analyst)
    colleague = factories.make_user("colleague", agency=agency)

    assert signed_in(colleague).get(f"{job.url}{address}").status_code == 404
    assert job.title not in signed_in(colleague).get("/documents/").content.decode()
    assert job.title in signed_in(analyst).get("/documents/").content.decode()


@pytest.mark.parametrize("name", ["page.html", "..", "other.pdf", "%2e%2e%2fsecret"])
def test_only_the_report_s_own_files_are_handed_out(name: str, ask: Any, analyst: User):
    job = ask(analyst)
    (folder_of(job.pk).parent / "secret").write_text("secret")

    assert signed_in(analyst).get(f"{job.url}{name}").status_code == 404


def test_making_a_document_is_told_in_the_audit_log_with_its_hashes(ask: Any, analyst: User):
    ask(analyst)

    entry = AuditEntry.objects.get(action="documents.made")
    assert (entry.actor, entry.after["edition"]) == ("analyst", "joint")
    assert {name for name in entry.after if name != "edition"} == {
        f"{NAME}{ending}" for ending in (".docx", ".pdf", ".html")
    }


@pytest.mark.parametrize(
    ("marking", "clearance", "marked", "seen"),
    [
        (Marking.OPEN, Marking.OFFICIAL_USE, False, True),
        (Marking.OFFICIAL_USE, Marking.OFFICIAL_USE, True, True),
        (Marking.OFFICIAL_USE, Marking.OPEN, False, False),
    ],
    ids=["all open", "one for official use", "one for official use, reader not cleared"],
)
def test_a_document_is_marked_like_the_strictest_of_its_files_and_holds_none_above_the_reader(
    marking: Marking, clearance: Marking, marked: bool, seen: bool, ask: Any, analyst: User, agency: Agency
):
    release = factories.make_release(agency, to_all=True)
    content = factories.statistics_csv([("refusals", "2025-01", "", "", "entry", 48611)])
    factories.make_batch(content, by=analyst, agency=agency, releases=[release], marking=marking)
    reader = factories.make_user("reader", agency=agency, clearance=clearance)

    job = ask(reader)

    file = signed_in(reader).get(f"{job.url}{NAME}.html")
    html = b"".join(file.streaming_content).decode()
    assert ("For official use" in html) is marked
    assert ("48,611" in html) is seen


def test_the_joint_edition_leaves_out_what_was_not_released_and_the_own_one_has_it(
    ask: Any, analyst: User, agency: Agency
):
    content = factories.statistics_csv([("refusals", "2025-01", "", "", "entry", 48611)])
    factories.make_batch(content, by=analyst, agency=agency)
    client = signed_in(analyst)

    joint, own = (
        client.get(ask(analyst, edition=edition).url).content.decode() for edition in ("joint", "own")
    )

    assert "48,611" not in joint
    assert "48,611" in own


def test_a_year_without_released_figures_is_told_and_makes_nothing(ask: Any, analyst: User):
    job = ask(analyst, year=2019)

    assert job.state == JobState.FAILED
    assert job.message.startswith("Nothing of 2019 was reported and released.")
    assert not folder_of(job.pk).exists()


def test_a_country_of_others_cannot_be_asked_for(analyst: User):
    factories.make_agency(factories.make_state("XB"), code="XB-BOR")
    form = {"country": "XB", "year": 2025, "document_language": "en", "edition": "joint"}

    answer = signed_in(analyst).post("/documents/", form)

    assert "country" in answer.context["form"].errors
    assert not Job.objects.exists()


def test_who_may_not_make_documents_is_refused(agency: Agency):
    trainer = factories.make_user("trainer", agency=agency, roles=[Role.TRAINER])

    assert signed_in(trainer).get("/documents/").status_code == 403
