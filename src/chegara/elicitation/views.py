"""Pages of panels: who sits on them, casting a ballot, paper ballots, what a round found."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chegara.accounts.models import User
from chegara.elicitation.actions import panels, rounds
from chegara.elicitation.actions.common import moderates
from chegara.elicitation.ballots import ElicitationError
from chegara.elicitation.forms import BallotForm, InviteForm, PaperForm, PositionForm, TermsForm
from chegara.elicitation.methods.scales import load_scale
from chegara.elicitation.models import (
    AgencyPosition,
    AgencyTerms,
    Expert,
    Item,
    Panel,
    PaperBallot,
    PaperState,
    Round,
    RoundState,
    Stage,
)
from chegara.elicitation.presenters import (
    level_name,
    present_agreement,
    present_amounts,
    present_results,
)
from chegara.elicitation.queries import (
    amount_findings,
    items_to_ask,
    results,
    turnout_list,
    turnout_of,
)
from chegara.elicitation.report import paper_ballots
from chegara.elicitation.tables import PanelTable
from chegara.organisation.models import Agency
from chegara.organisation.queries import agencies_to_act_for
from chegara.organisation.readers import in_words_of, spoken
from chegara.pages.access import page
from chegara.pages.forms import ReasonForm
from chegara.pages.lists import show_list
from chegara.reporting.render import render as render_document


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _panel(request: HttpRequest, pk: int) -> Panel:
    visible = Panel.objects.visible_to(_user(request)).select_related("country", "owner_agency")
    panel: Panel = get_object_or_404(visible, pk=pk)
    return panel


def _round(request: HttpRequest, pk: int) -> Round:
    found = get_object_or_404(Round.objects.select_related("panel__country", "panel__owner_agency"), pk=pk)
    _panel(request, found.panel_id)
    return found


def _moderated(request: HttpRequest, panel: Panel) -> Panel:
    if not moderates(panel, _user(request)):
        raise Http404
    return panel


def _context(panel: Panel, **more: Any) -> dict[str, Any]:
    return {"panel": panel, "invented": panel.country.name if panel.country.invented else "", **more}


def _form_page(request: HttpRequest, panel: Panel, **context: Any) -> HttpResponse:
    back = context.pop("back", reverse("panel_detail", args=[panel.pk]))
    return render(request, "pages/edit.html", _context(panel, back=back, **context))


@page("elicitation.view")
@spoken("risk", "integrity")
def panel_list(request: HttpRequest) -> HttpResponse:
    """List the panels."""
    visible = Panel.objects.visible_to(_user(request)).select_related("owner_agency")
    return show_list(
        request,
        title=_("Expert panels"),
        table_class=PanelTable,
        rows=visible.annotate(rounds_held=Count("rounds", distinct=True)),
        export_name="panels",
        empty=_("No panel yet: an assessment opens one when its risks are to be scored."),
    )


@page("elicitation.view")
@spoken("risk", "integrity")
def panel_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a panel: who sits on it, its rounds, and what may be done next."""
    panel, user = _panel(request, pk), _user(request)
    scale = load_scale(panel.scale)
    held = list(panel.rounds.annotate(asks=Count("asked")).order_by("number"))
    current = next((one for one in held if one.state == RoundState.OPEN), None)
    turnout = list(turnout_list(current)) if current else []
    items = list(panel.items.all())
    new = {one.pk for one in items_to_ask(panel)} if held else set()
    mine = turnout_of(current, user) if current else None
    return render(
        request,
        "elicitation/panel.html",
        _context(
            panel,
            title=panel.title,
            items=[(one, one.pk in new) for one in items],
            new=len(new),
            criteria=panel.criteria_words.values(),
            levels=[level_name(scale, number) for number in range(1, len(scale) + 1)],
            terms=panel.terms.select_related("agency").order_by("agency__code"),
            experts=panel.experts.select_related("user", "agency"),
            rounds=held,
            current=current,
            turnout=turnout,
            voted=sum(one.voted for one in turnout),
            may_vote=user.has_perm("elicitation.vote")
            and bool(mine and not mine.voted and not mine.on_paper),
            has_voted=bool(mine and mine.voted),
            moderates=moderates(panel, user),
        ),
    )


