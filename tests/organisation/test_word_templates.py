"""An agency brings in its Word template, and its people's documents come in it as well."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.reporting.test_word_template import letterhead

from chegara.accounts.models import Role, User
from chegara.audit.models import AuditEntry
from chegara.config.document_jobs import REPORT_JOB, folder_of
from chegara.organisation.actions import remove_word_template, set_word_template
from chegara.organisation.models import Agency, WordTemplate
from chegara.pages.jobs import run_job

pytestmark = pytest.mark.django_db
HEAD = (Role.ANALYST, Role.SUPERVISOR)


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def head(agency: Agency) -> User:
    return factories.make_user("head", agency=agency, roles=HEAD)


@pytest.fixture
def client(client: Client, head: User) -> Client:
    client.force_login(head)
    return client


def sent(content: bytes, **more: str) -> dict[str, object]:
    file = SimpleUploadedFile("letterhead.docx", content)
    return {"template": file, "reason": "order 12", "not_secret": "on", **more}


def test_a_template_is_brought_in_replaced_and_taken_away_and_each_is_audited(client: Client, agency: Agency):
    page = reverse("word_template", args=[agency.pk])
    client.post(page, sent(letterhead()))
    client.post(page, sent(letterhead(lambda file: file.add_paragraph("{{ subtitle }}"))))

    told = client.get(reverse("agency_detail", args=[agency.pk])).content.decode()
    assert "letterhead.docx" in told
    given = client.get(reverse("word_template_file", args=[agency.pk]))
    assert docx.Document(io.BytesIO(given.content)).paragraphs[-1].text == "{{ subtitle }}"

    client.post(reverse("word_template_remove", args=[agency.pk]), {"reason": "a new crest"})
    assert not WordTemplate.objects.exists()
    told = AuditEntry.objects.filter(action__startswith="organisation.template").order_by("pk")
    assert [(entry.action, entry.reason) for entry in told] == [
        ("organisation.template_set", "order 12"),
        ("organisation.template_set", "order 12"),
        ("organisation.template_removed", "a new crest"),
    ]


@pytest.mark.parametrize(
    ("content", "more", "message"),
    [
        (b"no Word file", {}, "This is no Word document."),
        (
            letterhead(lambda file: file.add_paragraph("{{ secret }}")),
            {},
            "There is no placeholder {{ secret }}",
        ),
        (letterhead(), {"not_secret": ""}, "only if it contains no state secret"),
        (letterhead(), {"reason": ""}, "required"),
    ],
    ids=["no Word file", "unknown placeholder", "secret", "no reason"],
)
def test_a_refused_template_changes_nothing(
    client: Client, agency: Agency, content: bytes, more: dict[str, str], message: str
):
    answer = client.post(reverse("word_template", args=[agency.pk]), sent(content, **more))

    assert message in answer.content.decode()
    assert not WordTemplate.objects.exists()


def test_only_the_agency_s_own_people_see_and_change_its_template(agency: Agency, head: User, client: Client):
    template = set_word_template(agency, name="a.docx", content=letterhead(), by=head, reason="x")
    other = factories.make_agency(agency.country, code="XA-CUS", kind="customs")
    stranger = factories.make_user("stranger", agency=other, roles=HEAD)
    client.force_login(stranger)

    for name in ("word_template", "word_template_file", "word_template_remove"):
        assert client.get(reverse(name, args=[agency.pk])).status_code == 404
    assert "a.docx" not in client.get(reverse("agency_detail", args=[agency.pk])).content.decode()
    with pytest.raises(PermissionDenied):
        set_word_template(agency, name="b.docx", content=letterhead(), by=stranger, reason="x")
    with pytest.raises(PermissionDenied):
        remove_word_template(template, by=stranger, reason="x")


def test_a_report_comes_in_the_agency_s_template_too(
    agency: Agency, head: User, client: Client, django_capture_on_commit_callbacks: Any
):
    factories.make_batch(by=head, agency=agency, releases=[factories.make_release(agency, to_all=True)])
    set_word_template(agency, name="a.docx", content=letterhead(), by=head, reason="x")

    arguments = {"country": agency.country_id, "year": 2025, "edition": "joint", "document_language": "en"}
    with django_capture_on_commit_callbacks(execute=True):
        job = run_job(REPORT_JOB, arguments, by=head, title="Report")

    job.refresh_from_db()
    names = sorted(path.name for path in Path(folder_of(job.pk)).glob("*.docx"))
    assert names == [
        "country-risk-analysis-xa-2025-en-template-xa-bor.docx",
        "country-risk-analysis-xa-2025-en.docx",
    ]
    laid = docx.Document(folder_of(job.pk) / names[0])
    assert laid.paragraphs[-1].text == "Head of department ____________"
    page = client.get(reverse("report_detail", args=[job.pk])).content.decode()
    assert "Word, in the agency&#x27;s template" in page
