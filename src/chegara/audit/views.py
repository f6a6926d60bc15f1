"""The audit log's page."""

from __future__ import annotations

import django_filters
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from chegara.audit.models import AuditEntry
from chegara.audit.queries import entries_visible_to
from chegara.audit.tables import AuditTable
from chegara.pages.access import page
from chegara.pages.filters import style_filters
from chegara.pages.lists import show_list


@style_filters
class AuditFilter(django_filters.FilterSet):
    """By who and what."""

    actor = django_filters.CharFilter(lookup_expr="icontains")
    object_label = django_filters.CharFilter(lookup_expr="icontains")

    class Meta:
        model = AuditEntry
        fields = ("actor", "object_label")


@page("audit.view")
def audit_log(request: HttpRequest) -> HttpResponse:
    """Show who did what, newest first."""
    entries = entries_visible_to(request.user)  # type: ignore[arg-type]
    return show_list(
        request,
        title=_("Audit log"),
        table_class=AuditTable,
        rows=entries,
        filterset=AuditFilter(request.GET, queryset=entries),
        export_name="audit",
    )
