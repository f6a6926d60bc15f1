"""What the pages of training share: the record that a page is about, refusals, papers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, get_args

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe

from chegara.accounts.models import User
from chegara.organisation.models import State
from chegara.organisation.visibility import agencies_of
from chegara.plans.actions.guards import PlanRefusedError
from chegara.plans.views.common import edit_page, invented, invented_of_mine, user_of
from chegara.reporting.blocks import Document, Heading
from chegara.reporting.html import render_fragment
from chegara.reporting.render import Format
from chegara.reporting.render import render as render_document
from chegara.training.actions.records import TrainingRefusedError
from chegara.training.activity_sheet import SheetRefusedError
from chegara.training.registers import REGISTERS, Register

__all__ = (
    "edit_page",
    "fill",
    "invented",
    "invented_of_mine",
    "is_own",
    "of_register",
    "paper",
    "record_for",
    "register_for",
    "show_paper",
    "tried",
    "user_of",
)
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}
REFUSALS = (TrainingRefusedError, PlanRefusedError, SheetRefusedError)


def register_for(name: str) -> Register:
    """Return a register by its name in addresses, else a page that says there is nothing."""
    if name not in REGISTERS:
        raise Http404
    return REGISTERS[name]


def of_register(register: Register, user: User) -> Any:
    """Return the rows of a register that somebody may see, with what its list reads."""
    model = register.model
    names = [field.name for field in model._meta.concrete_fields if field.many_to_one and field.name != "by"]
    if "owner_agency" in names:
        names.append("owner_agency__country")
    if register.name == "trainers":
        names.append("person__owner_agency")
    lists = [field.name for field in model._meta.many_to_many if field.name in register.columns]
    return model.objects.visible_to(user).select_related(*names).prefetch_related(*lists)


def record_for(request: HttpRequest, register: Register, pk: int) -> Any:
    """Return a record that the user may see, else a page that says there is nothing."""
    return get_object_or_404(of_register(register, user_of(request)), pk=pk)


def is_own(one: Any, request: HttpRequest) -> bool:
    """Tell whether a record is of one of the user's agencies."""
    return one.owner_agency_id in set(agencies_of(user_of(request)))


def fill(one: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Put a form's values into a record; return those of its lists, which are stored after it."""
    linked = {}
    for name, value in values.items():
        if one._meta.get_field(name).many_to_many:
            linked[name] = list(value)
        else:
            setattr(one, name, value)
    return linked


def tried(form: Any, act: Callable[[], object]) -> bool:
    """Do what a valid form asks for; say on the form why it can't be done, if so."""
    try:
        act()
    except REFUSALS as error:
        form.add_error(None, str(error))
        return False
    except ValidationError as error:
        found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, problems in found.items():
            form.add_error(name if name in form.fields else None, problems)
        return False
    return True


def paper(document: Document, name: str, format_name: str) -> HttpResponse:
    """Hand out a document as a file."""
    if format_name not in get_args(Format):
        raise Http404
    return HttpResponse(
        render_document(document, format_name),  # type: ignore[arg-type]
        content_type=TYPES[format_name],
        headers={"Content-Disposition": f'attachment; filename="{name}.{format_name}"'},
    )


def show_paper(
    request: HttpRequest,
    document: Document,
    *,
    countries: Iterable[State] = (),
    back: tuple[str, str] | None = None,
    files: Iterable[tuple[str, str]] = (),
    **more: Any,
) -> HttpResponse:
    """Show a document's blocks on a page, with the files in which it can be taken away."""
    return render(
        request,
        "training/paper.html",
        {
            "title": document.title,
            "subtitle": document.subtitle,
            "back": back,
            "files": files,
            # The page's own heading comes first: the highest of the document is one below it.
            "body": mark_safe(render_fragment(document.blocks, document.language, top=_top(document))),  # noqa: S308
            **invented(next((each for each in countries if each.invented), None)),
            **more,
        },
    )


def _top(document: Document) -> int:
    """Return the rank of level-1 headings by which the document's highest is an h2."""
    return 3 - min((block.level for block in document.blocks if isinstance(block, Heading)), default=1)
