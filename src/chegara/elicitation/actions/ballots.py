"""Adding a ballot so that nobody can tell whose it is."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from chegara.elicitation.ballots import Key
from chegara.elicitation.models import Ballot, Judgement, Round
from chegara.organisation.models import Agency


def add_ballot(
    round_: Round,
    agency: Agency,
    checked: Mapping[Key, tuple[str, int | None, str]],
    *,
    paper_number: int | None = None,
) -> None:
    """Add a ballot, and write all of the round anew in random order, so that none has a place in time.

    Must run inside the transaction that marks the turnout.
    """
    ballots = [
        (
            Ballot(round=round_, agency_id=old.agency_id, paper_number=old.paper_number),
            [(j.item_id, j.criterion, j.word, j.level, j.rationale) for j in old.judgements.all()],
        )
        for old in round_.ballots.prefetch_related("judgements")
    ]
    ballots.append(
        (
            Ballot(round=round_, agency=agency, paper_number=paper_number),
            [(item, criterion, *answer) for (item, criterion), answer in checked.items()],
        )
    )
    round_.ballots.all().delete()
    chance = secrets.SystemRandom()
    chance.shuffle(ballots)
    Ballot.objects.bulk_create([ballot for ballot, _judgements in ballots])
    judgements = [
        Judgement(ballot=ballot, item_id=item, criterion=criterion, word=word, level=level, rationale=why)
        for ballot, answers in ballots
        for item, criterion, word, level, why in answers
    ]
    chance.shuffle(judgements)
    Judgement.objects.bulk_create(judgements)
