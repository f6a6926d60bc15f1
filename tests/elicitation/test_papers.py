"""Paper ballots: numbered, drawn at random, read by two people."""

from __future__ import annotations

import pytest
from tests import factories
from tests.factories import answers_to

from chegara.accounts.models import Role, User
from chegara.elicitation.actions import panels, rounds
from chegara.elicitation.ballots import ElicitationError
from chegara.elicitation.models import Ballot, PaperBallot, PaperState, Round
from chegara.elicitation.report import paper_ballots
from chegara.organisation.models import Agency
from chegara.reporting.blocks import Heading, Table

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def chair(agency: Agency) -> User:
    return factories.make_user("chair", agency=agency, roles=(Role.SUPERVISOR,))


@pytest.fixture
def second_reader(agency: Agency) -> User:
    return factories.make_user("second", agency=agency, roles=(Role.SUPERVISOR,))


@pytest.fixture
def round_(agency: Agency, chair: User) -> Round:
    panel = factories.make_panel(agency, by=chair)
    for name in ("anna", "boris"):
        panels.invite(panel, user=factories.make_user(name, agency=agency), agency=agency, by=chair)
    return rounds.open_round(panel, by=chair)


@pytest.fixture
def paper(round_: Round, chair: User) -> PaperBallot:
    return rounds.issue_papers(round_, experts=round_.panel.experts.all()[:1], by=chair)[0]


def test_a_paper_ballot_counts_when_two_people_have_read_the_same(
    paper: PaperBallot, round_: Round, chair: User, second_reader: User
):
    answers = answers_to(round_.panel, "high")

    rounds.read_paper(paper, answers=answers, by=chair)
    assert not Ballot.objects.exists()
    differing = rounds.read_paper(paper, answers=answers, by=second_reader)

    paper.refresh_from_db()
    assert differing == []
    assert (paper.state, paper.first, paper.first_by) == (PaperState.COUNTED, None, None)
    assert Ballot.objects.get().paper_number == paper.number


def test_where_two_readers_differ_both_read_anew(
    paper: PaperBallot, round_: Round, chair: User, second_reader: User
):
    first, second = answers_to(round_.panel, "high"), answers_to(round_.panel, "low", "high")

    rounds.read_paper(paper, answers=first, by=chair)
    differing = rounds.read_paper(paper, answers=second, by=second_reader)

    paper.refresh_from_db()
    assert differing == [next(iter(first))]
    assert (paper.state, paper.first) == (PaperState.ISSUED, None)
    assert not Ballot.objects.exists()


def test_the_second_reader_is_another_person(paper: PaperBallot, round_: Round, chair: User):
    answers = answers_to(round_.panel, "high")
    rounds.read_paper(paper, answers=answers, by=chair)

    with pytest.raises(ElicitationError, match="another person"):
        rounds.read_paper(paper, answers=answers, by=chair)


def test_who_holds_a_paper_votes_by_no_device(paper: PaperBallot, round_: Round):
    holder = round_.turnout.get(on_paper=True).expert.user

    with pytest.raises(ElicitationError, match="on paper"):
        rounds.cast(round_, answers=answers_to(round_.panel, "high"), by=holder)


def test_nothing_stored_leads_from_a_papers_number_to_a_person():
    to_people = {f.name for f in PaperBallot._meta.get_fields() if f.is_relation and f.related_model is User}

    assert to_people == {"first_by", "by"}


def test_a_round_waits_for_its_papers(paper: PaperBallot, round_: Round, chair: User):
    with pytest.raises(ElicitationError, match="neither counted nor set aside: 1"):
        rounds.close_round(round_, by=chair)

    rounds.spoil_paper(paper, by=chair, reason="did not come back")
    with pytest.raises(ElicitationError, match="Nobody has voted"):
        rounds.close_round(round_, by=chair)


def test_each_paper_is_printed_with_its_number_and_a_line_for_each_criterion(round_: Round, chair: User):
    papers = rounds.issue_papers(round_, experts=round_.panel.experts.all(), by=chair)

    document = paper_ballots(round_, "ru")

    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert headings == [
        f"Оценочный лист № {paper.number}" for paper in sorted(papers, key=lambda p: p.number)
    ]
    assert len(tables) == 2 * 2
    assert [row[0] for row in tables[0].rows] == ["Вероятность", "Последствия"]