@page("elicitation.moderate")
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite somebody to the panel."""
    panel = _moderated(request, _panel(request, pk))
    form = InviteForm(request.POST or None, panel=panel)
    if request.method == "POST" and form.is_valid():
        user, agency = form.chosen
        try:
            panels.invite(panel, user=user, agency=agency, by=_user(request))
        except ElicitationError as error:
            form.add_error(None, str(error))
        else:
            return redirect("panel_detail", pk=pk)
    return _form_page(request, panel, title=_("Invite an expert"), form=form, submit=_("Invite"))


@page("elicitation.moderate")
@spoken("risk", "integrity")
def expert_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an invitation."""
    expert = get_object_or_404(Expert.objects.select_related("panel", "user", "agency"), pk=pk)
    panel = _moderated(request, _panel(request, expert.panel_id))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            panels.release_expert(expert, by=_user(request), reason=form.cleaned_data["reason"])
        except ElicitationError as error:
            form.add_error(None, str(error))
        else:
            return redirect("panel_detail", pk=panel.pk)
    return _form_page(
        request, panel, title=_("Take back the invitation"), form=form, explanation=str(expert),
        submit=_("Take back"),
    )  # fmt: skip


@page("elicitation.moderate")
@spoken("risk", "integrity")
def terms(request: HttpRequest, pk: int, agency: int) -> HttpResponse:
    """Set an agency's weight and scale."""
    panel = _moderated(request, _panel(request, pk))
    stored = get_object_or_404(AgencyTerms.objects.select_related("agency"), panel=panel, agency=agency)
    lines = "\n".join(f"{word} = {'?' if level is None else level}" for word, level in stored.words)
    form = TermsForm(request.POST or None, panel=panel, initial={"weight": stored.weight, "words": lines})
    if request.method == "POST" and form.is_valid():
        given = {"words": [], **form.cleaned_data}
        try:
            panels.set_terms(panel, agency=stored.agency, by=_user(request), **given)
        except ElicitationError as error:
            form.add_error(None, str(error))
        else:
            return redirect("panel_detail", pk=pk)
    scale = load_scale(panel.scale)
    levels = ", ".join(f"{number} – {level_name(scale, number)}" for number in range(1, len(scale) + 1))
    explanation = "" if panel.unit else _("The common scale: %(levels)s.") % {"levels": levels}
    return _form_page(
        request, panel, title=_("Terms of %(agency)s") % {"agency": stored.agency}, form=form,
        explanation=explanation,
    )  # fmt: skip


@require_POST
@page("elicitation.moderate")
def round_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the next round."""
    panel = _moderated(request, _panel(request, pk))
    try:
        rounds.open_round(panel, by=_user(request), only_new="new" in request.POST)
    except ElicitationError as error:
        return _refused(request, panel, str(error))
    return redirect("panel_detail", pk=pk)


def _refused(request: HttpRequest, panel: Panel, message: str) -> HttpResponse:
    return render(
        request,
        "elicitation/refused.html",
        _context(panel, title=panel.title, message=message),
        status=409,
    )


@page("elicitation.vote")
@spoken("risk", "integrity")
def ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in and cast a ballot, in secret."""
    found, user = _round(request, pk), _user(request)
    mine = turnout_of(found, user)
    if mine is None:
        raise Http404
    if found.state != RoundState.OPEN or mine.voted or mine.on_paper:
        return _refused(
            request,
            found.panel,
            _("The round is closed.") if found.state != RoundState.OPEN
            else _("You vote on paper in this round.") if mine.on_paper
            else _("You have voted in this round. A ballot belongs to nobody and can't be taken back."),
        )  # fmt: skip
    # A ballot that comes back for correction speaks the reader's language too: none of its texts is stored.
    with in_words_of(user, "risk"):
        form = BallotForm(request.POST or None, round_=found, agency=mine.expert.agency)
        complete = request.method == "POST" and form.is_valid()
    if complete:
        try:
            rounds.cast(found, answers=form.answers, by=user)
        except ElicitationError as error:
            form.add_error(None, str(error))
        else:
            return redirect("panel_detail", pk=found.panel_id)
    return render(
        request,
        "elicitation/ballot.html",
        _context(
            found.panel,
            title=_("Ballot, round %(number)s") % {"number": found.number},
            form=form,
            secret=True,
            alone=found.panel.experts.filter(agency=mine.expert.agency).count() == 1,
            submit=_("Cast the ballot"),
        ),
    )


