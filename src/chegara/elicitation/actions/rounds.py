"""Rounds of scoring: opening one, casting ballots in secret or on paper, closing it.

Casting a ballot leaves no entry in the audit log, whose time would tell whose it is: closing the round does,
with who has voted and the digest of all ballots (docs/adr/0010).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.elicitation.actions.ballots import add_ballot
from chegara.elicitation.actions.common import audit, require_moderator
from chegara.elicitation.ballots import Answer, ElicitationError, Key, checked_answers, digest
from chegara.elicitation.models import (
    Asked,
    Expert,
    Panel,
    PaperBallot,
    PaperState,
    Round,
    RoundState,
    Stage,
    Turnout,
)
from chegara.elicitation.queries import items_to_ask
from chegara.organisation.wordings import as_written

PAPER_NUMBERS = range(100, 1000)


@transaction.atomic
def open_round(panel: Panel, *, by: User, only_new: bool = False) -> Round:
    """Open the next round of scoring, on all items or only on those that no round asked for in these words.

    Raises:
        ElicitationError: one is open already, or nobody or nothing is there to judge.
    """
    require_moderator(panel, by)
    if panel.stage != Stage.SCORING:
        raise ElicitationError(_("No round is held now: “%(stage)s”.") % {"stage": panel.get_stage_display()})
    if panel.rounds.filter(state=RoundState.OPEN).exists():
        raise ElicitationError(_("A round is open already."))
    if not panel.experts.exists():
        raise ElicitationError(_("Nobody is invited yet."))
    with as_written():  # the words of the round are kept
        items = items_to_ask(panel) if only_new else list(panel.items.all())
    if not items:
        raise ElicitationError(_("There is nothing to judge yet."))
    round_ = Round.objects.create(panel=panel, number=panel.rounds.count() + 1, by=by)
    Turnout.objects.bulk_create(Turnout(round=round_, expert=expert) for expert in panel.experts.all())
    Asked.objects.bulk_create(Asked(round=round_, item=item, title=item.title) for item in items)
    audit(panel, "round_opened", by, after={"number": round_.number, "items": [item.title for item in items]})
    return round_


def _open(round_: Round) -> Round:
    """Return the round, locked for this transaction."""
    locked = Round.objects.select_for_update().select_related("panel").get(pk=round_.pk)
    if locked.state != RoundState.OPEN:
        raise ElicitationError(_("The round is closed."))
    return locked


@transaction.atomic
def cast(round_: Round, *, answers: Mapping[Key, Answer], by: User) -> None:
    """Cast a ballot in secret. Who casts it is known to have voted; what they judged is nobody's.

    Raises:
        ElicitationError: the round is closed, they are not on the panel, have voted, vote on paper, or an
            answer is missing.
    """
    locked = _open(round_)
    turnout = (
        Turnout.objects.select_for_update()
        .filter(round=locked, expert__user=by)
        .select_related("expert")
        .first()
    )
    if turnout is None:
        raise ElicitationError(_("You are not on this panel."))
    if turnout.voted:
        raise ElicitationError(
            _("You have voted in this round. A ballot belongs to nobody and can't be taken back.")
        )
    if turnout.on_paper:
        raise ElicitationError(_("You vote on paper in this round."))
    agency = turnout.expert.agency
    add_ballot(locked, agency, checked_answers(locked, agency, answers))
    turnout.voted = True
    turnout.save()


@transaction.atomic
def issue_papers(round_: Round, *, experts: Iterable[Expert], by: User) -> list[PaperBallot]:
    """Draw numbered paper ballots for experts who may use no device; none of the numbers is anybody's.

    Raises:
        ElicitationError: one of them has voted or holds a paper already.
    """
    locked = _open(round_)
    panel = locked.panel
    require_moderator(panel, by)
    turnouts = Turnout.objects.filter(round=locked, expert__in=list(experts))
    chosen = list(turnouts.select_related("expert__agency"))
    for turnout in chosen:
        if turnout.voted or turnout.on_paper:
            raise ElicitationError(
                _("%(expert)s has voted or holds a paper ballot already.") % {"expert": turnout.expert}
            )
    used = set(PaperBallot.objects.filter(round__panel=panel).values_list("number", flat=True))
    numbers = secrets.SystemRandom().sample([n for n in PAPER_NUMBERS if n not in used], len(chosen))
    papers = [
        PaperBallot.objects.create(round=locked, agency=turnout.expert.agency, number=number, by=by)
        for turnout, number in zip(sorted(chosen, key=lambda t: t.expert.agency.code), numbers, strict=True)
    ]
    for turnout in chosen:
        turnout.on_paper = True
        turnout.save()
    audit(
        panel,
        "papers_issued",
        by,
        after={"numbers": sorted(numbers), "number": locked.number},
    )
    return papers


@transaction.atomic
def read_paper(paper: PaperBallot, *, answers: Mapping[Key, Answer], by: User) -> list[Key]:
    """Enter what stands on a paper ballot: it counts once a second person has read the same.

    Returns the answers in which the two readings differ: then both are discarded, and it is read anew.

    Raises:
        ElicitationError: the paper is counted or spoilt, or the same person reads it twice.
    """
    locked = _open(paper.round)
    require_moderator(locked.panel, by)
    paper = PaperBallot.objects.select_for_update().get(pk=paper.pk)
    if paper.state not in {PaperState.ISSUED, PaperState.READ_ONCE}:
        raise ElicitationError(_("This paper ballot is counted or spoilt."))
    checked = checked_answers(locked, paper.agency, answers)
    read = [[*key, word] for key, (word, _level, _rationale) in checked.items()]
    if paper.state == PaperState.ISSUED:
        paper.first, paper.first_by, paper.state = read, by, PaperState.READ_ONCE
        paper.save()
        audit(locked.panel, "paper_read", by, on=paper, after={"state": PaperState.READ_ONCE})
        return []
    if paper.first_by_id == by.pk:
        raise ElicitationError(_("The second reader must be another person than the first."))
    # A rationale is a sentence: two readers need agree on levels only, and the second one's words are kept.
    first = {(item, criterion): word for item, criterion, word in paper.first or ()}
    differing = [key for key, (word, _level, _why) in checked.items() if first.get(key) != word]
    paper.first, paper.first_by = None, None
    if differing:
        paper.state = PaperState.ISSUED
    else:
        paper.state = PaperState.COUNTED
        add_ballot(locked, paper.agency, checked, paper_number=paper.number)
    paper.save()
    audit(locked.panel, "paper_read", by, on=paper, after={"state": paper.state, "agree": not differing})
    return differing


@transaction.atomic
def spoil_paper(paper: PaperBallot, *, by: User, reason: str) -> None:
    """Set a paper ballot aside that is spoilt or did not come back.

    Raises:
        ElicitationError: it is counted already.
    """
    locked = _open(paper.round)
    require_moderator(locked.panel, by)
    if paper.state == PaperState.COUNTED:
        raise ElicitationError(_("This paper ballot is counted or spoilt."))
    paper.state, paper.first, paper.first_by = PaperState.SPOILT, None, None
    paper.save()
    audit(locked.panel, "paper_spoilt", by, on=paper, after={"state": paper.state}, reason=reason)


@transaction.atomic
def close_round(round_: Round, *, by: User, reason: str = "") -> Round:
    """Close a round: from now on its results show, and no ballot can be added.

    Raises:
        ElicitationError: a paper ballot is neither counted nor set aside, or nobody has voted.
    """
    locked = _open(round_)
    panel = locked.panel
    require_moderator(panel, by)
    waiting = locked.papers.filter(state__in=(PaperState.ISSUED, PaperState.READ_ONCE)).count()
    if waiting:
        raise ElicitationError(
            _("Paper ballots that are neither counted nor set aside: %(count)s.") % {"count": waiting}
        )
    if not locked.ballots.exists():
        raise ElicitationError(_("Nobody has voted yet."))
    counted = locked.papers.filter(state=PaperState.COUNTED).count()
    locked.state, locked.closed_at, locked.digest = RoundState.CLOSED, timezone.now(), digest(locked)
    locked.save()
    turnout = locked.turnout.select_related("expert__user").order_by("expert__user__full_name")
    by_device = turnout.filter(on_paper=False)
    audit(
        panel,
        "round_closed",
        by,
        after={
            "number": locked.number,
            "voted": [t.expert.user.full_name for t in by_device if t.voted],
            "not_voted": [t.expert.user.full_name for t in by_device if not t.voted],
            "papers": counted,
            "ballots": locked.ballots.count(),
            "ballots_sha256": locked.digest,
        },
        reason=reason,
    )
    return locked
