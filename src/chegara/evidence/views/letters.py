"""Pages on which agencies are asked about what they reported, and answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chegara.accounts.models import User
from chegara.evidence.actions import questions
from chegara.evidence.actions.answers import bring_in, waiting_corrections
from chegara.evidence.answer_sheets import AnswerSheetError, write_sheet
from chegara.evidence.asking import Asking, Proposal, question_for, says_of
from chegara.evidence.dictionary import dictionary
from chegara.evidence.forms import AnswerForm, AnswerSheetForm, LetterForm, QuestionForm, SendForm
from chegara.evidence.methods.corrections import Correction
from chegara.evidence.models import (
    AnswerKind,
    Batch,
    DiscrepancyLetter,
    Question,
    QuestionKind,
    QuestionState,
    Record,
)
from chegara.evidence.presenters.questions import corrections_in_words
from chegara.evidence.presenters.records import facts_of
from chegara.evidence.report.letter import letter_document
from chegara.evidence.tables import AskedTable, LetterTable
from chegara.evidence.views.common import invented, user_of
from chegara.organisation.models import Agency
from chegara.organisation.queries import agencies_to_act_for, countries_of
from chegara.pages.access import page
from chegara.pages.filters import style_filters
from chegara.pages.forms import ReasonForm
from chegara.pages.jobs import run_job
from chegara.pages.lists import show_list
from chegara.reporting.render import render as render_document

USUAL_TIME = timedelta(days=14)
FILE_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@style_filters
class QuestionFilter(django_filters.FilterSet):
    """By state, subject and agency."""

    state = django_filters.ChoiceFilter(choices=QuestionState.choices, label=gettext_lazy("State"))
    kind = django_filters.ChoiceFilter(choices=QuestionKind.choices, label=gettext_lazy("About"))
    agency = django_filters.ModelChoiceFilter(
        queryset=Agency.objects.none(), field_name="batch__owner_agency", label=gettext_lazy("To")
    )

    class Meta:
        model = Question
        fields = ("state", "kind", "agency")

    def __init__(self, *args: Any, countries: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["agency"].queryset = Agency.objects.filter(country__in=countries)


def _shown(user: User) -> Any:
    return Question.objects.visible_to(user).select_related(
        "batch__owner_agency", "batch__country", "asked_by", "letter"
    )


def _invented_among(user: User) -> dict[str, Any]:
    """Return what makes a page over all of a user's countries say which of them is invented."""
    return invented(countries_of(user).filter(invented=True).first())


@page("evidence.view")
def question_list(request: HttpRequest) -> HttpResponse:
    """List the questions that one's agency puts, and those put to it."""
    user = user_of(request)
    rows = _shown(user)
    return show_list(
        request,
        title=_("Questions to agencies"),
        table_class=AskedTable,
        rows=rows,
        filterset=QuestionFilter(request.GET or None, queryset=rows, countries=countries_of(user)),
        template="evidence/questions.html",
        export_name="questions",
        empty=_("No question yet."),
        context={
            "agencies": Agency.objects.filter(
                pk__in=Batch.objects.visible_to(user).counting().values("owner_agency")
            ).order_by("code"),
            **_invented_among(user),
        },
    )


def _question(request: HttpRequest, pk: int) -> Question:
    found: Question = get_object_or_404(_shown(user_of(request)), pk=pk)
    return found


@page("evidence.view")
def question_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a question, where it stands, and its answer."""
    question = _question(request, pk)
    user = user_of(request)
    own = set(agencies_to_act_for(user).values_list("pk", flat=True))
    return render(
        request,
        "evidence/question.html",
        {
            "title": question.get_kind_display(),
            "question": question,
            "facts": facts_of(question.record) if question.record else [],
            "corrections": corrections_in_words(question),
            "asks": question.asked_by_id in own,
            "open_to_answers": question.state in {QuestionState.SENT, QuestionState.ANSWERED},
            **invented(question.batch.country),
        },
    )


@page("evidence.decide")
def question_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a question about a row in one's own words; `pair` is another record it may be the same event as."""
    user = user_of(request)
    records = Record.objects.visible_to(user).select_related(
        "batch__owner_agency", "batch__country", "indicator"
    )
    record = get_object_or_404(records, pk=pk)
    pair = request.GET.get("pair", "")
    other = records.filter(pk=int(pair)).first() if pair.isdigit() else None
    form = QuestionForm(
        request.POST or None,
        initial={
            "text": question_for(record, other, record.batch.owner_agency),
            "kind": QuestionKind.DOUBLE if other else QuestionKind.OTHER,
        },
    )
    asked_by = agencies_to_act_for(user).filter(country=record.batch.country).order_by("code").first()
    if request.method == "POST" and form.is_valid() and asked_by is not None:
        try:
            question = questions.ask(
                record.batch,
                asked_by=asked_by,
                by=user,
                record=record,
                says=says_of(record),
                kind=form.cleaned_data["kind"],
                text=form.cleaned_data["text"],
            )
        except questions.QuestionRefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Noted. It goes out with the next letter to this agency."))
            return redirect("question_detail", pk=question.pk)
    return render(
        request,
        "pages/edit.html",
        {
            "title": _("Ask about this row"),
            "form": form,
            "explanation": f"{record.batch.owner_agency}: {says_of(record)}",
            "back": reverse("record_detail", args=[pk]),
            "submit": _("Note the question"),
            **invented(record.batch.country),
        },
    )