@page("elicitation.moderate")
@spoken("risk", "integrity")
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue paper ballots, and show how far each is entered."""
    found = _round(request, pk)
    panel = _moderated(request, found.panel)
    free = Expert.objects.filter(turnout__round=found, turnout__voted=False, turnout__on_paper=False)
    form = PaperForm(request.POST or None, experts=free.select_related("user", "agency"))
    if request.method == "POST" and form.is_valid():
        try:
            rounds.issue_papers(found, experts=form.cleaned_data["experts"], by=_user(request))
        except ElicitationError as error:
            form.add_error(None, str(error))
        else:
            return redirect("round_papers", pk=pk)
    return render(
        request,
        "elicitation/papers.html",
        _context(
            panel,
            title=_("Paper ballots, round %(number)s") % {"number": found.number},
            round=found,
            form=form if found.state == RoundState.OPEN and free.exists() else None,
            papers=found.papers.select_related("agency", "first_by"),
        ),
    )


@page("elicitation.moderate")
@spoken("risk", "integrity")
def papers_print(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the numbered ballots as PDF."""
    found = _round(request, pk)
    _moderated(request, found.panel)
    content = render_document(paper_ballots(found, get_language() or "en"), "pdf")
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="ballots-round-{found.number}.pdf"'},
    )


@page("elicitation.moderate")
@spoken("risk", "integrity")
def paper_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what stands on a paper ballot, as first or as second reader."""
    paper = get_object_or_404(PaperBallot.objects.select_related("round__panel__country", "agency"), pk=pk)
    panel = _moderated(request, _panel(request, paper.round.panel_id))
    form = BallotForm(request.POST or None, round_=paper.round, agency=paper.agency)
    if request.method == "POST" and form.is_valid():
        try:
            differing = rounds.read_paper(paper, answers=form.answers, by=_user(request))
        except ElicitationError as error:
            form.add_error(None, str(error))
        else:
            if not differing:
                return redirect("round_papers", pk=paper.round_id)
            for item, criterion in differing:
                problem = _("The first reader read something else: both read it anew.")
                form.add_error(f"{item}-{criterion}", problem)
    return render(
        request,
        "elicitation/ballot.html",
        _context(
            panel,
            title=_("Paper ballot № %(number)s") % {"number": paper.number},
            form=form,
            explanation=_("You read it second: enter what stands on the paper, without asking the first.")
            if paper.state == PaperState.READ_ONCE
            else _("You read it first: a second person will enter it too."),
            submit=_("Enter"),
        ),
    )


@page("elicitation.moderate")
def paper_spoil(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a paper ballot aside."""
    paper = get_object_or_404(PaperBallot.objects.select_related("round"), pk=pk)
    panel = _moderated(request, _panel(request, paper.round.panel_id))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            rounds.spoil_paper(paper, by=_user(request), reason=form.cleaned_data["reason"])
        except ElicitationError as error:
            form.add_error(None, str(error))
        else:
            return redirect("round_papers", pk=paper.round_id)
    return _form_page(
        request, panel, title=_("Set aside paper ballot № %(number)s") % {"number": paper.number}, form=form,
        back=reverse("round_papers", args=[paper.round_id]), submit=_("Set aside"),
    )  # fmt: skip


