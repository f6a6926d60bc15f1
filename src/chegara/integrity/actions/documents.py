"""Reading papers in: received, looked through, corrected, confirmed; nothing counts before that."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from chegara.accounts.models import User
from chegara.integrity.actions.guards import IntegrityError, audit, require_officer
from chegara.integrity.actions.tables import (
    pseudonymised,
    require_table,
    take_table,
    take_table_back,
)
from chegara.integrity.choices import DocumentKind, DocumentState, NormKind, ParagraphRole
from chegara.integrity.methods.reading.files import Fault, Paper, PaperError, read_paper
from chegara.integrity.methods.reading.names import nominative, position_and_unit
from chegara.integrity.methods.reading.papers import Sorted, best_matches, sort_out
from chegara.integrity.models import (
    Norm,
    Post,
    PostDuty,
    PostRequirement,
    PostResponsibility,
    PostRight,
    Review,
    ServiceUnit,
    SourceDocument,
    SourceParagraph,
    UnitFunction,
    UnitTask,
)

PAPERS = (DocumentKind.STATUTE, DocumentKind.JOB_DESCRIPTION)
LIKE = 0.35
"""From which cosine on a duty is proposed to carry out a function of its unit."""
SAME_NAME = 90
"""From which similarity of names (0–100) a unit is taken for one that is known."""
ITEMS = (UnitTask, UnitFunction, PostDuty, PostRight, PostRequirement, PostResponsibility)


def fault_told(name: str, fault: Fault) -> str:
    """Return why a file can't be read, and what to do."""
    told = {
        Fault.KIND: _("“%(file)s” is neither Word (.docx), Excel (.xlsx) nor Markdown (.md). Save it as one of these."),
        Fault.BROKEN: _("“%(file)s” can't be opened. Open it in Word or Excel, take off a password, and save it anew."),
        Fault.LARGE: _("“%(file)s” is too large for a paper. Split it."),
        Fault.EMPTY: _("Nothing stands in “%(file)s”. If it is a scan, it must be typed first."),
    }  # fmt: skip
    return told[fault] % {"file": name}


@transaction.atomic
def receive(review: Review, *, name: str, data: bytes, by: User, kind: str = "") -> SourceDocument:
    """Read a file and propose what each of its paragraphs is; a person looks it through.

    Args:
        kind: what it is; by default what its title says.

    Raises:
        IntegrityError: it can't be read, was read before, or does not say what it is.
    """
    require_officer(review, by)
    digest = hashlib.sha256(data).hexdigest()
    again = SourceDocument.objects.filter(review=review, sha256=digest).first()
    if again:
        raise IntegrityError(
            _("“%(file)s” was read in already, as “%(title)s”.") % {"file": name, "title": again}
        )
    try:
        paper = read_paper(name, data)
    except PaperError as error:
        raise IntegrityError(fault_told(name, error.fault)) from error
    found = sort_out(paper)
    kind = kind or found.kind
    if not kind:
        raise IntegrityError(
            _("“%(file)s” does not say in its title what it is. Choose the kind of document.")
            % {"file": name}
        )
    document = SourceDocument(
        review=review, kind=kind, title=(found.title or name)[:300], file_name=name[:200], sha256=digest,
        number=found.number[:60], date=found.day, by=by,
    )  # fmt: skip
    if kind in PAPERS:
        _name(document, found.subject)
    else:
        require_table(document, paper)
        paper = pseudonymised(review, kind, paper)
        found = sort_out(paper)
    document.full_clean()
    document.save()
    _keep(document, paper, found)
    propose_functions(document)
    audit(review, "document_received", by=by, on=document, after={"file": name, "kind": kind})
    return document


def _name(document: SourceDocument, subject: str) -> None:
    """Say whose the paper is: a unit that is known under nearly this name, else the name in the nominative."""
    unit, post = nominative(subject), ""
    if document.kind == DocumentKind.JOB_DESCRIPTION:
        post, unit = position_and_unit(subject)
    known = list(ServiceUnit.objects.filter(review=document.review))
    close = max(known, key=lambda each: fuzz.ratio(each.name.lower(), unit.lower()), default=None)
    if close is not None and fuzz.ratio(close.name.lower(), unit.lower()) >= SAME_NAME:
        document.unit, unit = close, close.name
    document.unit_name, document.post_title = unit[:250], post[:200]


