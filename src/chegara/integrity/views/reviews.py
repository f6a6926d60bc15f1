"""Pages: reviews, and one review's front page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chegara.integrity.actions import reviews as actions
from chegara.integrity.actions.guards import require_officer
from chegara.integrity.choices import DocumentState
from chegara.integrity.forms import ChangeReviewForm, ReviewForm
from chegara.integrity.models import Review, SourceDocument, TextPair
from chegara.integrity.presenters import matrix_titles
from chegara.integrity.queries import counts_of, finding_counts
from chegara.integrity.tables import ReviewTable
from chegara.integrity.views.common import about, review_for, show, tried, user_of
from chegara.integrity.wordings import set_wordings, spoken, subject_of, texts_of
from chegara.integrity.words import RULES
from chegara.organisation.wordings_page import wordings_page
from chegara.pages.access import page
from chegara.pages.lists import show_list

PAPER_FORMATS = (("docx", "Word"), ("pdf", "PDF"), ("html", "HTML"))


@page("integrity.view")
@spoken
def review_list(request: HttpRequest) -> HttpResponse:
    """List the reviews of integrity."""
    rows = Review.objects.visible_to(user_of(request)).select_related("owner_agency")
    return show_list(
        request, title=_("Reviews of integrity"), table_class=ReviewTable, rows=rows,
        template="integrity/list.html", export_name="integrity-reviews",
        empty=_("No review yet. Begin one, then read in the statutes of units and the job descriptions."),
    )  # fmt: skip


@page("integrity.change")
def review_new(request: HttpRequest) -> HttpResponse:
    """Begin a review."""
    user = user_of(request)
    form = ReviewForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        made: list[Review] = []
        if tried(form, lambda: made.append(actions.begin_review(by=user, **form.cleaned_data))):
            return redirect(made[0])
    return render(
        request, "integrity/edit.html",
        {"title": _("New review of integrity"), "form": form, "back": reverse("integrity_list")},
    )  # fmt: skip


@page("integrity.change")
def review_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a review's title, scope and day."""
    review, user = review_for(request, pk), user_of(request)
    form = ChangeReviewForm(
        request.POST or None, initial={"title": review.title, "on": review.on, "about": review.about}
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if tried(form, lambda: actions.change_review(review, values=values, by=user)):
            return redirect(review)
    return show(request, review, "edit", _("Change the review"), form=form)


@page("integrity.view")
@spoken
def review_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a review: what it holds, and where to go on."""
    review = review_for(request, pk)
    documents = list(SourceDocument.objects.filter(review=review))
    return show(
        request, review, "review", review.title, documents=documents, counts=counts_of(review),
        waiting=any(each.state == DocumentState.PREVIEW for each in documents),
        findings=[(rule, RULES[rule].title, *numbers) for rule, *numbers in finding_counts(review)],
        pairs=TextPair.objects.filter(review=review, same__isnull=True).count(),
        matrices=matrix_titles().items(), formats=PAPER_FORMATS,
        papers=(
            ("conformity", _("Conformity assessment")), ("recommendations", _("Recommendations")),
            ("plan", _("Action plan with comparison")),
            ("risk-map", _("Map of corruption risks and list of sensitive posts")),
            ("mission", _("Mission report: all of these")),
        ),
    )  # fmt: skip


@page("integrity.change")
@require_POST
def review_circle(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the circle of those who learn of the review up to date."""
    review = review_for(request, pk)
    actions.refresh_circle(review, by=user_of(request))
    return redirect(review)


@page("integrity.change")
def review_wordings(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the texts of a review into another language."""
    review, user = review_for(request, pk), user_of(request)
    require_officer(review, user)
    return wordings_page(
        request, review, subject=subject_of(review), texts=texts_of(review),
        context={"invented": about(review, "")["invented"]},
        keep=lambda language, words: set_wordings(review, language=language, words=words, by=user),
    )  # fmt: skip
