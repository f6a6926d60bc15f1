"""Transfers abroad: an individual lawful decision lies in the file, or nothing leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests.profiling.world import agency_and_users, begin

from chegara.audit.models import AuditEntry
from chegara.organisation.models import State
from chegara.profiling.actions import checks
from chegara.profiling.actions.checks import Flags
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.actions.transfers import LARGEST, transfer
from chegara.profiling.models import Transfer

pytestmark = pytest.mark.django_db

DECISION = b"%PDF-1.7 decision 7"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES = tmp_path


def decided(flags=None, **document):
    agency, _analyst, officer, _second = agency_and_users()
    check = begin(agency, officer, **document)
    checks.write_own_view(check, view="nothing", by=officer)
    checks.decide(check, decision="second_line", reason="to be heard", by=officer, flags=flags or Flags())
    return check, officer


def asked(check, **changes):
    fields = {
        "to_state": State.objects.get_or_create(code="TR", defaults={"name_en": "A", "name_ru": "А"})[0],
        "what": "name and document",
        "decision_number": "7",
        "decision_date": timezone.localdate(),
        "decision_authority": "Court",
        "legal_basis": "Treaty, article 3",
        "no_danger": "The court heard the person and counsel.",
    }  # fmt: skip
    return Transfer(subject_check=check, **(fields | changes))


def give(check, officer, content=DECISION, **changes):
    return transfer(asked(check, **changes), name="decision.pdf", content=content, by=officer)


@pytest.mark.parametrize(
    ("changes", "content", "words"),
    [
        ({"decision_number": " "}, DECISION, "individual decision"),
        ({"decision_authority": ""}, DECISION, "individual decision"),
        ({"legal_basis": ""}, DECISION, "individual decision"),
        ({"decision_date": None}, DECISION, "individual decision"),
        ({}, b"", "individual decision"),
        ({"decision_date": timezone.localdate() + timedelta(days=2)}, DECISION, "future"),
        ({}, b"a tick in a box", "PDF"),
        ({}, b"%PDF" + bytes(LARGEST), "larger than 20 MB"),
    ],
    ids=["number", "authority", "basis", "date", "document", "a day to come", "no document", "too large"],
)
def test_nothing_leaves_the_country_without_an_individual_decision(changes, content, words):
    check, officer = decided()

    with pytest.raises(ProfilingError, match=words):
        give(check, officer, content, **changes)
    assert not Transfer.objects.exists()
    assert AuditEntry.objects.filter(action="profiling.transfer_refused").count() == 1


def test_nothing_leaves_before_somebody_looked_whether_the_person_needs_protection():
    agency, _analyst, officer, _second = agency_and_users()

    with pytest.raises(ProfilingError, match="Decide the check first"):
        give(begin(agency, officer), officer)


@pytest.mark.parametrize("flag", ["minor", "asylum", "trafficking"])
@pytest.mark.parametrize(
    ("document", "changes", "words"),
    [
        ({"nationality": "TUR"}, {}, "fled"),
        ({"issuer": "TUR"}, {}, "fled"),
        ({}, {"decision_date": timezone.localdate() - timedelta(days=1)}, "older than the check"),
        ({}, {"no_danger": " "}, "no danger"),
    ],
    ids=["state of citizenship", "state of the document", "decision before the flag", "danger not weighed"],
)
def test_a_flag_of_protection_stands_against_a_transfer_whatever_is_signed(flag, document, changes, words):
    check, officer = decided(
        Flags(**{"minor": False, "asylum": False, "trafficking": False} | {flag: True}), **document
    )

    with pytest.raises(ProfilingError, match=words):
        give(check, officer, **changes)
    assert not Transfer.objects.exists()


def test_with_a_decision_that_weighed_the_danger_data_go_and_the_decision_stays(client):
    check, officer = decided(Flags(asylum=True))
    client.force_login(officer)
    form = {
        name: getattr(value, "pk", value)
        for name, value in vars(asked(check)).items()
        if name in {"what", "decision_number", "decision_authority", "legal_basis", "no_danger"}
    } | {"to_state": "TR", "decision_date": f"{timezone.localdate():%d.%m.%Y}"}
    page = reverse("check_transfer", args=[check.pk])

    without = client.post(page, form)
    assert without.status_code == 200
    assert not Transfer.objects.exists()
    client.post(page, form | {"decision": SimpleUploadedFile("decision.pdf", DECISION)})

    given = Transfer.objects.get()
    kept = client.get(reverse("check_transfer_decision", args=[check.pk, given.pk]))
    assert b"".join(kept.streaming_content) == DECISION
    assert given.decision_file_name == "decision.pdf"


def test_a_transfer_within_the_country_is_none_abroad():
    check, officer = decided()

    with pytest.raises(ProfilingError, match="That is this country"):
        give(check, officer, to_state=check.owner_agency.country)


def test_who_gets_round_the_browser_is_refused_too_and_the_attempt_is_on_record(client):
    check, officer = decided(Flags(asylum=True))
    state = State.objects.get_or_create(code="TR", defaults={"name_en": "A", "name_ru": "А"})[0]
    client.force_login(officer)
    address = reverse("check_transfer", args=[check.pk])

    form = client.get(address).context["form"]
    answer = client.post(address, {"to_state": state.pk, "what": "name", "no_danger": "trust me"})

    assert check.owner_agency.country not in form.fields["to_state"].queryset
    assert "This field is required" in answer.content.decode()
    assert not Transfer.objects.exists()
    assert "individual decision" in AuditEntry.objects.get(action="profiling.transfer_refused").reason.lower()
