"""Scoring in secret: who may vote, what is known of it, and what a closed round shows."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories
from tests.factories import answers_to, undone_afterwards

from chegara.accounts.models import Role, User
from chegara.audit.models import AuditEntry
from chegara.elicitation.actions import panels, rounds
from chegara.elicitation.ballots import CANNOT_JUDGE, Answer, ElicitationError, digest
from chegara.elicitation.models import Ballot, Judgement, Panel, Round, Turnout
from chegara.elicitation.queries import results
from chegara.organisation.actions import end_membership
from chegara.organisation.models import Agency, Membership

pytestmark = pytest.mark.django_db

LEVELS = ("low", "medium", "high", "very_high")


@pytest.fixture
def border() -> Agency:
    return factories.make_agency()


@pytest.fixture
def customs(border: Agency) -> Agency:
    return factories.make_agency(border.country, code="XA-CUS", kind="customs")


@pytest.fixture
def chair(border: Agency) -> User:
    return factories.make_user("chair", agency=border, roles=(Role.SUPERVISOR,))


@pytest.fixture
def panel(border: Agency, customs: Agency, chair: User) -> Panel:
    """Two experts of each of two agencies."""
    found = factories.make_panel(border, by=chair)
    for agency, names in ((border, ("anna", "boris")), (customs, ("vera", "gleb"))):
        for name in names:
            panels.invite(found, user=factories.make_user(name, agency=agency), agency=agency, by=chair)
    return found


@pytest.fixture
def round_(panel: Panel, chair: User) -> Round:
    return rounds.open_round(panel, by=chair)


def expert(name: str) -> User:
    return User.objects.get(username=name)


def cast(round_: Round, name: str, *words: str, rationale: str = "") -> None:
    rounds.cast(round_, answers=answers_to(round_.panel, *words, rationale=rationale), by=expert(name))


def closed(round_: Round, chair: User, ballots: dict[str, str]) -> Round:
    for name, word in ballots.items():
        cast(round_, name, word)
    return rounds.close_round(round_, by=chair)


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def test_nobody_sees_results_before_the_round_is_closed(round_: Round):
    cast(round_, "anna", "high")

    assert results(round_, rng=rng()) is None


def test_an_expert_who_left_their_agency_no_longer_sees_the_panel(panel: Panel, chair: User):
    vera = expert("vera")
    assert panel in Panel.objects.visible_to(vera)

    [role] = Membership.objects.current().filter(user=vera)
    end_membership(role, by=chair, reason="left")

    assert panel not in Panel.objects.visible_to(vera)


def test_a_ballot_names_its_agency_and_neither_person_nor_time():
    columns = {field.name for model in (Ballot, Judgement) for field in model._meta.get_fields()}

    assert columns == {
        "id", "round", "agency", "paper_number", "judgements", "ballot", "item", "criterion", "word", "level",
        "rationale",
    }  # fmt: skip


def test_casting_a_ballot_leaves_no_entry_whose_time_would_tell_whose_it_is(round_: Round):
    before = AuditEntry.objects.count()

    cast(round_, "anna", "high")

    assert AuditEntry.objects.count() == before
    assert Turnout.objects.get(round=round_, expert__user__username="anna").voted


def test_the_order_of_stored_ballots_does_not_tell_the_order_of_casting(panel: Panel, chair: User):
    """The last ballot stands last by chance in a quarter of the tables; 80 tries, 5 standard errors."""
    last = 0
    tries = 80
    for _attempt in range(tries):
        with undone_afterwards():
            round_ = rounds.open_round(panel, by=chair)
            for name, word in zip(("anna", "boris", "vera", "gleb"), LEVELS, strict=True):
                cast(round_, name, word)
            with connection.cursor() as cursor:
                cursor.execute("SELECT id FROM elicitation_ballot ORDER BY rowid DESC LIMIT 1")
                stands_last = Ballot.objects.get(pk=cursor.fetchone()[0])
            last += stands_last.judgements.filter(word="very_high").exists()

    assert abs(last - tries / 4) <= 5 * (tries * 3 / 16) ** 0.5


def test_each_expert_votes_once_in_a_round(round_: Round):
    cast(round_, "anna", "high")

    with pytest.raises(ElicitationError, match="can't be taken back"):
        cast(round_, "anna", "low")


def test_who_is_not_invited_cannot_vote(round_: Round, border: Agency):
    factories.make_user("stranger", agency=border)

    with pytest.raises(ElicitationError, match="not on this panel"):
        cast(round_, "stranger", "high")


def test_a_closed_round_takes_no_ballot(round_: Round, chair: User):
    closed(round_, chair, {"anna": "high"})

    with pytest.raises(ElicitationError, match="closed"):
        cast(round_, "boris", "low")


@pytest.mark.parametrize(
    ("word", "message"),
    [("enormous", "no word of the scale"), (None, "no answer")],
    ids=["unknown", "missing"],
)
def test_a_ballot_with_a_wrong_or_missing_answer_is_refused_whole(
    word: str | None, message: str, round_: Round
):
    answers = answers_to(round_.panel, "high")
    key = next(iter(answers))
    answers = {k: v for k, v in answers.items() if k != key} | ({key: Answer(word)} if word else {})

    with pytest.raises(ElicitationError, match=message):
        rounds.cast(round_, answers=answers, by=expert("anna"))

    assert not Ballot.objects.exists()
    assert not Turnout.objects.filter(voted=True).exists()


def test_closing_records_who_has_voted_and_the_digest_of_the_ballots(round_: Round, chair: User):
    closed(round_, chair, {"anna": "high", "vera": "low"})

    entry = AuditEntry.objects.get(action="elicitation.round_closed")
    assert entry.after["voted"] == ["Name of anna", "Name of vera"]
    assert entry.after["not_voted"] == ["Name of boris", "Name of gleb"]
    assert (entry.after["ballots"], entry.after["ballots_sha256"]) == (2, round_.panel.rounds.get().digest)


def test_the_digest_finds_a_ballot_that_was_changed(round_: Round, chair: User):
    found = closed(round_, chair, {"anna": "high", "vera": "low"})
    assert digest(found) == found.digest

    Judgement.objects.filter(word="low").update(word="very_high")

    assert digest(found) != found.digest


def test_one_agency_has_one_voice_however_many_experts_it_sends(
    panel: Panel, chair: User, border: Agency, round_: Round
):
    for name in ("denis", "egor", "zoya"):
        panels.invite(panel, user=factories.make_user(name, agency=border), agency=border, by=chair)
    words = dict.fromkeys(("anna", "boris", "denis", "egor", "zoya"), "very_high") | {
        "vera": "low",
        "gleb": "low",
    }

    found = results(closed(round_, chair, words), rng=rng()).findings[0]

    assert {voice.agency.code: voice.position.level for voice in found.voices} == {"XA-BOR": 4, "XA-CUS": 1}
    assert (found.joint.low, found.joint.high, found.joint.level) == (1, 4, 4)
    assert found.spread.counts == {1: 2, 4: 5}


def test_what_an_agencys_head_mandates_counts_and_its_experts_median_is_kept(
    panel: Panel, chair: User, border: Agency, round_: Round
):
    found = closed(round_, chair, {"anna": "low", "boris": "low", "vera": "low", "gleb": "low"})
    item = panel.items.first()

    panels.set_position(item, criterion="likelihood", agency=border, word="high", reason="order 5", by=chair)

    voice = results(found, rng=rng()).finding(item.key, "likelihood").voices[0]
    assert (voice.position.level, voice.of_experts.level, voice.mandated.reason) == (3, 1, "order 5")


def test_an_agencys_position_is_laid_down_by_nobody_else(panel: Panel, customs: Agency, chair: User):
    with pytest.raises(ElicitationError, match="own supervisor"):
        panels.set_position(
            panel.items.first(), criterion="impact", agency=customs, word="high", reason="", by=chair
        )


def test_an_agency_judges_on_its_own_scale_and_the_original_word_is_kept(
    panel: Panel, chair: User, customs: Agency
):
    words = [("green", 1), ("yellow", 2), ("red", 4), ("white", None)]
    panels.set_terms(panel, agency=customs, weight=1, words=words, by=chair, reason="its order")
    round_ = rounds.open_round(panel, by=chair)

    cast(round_, "vera", "red")
    cast(round_, "gleb", "white")
    cast(round_, "anna", "medium")
    found = results(rounds.close_round(round_, by=chair), rng=rng()).findings[0]

    assert set(Judgement.objects.values_list("word", "level")) == {("red", 4), ("white", None), ("medium", 2)}
    assert found.spread.counts == {2: 1, 4: 1}
    assert found.spread.missing == 1


def test_who_cannot_judge_says_so_and_does_not_count_as_low(round_: Round, chair: User):
    found = results(closed(round_, chair, {"anna": CANNOT_JUDGE, "boris": "high"}), rng=rng()).findings[0]

    assert (found.spread.counts, found.spread.missing) == ({3: 1}, 1)
    assert found.joint.level == 3


def test_scales_and_weights_stand_once_scoring_has_begun(
    panel: Panel, customs: Agency, chair: User, round_: Round
):
    with pytest.raises(ElicitationError, match="Scoring has begun"):
        panels.set_terms(panel, agency=customs, weight=5, words=[], by=chair, reason="")


def test_both_rounds_are_kept(panel: Panel, round_: Round, chair: User):
    first = closed(round_, chair, {"anna": "low", "vera": "very_high"})
    second = rounds.open_round(panel, by=chair)
    second = closed(second, chair, {"anna": "medium", "vera": "high"})

    levels = [set(results(one, rng=rng()).findings[0].spread.counts) for one in (first, second)]
    assert levels == [{1, 4}, {2, 3}]


def test_only_the_agency_that_leads_the_panel_moderates_it(panel: Panel, customs: Agency):
    other = factories.make_user("other-chair", agency=customs, roles=(Role.SUPERVISOR,))

    with pytest.raises(ElicitationError, match="leads the panel"):
        rounds.open_round(panel, by=other)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.sampled_from((*LEVELS, CANNOT_JUDGE)), min_size=4, max_size=4),
    places=st.permutations(range(4)),
)
def test_results_do_not_depend_on_who_of_an_agency_votes_first(
    words: list[str], places: list[int], panel: Panel, chair: User
):
    """Ballots are cast in another order, and swapped between the two experts of an agency."""
    found = []
    order = list(zip(("anna", "boris", "vera", "gleb"), words, strict=True))
    swapped = list(zip(("boris", "anna", "gleb", "vera"), words, strict=True))
    for ballots in (order, [swapped[place] for place in places]):
        with undone_afterwards():
            round_ = closed(rounds.open_round(panel, by=chair), chair, dict(ballots))
            outcome = results(round_, rng=rng())
            found.append([(f.spread, f.joint) for f in outcome.findings] + [round_.digest])

    assert found[0] == found[1]
