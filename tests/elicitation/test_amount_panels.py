"""Panels that judge amounts: ballot, results, position and paper, as secret as those of levels."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories

from chegara.accounts.models import Role, User
from chegara.elicitation.actions import panels, rounds
from chegara.elicitation.ballots import Answer, ElicitationError
from chegara.elicitation.models import Judgement, Panel, Round
from chegara.elicitation.queries import amount_findings
from chegara.organisation.models import Agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def border() -> Agency:
    return factories.make_agency()


@pytest.fixture
def chair(border: Agency) -> User:
    return factories.make_user("chair", agency=border, roles=(Role.SUPERVISOR,))


@pytest.fixture
def panel(border: Agency, chair: User) -> Panel:
    made = factories.make_panel(border, by=chair, items=["Tobacco by river"], unit="thousand XSD")
    for name in ("anna", "boris"):
        panels.invite(made, user=factories.make_user(name, agency=border), agency=border, by=chair)
    return made


@pytest.fixture
def opened(panel: Panel, chair: User) -> Round:
    return rounds.open_round(panel, by=chair)


def test_a_ballot_of_three_amounts_is_cast_from_the_page(opened: Round, client: Client):
    client.force_login(User.objects.get(username="anna"))
    item = opened.panel.items.get()
    sent = {
        f"{item.pk}-{criterion}_{place}": amount
        for criterion in opened.panel.criteria_words
        for place, amount in enumerate(("1", "2.5", "40"))
    }

    client.post(reverse("round_ballot", args=[opened.pk]), sent)

    assert set(Judgement.objects.values_list("word", "level")) == {("1/2.5/40", None)}


@pytest.mark.parametrize(
    ("amounts", "said"),
    [(("1", "2", ""), "all three amounts"), (("3", "2", "1"), "larger than the last")],
    ids=["one is missing", "they fall"],
)
def test_a_ballot_that_says_no_distribution_is_handed_back(
    amounts: tuple[str, ...], said: str, opened: Round, client: Client
):
    client.force_login(User.objects.get(username="anna"))
    item = opened.panel.items.get()
    sent = {
        f"{item.pk}-{criterion}_{place}": amount
        for criterion in opened.panel.criteria_words
        for place, amount in enumerate(amounts)
    }

    page = client.post(reverse("round_ballot", args=[opened.pk]), sent)

    assert said in page.content.decode()
    assert not Judgement.objects.exists()


def cast(opened: Round, name: str, word: str) -> None:
    answers = {
        (item.pk, criterion): Answer(word)
        for item in opened.panel.items.all()
        for criterion in opened.panel.criteria_words
    }
    rounds.cast(opened, answers=answers, by=User.objects.get(username=name))


def test_nothing_shows_before_the_round_is_closed_and_answers_tell_no_name_after(
    opened: Round, chair: User, client: Client
):
    cast(opened, "anna", "1/2/4")
    cast(opened, "boris", "")
    assert amount_findings(opened) == ()
    rounds.close_round(opened, by=chair)
    client.force_login(chair)

    page = client.get(reverse("round_results", args=[opened.pk])).content.decode()

    assert "1 / 2 / 4" in page
    assert "anna" not in page


def test_an_agencys_head_lays_down_amounts(opened: Round, chair: User):
    cast(opened, "anna", "1/2/4")
    rounds.close_round(opened, by=chair)
    item, border = opened.panel.items.get(), opened.panel.owner_agency

    panels.set_position(item, criterion="impact", agency=border, word="10/20/40", reason="court", by=chair)
    with pytest.raises(ElicitationError, match="larger than the last"):
        panels.set_position(item, criterion="impact", agency=border, word="high", reason="x", by=chair)

    found = {one.criterion: one for one in amount_findings(Round.objects.get(pk=opened.pk))}
    assert found["impact"].pool is not None
    assert float(found["impact"].pool.quantile(0.5)) == pytest.approx(20)


def test_paper_ballots_of_amounts_are_printed_with_room_for_three(
    opened: Round, panel: Panel, chair: User, client: Client
):
    rounds.issue_papers(opened, experts=[panel.experts.first()], by=chair)
    client.force_login(chair)

    printed = client.get(reverse("round_papers_print", args=[opened.pk]))

    assert printed.content.startswith(b"%PDF")
