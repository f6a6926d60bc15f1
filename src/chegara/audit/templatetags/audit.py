"""The history panel that each record's page shows."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.db import models

from chegara.audit.presenters import present
from chegara.audit.queries import history

MOST_SHOWN = 100
register = template.Library()


@register.inclusion_tag("audit/history.html", takes_context=True)
def history_panel(
    context: dict[str, Any], instance: models.Model, parts: Iterable[models.Model] = ()
) -> dict[str, Any]:
    """Show what was done to a record, and to parts of it, by whom, when and why; newest first."""
    found = [entry for one in (instance, *parts) for entry in history(one, context["user"])[:MOST_SHOWN]]
    found.sort(key=lambda entry: -entry.sequence)
    return {"entries": [present(entry) for entry in found[:MOST_SHOWN]]}
