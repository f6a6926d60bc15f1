"""Filters of the checkpoint's lists."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import CharFilter, ChoiceFilter, FilterSet

from chegara.organisation.readers import sources_like
from chegara.pages.filters import style_filters
from chegara.profiling.choices import CheckState, Moment, PurposeCode, SubjectCode
from chegara.profiling.models import Check, Indicator
from chegara.profiling.wordings import NAME


@style_filters
class IndicatorFilter(FilterSet):
    text = CharFilter(label=_("Text"), method="find_text")
    subject = ChoiceFilter(label=_("About"), choices=SubjectCode.choices)
    purpose = ChoiceFilter(label=pgettext_lazy("of screening", "Purpose"), choices=PurposeCode.choices)
    knowable = ChoiceFilter(label=_("Knowable"), choices=Moment.choices)

    class Meta:
        model = Indicator
        fields = ("text", "subject", "purpose", "knowable")

    def find_text(self, rows: Any, _name: str, value: str) -> Any:
        """Find what was written, and what the page shows in the reader's words."""
        return rows.filter(
            Q(text__icontains=value) | Q(text__in=sources_like(value, self.request.user, NAME))
        )


@style_filters
class CheckFilter(FilterSet):
    state = ChoiceFilter(label=_("State"), choices=CheckState.choices)
    purpose = ChoiceFilter(label=pgettext_lazy("of screening", "Purpose"), choices=PurposeCode.choices)

    class Meta:
        model = Check
        fields = ("state", "purpose")
