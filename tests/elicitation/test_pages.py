"""The pages of panels: what each shows to whom."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.factories import answers_to

from chegara.accounts.models import Role, User
from chegara.elicitation.actions import panels, rounds
from chegara.elicitation.models import Ballot, Panel, Round
from chegara.organisation.models import Agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def chair(agency: Agency) -> User:
    return factories.make_user("chair", agency=agency, roles=(Role.SUPERVISOR,))


@pytest.fixture
def panel(agency: Agency, chair: User) -> Panel:
    return factories.make_panel(agency, by=chair)


@pytest.fixture
def guest(agency: Agency, panel: Panel, chair: User) -> User:
    """An expert of another agency, to which nothing was released."""
    customs = factories.make_agency(agency.country, code="XA-CUS", kind="customs")
    user = factories.make_user("guest", agency=customs)
    panels.invite(panel, user=user, agency=customs, by=chair)
    return user


@pytest.fixture
def round_(panel: Panel, guest: User, chair: User) -> Round:
    return rounds.open_round(panel, by=chair)


def test_an_invited_expert_sees_the_panel_and_a_colleague_of_his_does_not(
    client: Client, panel: Panel, guest: User
):
    colleague = factories.make_user("colleague", agency=Agency.objects.get(code="XA-CUS"))
    url = reverse("panel_detail", args=[panel.pk])

    answers = {}
    for user in (guest, colleague):
        client.force_login(user)
        answers[user.username] = (
            client.get(url).status_code,
            str(panel) in client.get("/panels/").content.decode(),
        )

    assert answers == {"guest": (200, True), "colleague": (404, False)}


def test_a_panel_in_a_compartment_is_unknown_outside_it(client: Client, agency: Agency, chair: User):
    closed = factories.make_compartment(members=[chair])
    hidden = factories.make_panel(agency, by=chair, subject="tests:2", compartment=closed)
    colleague = factories.make_user("colleague", agency=agency)

    client.force_login(colleague)

    assert client.get(reverse("panel_detail", args=[hidden.pk])).status_code == 404
    assert str(hidden) not in client.get("/panels/").content.decode()


def test_a_ballot_is_filled_in_and_cast_on_its_page(client: Client, round_: Round, guest: User):
    client.force_login(guest)
    url = reverse("round_ballot", args=[round_.pk])
    filled = {f"{item}-{criterion}": "high" for item, criterion in answers_to(round_.panel, "high")}

    incomplete = client.post(url, filled | {next(iter(filled)): "-"})
    cast = client.post(url, filled)

    assert "Choose a level, or say that you cannot judge." in incomplete.content.decode()
    assert cast.status_code == 302
    assert set(Ballot.objects.get().judgements.values_list("word", flat=True)) == {"high"}
    assert client.get(url).status_code == 409


def test_results_show_counts_positions_and_agreement_once_the_round_is_closed(
    client: Client, round_: Round, guest: User, chair: User
):
    url = reverse("round_results", args=[round_.pk])
    client.force_login(guest)
    before = client.get(url).status_code
    rounds.cast(round_, answers=answers_to(round_.panel, "very_high", rationale="three cases"), by=guest)
    rounds.close_round(round_, by=chair)

    page = client.get(url).content.decode()

    assert before == 409
    assert "very high" in page
    assert "three cases" in page
    assert "Krippendorff" in page
    assert guest.full_name not in page.split("<main")[1]


def test_moderation_is_closed_to_an_invited_supervisor_of_another_agency(
    client: Client, panel: Panel, round_: Round
):
    other = factories.make_user("other", agency=Agency.objects.get(code="XA-CUS"), roles=(Role.SUPERVISOR,))
    panels.invite(
        panel, user=other, agency=Agency.objects.get(code="XA-CUS"), by=User.objects.get(username="chair")
    )
    client.force_login(other)

    codes = {
        name: client.get(reverse(name, args=[pk])).status_code
        for name, pk in (("panel_invite", panel.pk), ("round_close", round_.pk), ("round_papers", round_.pk))
    }

    assert set(codes.values()) == {404}