@page("elicitation.moderate")
def round_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a round and show its results."""
    found = _round(request, pk)
    panel = _moderated(request, found.panel)
    waiting = turnout_list(found).filter(voted=False, on_paper=False)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            rounds.close_round(found, by=_user(request), reason=form.cleaned_data["reason"])
        except ElicitationError as error:
            form.add_error(None, str(error))
        else:
            return redirect("round_results", pk=pk)
    names = ", ".join(str(one.expert) for one in waiting)
    return _form_page(
        request, panel, title=_("Close round %(number)s") % {"number": found.number}, form=form,
        explanation=_("Not voted yet: %(names)s. After closing nobody can.") % {"names": names}
        if names
        else _("All have voted."),
        submit=_("Close the round"),
    )  # fmt: skip


@page("elicitation.view")
@spoken("risk", "integrity")
def round_results(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a closed round found, for a page or a projector."""
    found, user = _round(request, pk), _user(request)
    if found.state != RoundState.CLOSED:
        return _refused(request, found.panel, _("Results show when the round is closed."))
    # The same ballots always give the same interval.
    if found.panel.unit:
        return _amount_results(request, found)
    outcome = results(found, rng=np.random.default_rng(int(found.digest[:16], 16)))
    assert outcome is not None  # noqa: S101 - it is closed
    return render(
        request,
        "elicitation/results.html",
        _context(
            found.panel,
            title=_("Results of round %(number)s") % {"number": found.number},
            round=found,
            blocks=present_results(outcome),
            agreement=present_agreement(outcome),
            ballots=outcome.ballots,
            own_agencies=_own_agencies(found.panel, user),
            criteria=found.panel.criteria_words.items(),
            projector="projector" in request.GET,
        ),
    )


def _own_agencies(panel: Panel, user: User) -> list[Agency]:
    """Return the agencies whose position somebody may lay down now."""
    if not user.has_perm("elicitation.moderate") or panel.stage == Stage.CLOSED:
        return []
    seated = set(panel.experts.values_list("agency", flat=True))
    return [agency for agency in agencies_to_act_for(user) if agency.pk in seated]


def _amount_results(request: HttpRequest, found: Round) -> HttpResponse:
    """Show the amounts of a closed round."""
    return render(
        request,
        "elicitation/amounts.html",
        _context(
            found.panel,
            title=_("Results of round %(number)s") % {"number": found.number},
            round=found,
            lines=present_amounts(amount_findings(found)),
            ballots=found.ballots.count(),
            own_agencies=_own_agencies(found.panel, _user(request)),
            projector="projector" in request.GET,
        ),
    )


@page("elicitation.moderate")
def position(request: HttpRequest, pk: int, criterion: str, agency: int) -> HttpResponse:
    """Lay down one's own agency's position on an item."""
    item = get_object_or_404(Item.objects.select_related("panel"), pk=pk)
    panel = _panel(request, item.panel_id)
    own = get_object_or_404(agencies_to_act_for(_user(request)), pk=agency)
    if criterion not in panel.criteria_words or not panel.experts.filter(agency=own).exists():
        raise Http404
    stored = AgencyPosition.objects.filter(item=item, criterion=criterion, agency=own).first()
    form = PositionForm(
        request.POST or None, panel=panel, agency=own,
        initial={"word": stored.word, "reason": stored.reason} if stored else None,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            panels.set_position(item, criterion=criterion, agency=own, by=_user(request), **form.cleaned_data)
        except ElicitationError as error:
            form.add_error(None, str(error))
        else:
            return redirect("panel_detail", pk=panel.pk)
    return _form_page(
        request, panel, form=form,
        title=_("Position of %(agency)s") % {"agency": own},
        explanation=f"{item.title}: {panel.criteria_words[criterion]}",
    )  # fmt: skip
