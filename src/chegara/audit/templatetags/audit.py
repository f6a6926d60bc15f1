"""The history panel that each record's page shows."""

from typing import Any

from django import template
from django.db import models

from chegara.audit.presenters import present
from chegara.audit.queries import history

register = template.Library()


@register.inclusion_tag("audit/history.html", takes_context=True)
def history_panel(context: dict[str, Any], instance: models.Model) -> dict[str, Any]:
    """Show what was done to a record, by whom, when and why."""
    return {"entries": [present(entry) for entry in history(instance, context["user"])[:100]]}