def _keep(document: SourceDocument, paper: Paper, found: Sorted) -> None:
    is_paper = document.kind in PAPERS
    SourceParagraph.objects.bulk_create(
        SourceParagraph(
            review=document.review, document=document, number=number, place=line.place, text=line.text,
            role=line.role if is_paper else ParagraphRole.OTHER,
            verb=line.verb if is_paper else "", object=line.object if is_paper else "",
        )
        for number, line in enumerate(found.lines, 1)
    )  # fmt: skip


def propose_functions(document: SourceDocument) -> None:
    """Propose for each duty of a job description the function of its unit that it carries out."""
    if document.kind != DocumentKind.JOB_DESCRIPTION or document.unit is None:
        return
    functions = list(UnitFunction.objects.filter(unit=document.unit))
    open_ones = list(
        document.paragraphs.filter(role=ParagraphRole.DUTY, corrected=False, function__isnull=True)
    )
    places = best_matches([each.text for each in open_ones], [each.text for each in functions], LIKE)
    for paragraph, place in zip(open_ones, places, strict=True):
        paragraph.function = None if place is None else functions[place]
    SourceParagraph.objects.bulk_update(open_ones, ["function"])


def _require_preview(document: SourceDocument) -> None:
    if SourceDocument.objects.get(pk=document.pk).state != DocumentState.PREVIEW:
        raise IntegrityError(_("The document is confirmed. Take it back first, then correct it."))


@transaction.atomic
def describe(document: SourceDocument, *, values: Mapping[str, Any], by: User) -> None:
    """Say what a document is, whose, and by which order it was approved."""
    require_officer(document.review, by)
    _require_preview(document)
    for name in ("kind", "title", "unit_name", "post_title", "number", "date"):
        setattr(document, name, values[name])
    known = ServiceUnit.objects.filter(review=document.review, name=document.unit_name).first()
    moved = document.unit != known
    document.unit = known
    document.full_clean()
    document.save()
    if moved:
        document.paragraphs.filter(corrected=False).update(function=None)
        propose_functions(document)
    audit(document.review, "document_described", by=by, on=document)


