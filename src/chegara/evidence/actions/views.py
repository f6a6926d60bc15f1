"""Saved views: a name for what somebody asks of the evidence again and again."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from chegara.accounts.models import User
from chegara.audit.actions import changed_fields, record, snapshot
from chegara.evidence.explorer.selection import kept
from chegara.evidence.models import SavedView
from chegara.organisation.models import Agency, State


@transaction.atomic
def save_view(
    *, name: str, country: State, parameters: Mapping[str, str], agency: Agency | None, by: User
) -> SavedView:
    """Keep a selection under a name, for oneself or for one's agency."""
    view = SavedView(name=name, country=country, selection=kept(parameters), agency=agency, by=by)
    view.full_clean()
    view.save()
    record(by=by, action="evidence.view_saved", on=view, after=snapshot(view), agency=_code(view))
    return view


@transaction.atomic
def change_view(view: SavedView, *, name: str, agency: Agency | None, by: User) -> SavedView:
    """Give a view another name, or share it with another agency or nobody."""
    before = snapshot(view)
    view.name, view.agency = name, agency
    view.full_clean()
    view.save()
    old, new = changed_fields(before, snapshot(view))
    record(by=by, action="evidence.view_changed", on=view, before=old, after=new, agency=_code(view))
    return view


@transaction.atomic
def delete_view(view: SavedView, *, by: User) -> None:
    """Forget a view; the log keeps what it was."""
    record(by=by, action="evidence.view_deleted", on=view, before=snapshot(view), agency=_code(view))
    view.delete()


def _code(view: SavedView) -> str:
    return view.agency.code if view.agency else ""