@page("evidence.import")
def question_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Type in an answer that came on paper."""
    question = _question(request, pk)
    form = AnswerForm(request.POST or None, question=question)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        unit = dictionary().vocabularies["unit"].code(data.get("unit") or "") if data.get("unit") else None
        given: dict[str, Any] = {name: data.get(name) for name in ("start", "value", "quantity")}
        given["unit"] = unit
        correction = None
        if data["answer"] == AnswerKind.CORRECTED and any(value is not None for value in given.values()):
            correction = Correction(question.sheet, question.row, question.column, **given)
        if data.get("unit") and unit is None:
            form.add_error("unit", _("Nobody knows this unit."))
        else:
            try:
                questions.answer(
                    question, kind=data["answer"], text=data["text"], correction=correction,
                    by=user_of(request),
                )  # fmt: skip
            except questions.QuestionRefusedError as error:
                form.add_error(None, str(error))
            else:
                return redirect("question_detail", pk=pk)
    return render(
        request,
        "pages/edit.html",
        {
            "title": _("The answer"),
            "form": form,
            "explanation": f"{question.says} {question.text}",
            "back": reverse("question_detail", args=[pk]),
            **invented(question.batch.country),
        },
    )


@page("evidence.decide")
def question_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a question that needs no answer any more."""
    question = _question(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            questions.close(question, reason=form.cleaned_data["reason"], by=user_of(request))
        except questions.QuestionRefusedError as error:
            form.add_error(None, str(error))
        else:
            return redirect("question_detail", pk=pk)
    return render(
        request,
        "pages/edit.html",
        {
            "title": _("Close the question"),
            "form": form,
            "explanation": question.text,
            "back": reverse("question_detail", args=[pk]),
            "submit": _("Close"),
            **invented(question.batch.country),
        },
    )


# --- letters ----------------------------------------------------------------------------------------------


@page("evidence.view")
def letter_list(request: HttpRequest) -> HttpResponse:
    """List the letters that one's agency wrote, and those it received."""
    rows = (
        DiscrepancyLetter.objects.visible_to(user_of(request))
        .select_related("from_agency", "to_agency")
        .annotate(
            asked=Count("questions"),
            settled=Count("questions", filter=Q(questions__state=QuestionState.CLOSED)),
        )
    )
    return show_list(
        request,
        title=_("Discrepancy letters"),
        table_class=LetterTable,
        rows=rows,
        template="evidence/letters.html",
        export_name="letters",
        empty=_("No letter yet."),
        context=_invented_among(user_of(request)),
    )


@page("evidence.decide")
def letter_new(request: HttpRequest, agency: int) -> HttpResponse:
    """Choose what an agency is asked, word it, and write the letter."""
    user = user_of(request)
    to = get_object_or_404(Agency.objects.filter(country__in=countries_of(user)), pk=agency)
    own = agencies_to_act_for(user)
    noted = list(
        _shown(user).filter(batch__owner_agency=to, asked_by__in=own, state=QuestionState.OPEN, letter=None)
    )
    proposals = Asking(to, user).proposals()
    form = LetterForm(
        request.POST or None,
        user=user,
        initial={
            "from_agency": own.filter(country=to.country_id).first(),
            "deadline": timezone.localdate() + USUAL_TIME,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            letter = _write(request, form.cleaned_data, to, noted, proposals)
        except questions.QuestionRefusedError as error:
            form.add_error(None, str(error))
        else:
            return redirect("letter_detail", pk=letter.pk)
    return render(
        request,
        "evidence/letter_new.html",
        {
            "title": _("Letter to %(agency)s") % {"agency": to},
            "form": form,
            "noted": noted,
            "proposals": proposals,
            "back": reverse("question_list"),
            **invented(to.country),
        },
    )


def _write(
    request: HttpRequest,
    data: dict[str, Any],
    to: Agency,
    noted: list[Question],
    proposals: list[Proposal],
) -> DiscrepancyLetter:
    user, chosen = user_of(request), set(request.POST.getlist("pick"))
    picked = [
        (proposal, request.POST.get(f"text-{proposal.name}", proposal.text))
        for proposal in proposals
        if proposal.name in chosen
    ]
    return questions.ask_in_letter(
        [question for question in noted if f"question-{question.pk}" in chosen],
        picked, from_agency=data["from_agency"], to_agency=to, deadline=data["deadline"],
        language=get_language() or "en", signatory=data["signatory"], by=user,
    )  # fmt: skip


def _letter(request: HttpRequest, pk: int) -> DiscrepancyLetter:
    letters = DiscrepancyLetter.objects.visible_to(user_of(request))
    return get_object_or_404(letters.select_related("country", "from_agency", "to_agency"), pk=pk)


def _asked(letter: DiscrepancyLetter, user: User) -> list[Question]:
    return list(_shown(user).filter(letter=letter).select_related("record"))


@page("evidence.view")
def letter_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a letter, its questions and answers; send it, bring in its answers."""
    letter, user = _letter(request, pk), user_of(request)
    own = set(agencies_to_act_for(user).values_list("pk", flat=True))
    asked = _asked(letter, user)
    return render(
        request,
        "evidence/letter.html",
        {
            "title": _("Letter to %(agency)s") % {"agency": letter.to_agency},
            "letter": letter,
            "questions": asked,
            "closed": sum(question.state == QuestionState.CLOSED for question in asked),
            "files": [
                (_file_name(letter, ending), label)
                for ending, label in (("docx", "Word"), ("pdf", "PDF"), ("xlsx", _("Answer sheet")))
            ],
            "writes": letter.from_agency_id in own,
            "answers": letter.to_agency_id in own,
            "waiting": len(waiting_corrections(letter)),
            "overdue": letter.sent_at and letter.deadline < timezone.localdate(),
            "send_form": SendForm(),
            "sheet_form": AnswerSheetForm(),
            **invented(letter.country),
        },
    )


def _file_name(letter: DiscrepancyLetter, ending: str) -> str:
    stem = "answers" if ending == "xlsx" else "questions"
    return f"{stem}-{letter.to_agency.code.lower()}-{letter.pk}.{ending}"


@page("evidence.view")
def letter_file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Hand out the letter as Word or PDF, or its answer sheet."""
    letter = _letter(request, pk)
    ending = name.rpartition(".")[2]
    if ending not in FILE_TYPES or name != _file_name(letter, ending):
        raise Http404
    asked = _asked(letter, user_of(request))
    if ending == "xlsx":
        content = write_sheet(letter, asked)
    else:
        content = render_document(letter_document(letter, asked), ending)  # type: ignore[arg-type]
    return HttpResponse(
        content,
        content_type=FILE_TYPES[ending],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
@page("evidence.decide")
def letter_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Say under which number a letter was sent."""
    letter, form = _letter(request, pk), SendForm(request.POST)
    if form.is_valid():
        try:
            questions.send_letter(letter, number=form.cleaned_data["number"], by=user_of(request))
        except questions.QuestionRefusedError as error:
            messages.error(request, str(error))
    else:
        messages.error(request, _("Give the number under which the letter was registered."))
    return redirect("letter_detail", pk=pk)


@require_POST
@page("evidence.import")
def letter_answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring in a filled answer sheet."""
    letter, form = _letter(request, pk), AnswerSheetForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose the filled answer sheet."))
        return redirect("letter_detail", pk=pk)
    try:
        number = bring_in(letter, content=form.cleaned_data["file"].read(), by=user_of(request))
    except AnswerSheetError as error:
        return render(
            request,
            "evidence/answers_refused.html",
            {
                "title": _("The answer sheet can't be read"),
                "messages_": error.messages,
                "back": reverse("letter_detail", args=[pk]),
                **invented(letter.country),
            },
            status=409,
        )
    except questions.QuestionRefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, ngettext("%(n)s answer kept.", "%(n)s answers kept.", number) % {"n": number}
        )
    return redirect("letter_detail", pk=pk)


@require_POST
@page("evidence.import")
def letter_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring in the answers' corrections as imports that show their difference before they are confirmed."""
    letter = _letter(request, pk)
    job = run_job(
        "evidence.apply_answers",
        {"letter": letter.pk},
        by=user_of(request),
        title=_("Applying the answers to letter %(number)s") % {"number": letter.number},
        key=f"answers-{letter.pk}",
    )
    return redirect("job_detail", pk=job.pk)