@transaction.atomic
def correct(document: SourceDocument, corrections: Mapping[int, Mapping[str, Any]], *, by: User) -> int:
    """Correct what paragraphs were taken for; return how many were changed.

    Args:
        corrections: by paragraph, any of role, verb, object, function.
    """
    require_officer(document.review, by)
    _require_preview(document)
    changed = []
    for paragraph in document.paragraphs.filter(pk__in=corrections):
        values = corrections[paragraph.pk]
        if any(getattr(paragraph, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(paragraph, name, value)
            paragraph.corrected = True
            paragraph.full_clean()
            changed.append(paragraph)
    SourceParagraph.objects.bulk_update(changed, ["role", "verb", "object", "function", "corrected"])
    if changed:
        audit(
            document.review, "document_corrected", by=by, on=document,
            after={"paragraphs": ", ".join(each.place for each in changed)[:500]},
        )  # fmt: skip
    return len(changed)


@transaction.atomic
def confirm(document: SourceDocument, *, by: User) -> None:
    """Let a document count: its items enter the model, each with its paragraph.

    Raises:
        IntegrityError: it does not say whose it is, or a row of its table can't be understood.
    """
    require_officer(document.review, by)
    _require_preview(document)
    if document.kind in PAPERS:
        _take_paper(document)
    else:
        take_table(document)
    document.state = DocumentState.CONFIRMED
    document.save(update_fields=["state", "brought"])
    audit(document.review, "document_confirmed", by=by, on=document)


def _take_paper(document: SourceDocument) -> None:
    if not document.unit_name:
        raise IntegrityError(_("Say first which unit the document is of."))
    unit, _new = ServiceUnit.objects.get_or_create(review=document.review, name=document.unit_name)
    document.unit = unit
    document.save(update_fields=["unit"])
    norm = _norm_of(document)
    if document.kind == DocumentKind.STATUTE:
        unit.norm = norm or unit.norm
        unit.save(update_fields=["norm"])
        first = not unit.functions.exists()
        _take_statute(document, unit, norm)
        link_duties(unit, corrected_too=first)
    else:
        if not document.post_title:
            raise IntegrityError(_("Say first which position the document is of."))
        post, _new = Post.objects.get_or_create(review=document.review, unit=unit, title=document.post_title)
        post.norm = norm or post.norm
        post.save(update_fields=["norm"])
        propose_functions(document)
        _take_job_description(document, post, norm)


def _norm_of(document: SourceDocument) -> Norm | None:
    """Return the norm that a paper is: none where no order approved it, so that it binds nobody."""
    if not document.number and document.date is None:
        return None
    kind = NormKind.STATUTE if document.kind == DocumentKind.STATUTE else NormKind.JOB_DESCRIPTION
    norm, _new = Norm.objects.get_or_create(
        review=document.review, kind=kind, title=document.title, number=document.number, date=document.date,
        defaults={"valid_from": document.date},
    )  # fmt: skip
    return norm


def _items(document: SourceDocument, role: str) -> list[SourceParagraph]:
    return list(document.paragraphs.filter(role=role).select_related("function"))


def _take_statute(document: SourceDocument, unit: ServiceUnit, norm: Norm | None) -> None:
    _add(UnitTask, document, ParagraphRole.TASK, unit=unit, norm=norm)
    _add(UnitFunction, document, ParagraphRole.FUNCTION, ACTION, unit=unit, norm=norm)
    _add(PostRight, document, ParagraphRole.RIGHT, ACTION, unit=unit, norm=norm)


def _take_job_description(document: SourceDocument, post: Post, norm: Norm | None) -> None:
    _add(PostDuty, document, ParagraphRole.DUTY, (*ACTION, "function"), post=post, norm=norm)
    _add(PostRight, document, ParagraphRole.RIGHT, ACTION, post=post, norm=norm)
    _add(PostRequirement, document, ParagraphRole.REQUIREMENT, ("function", "name"), post=post, norm=norm)
    _add(PostResponsibility, document, ParagraphRole.RESPONSIBILITY, ("function",), post=post, norm=norm)


ACTION = ("verb", "object")


def _add(
    model: type[Any], document: SourceDocument, role: str, takes: Sequence[str] = (), **fixed: Any
) -> None:
    """Make an item of each paragraph of a role, with what it takes from the paragraph."""

    def taken(paragraph: SourceParagraph) -> dict[str, Any]:
        own = {"name": paragraph.text[:120]}
        return {each: own[each] if each in own else getattr(paragraph, each) for each in takes}

    model.objects.bulk_create(
        model(review=document.review, text=each.text, paragraph=each, **fixed, **taken(each))
        for each in _items(document, role)
    )


def link_duties(unit: ServiceUnit, *, corrected_too: bool = False) -> None:
    """Link the duties of a unit's posts that no function is known of to those of a statute read in later.

    Of a paragraph that somebody corrected, that it has no function is their word, unless there was none to
    choose (`corrected_too`).
    """
    functions = list(unit.functions.all())
    unlinked = PostDuty.objects.filter(post__unit=unit, function__isnull=True)
    duties = list(unlinked if corrected_too else unlinked.exclude(paragraph__corrected=True))
    places = best_matches([each.text for each in duties], [each.text for each in functions], LIKE)
    for duty, place in zip(duties, places, strict=True):
        duty.function = None if place is None else functions[place]
    PostDuty.objects.bulk_update(duties, ["function"])


@transaction.atomic
def take_back(document: SourceDocument, *, by: User, reason: str) -> list[str]:
    """Take a document out of the model again; its paragraphs stay and can be corrected.

    Of a table, what its rows changed is put back where nobody has changed it since, and what they made goes
    unless something else rests on it: return the names of what stays.

    Raises:
        IntegrityError: it does not count, or items of an old plan were decided already.
    """
    require_officer(document.review, by)
    if SourceDocument.objects.get(pk=document.pk).state != DocumentState.CONFIRMED:
        raise IntegrityError(_("The document is not confirmed."))
    stay: list[str] = []
    if document.kind in PAPERS:
        for model in ITEMS:
            model.objects.filter(review=document.review, paragraph__document=document).delete()
    else:
        stay = [str(each) for each in take_table_back(document)]
    document.state = DocumentState.PREVIEW
    document.save(update_fields=["state", "brought"])
    audit(document.review, "document_taken_back", by=by, on=document, reason=reason)
    return stay


@transaction.atomic
def remove(document: SourceDocument, *, by: User, reason: str) -> None:
    """Remove a document that does not count, with its paragraphs."""
    require_officer(document.review, by)
    _require_preview(document)
    audit(document.review, "document_removed", by=by, on=document, label=str(document), reason=reason)
    document.delete()


def receive_all(
    review: Review, files: Sequence[tuple[str, bytes]], *, by: User, kind: str = ""
) -> tuple[list[SourceDocument], list[str]]:
    """Receive several files, each whole or not at all; return what was read, and why others were not."""
    read, refused = [], []
    for name, data in files:
        try:
            read.append(receive(review, name=name, data=data, by=by, kind=kind))
        except IntegrityError as error:
            refused.append(str(error))
    return read, refused
