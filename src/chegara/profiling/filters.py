"""Filters of the checkpoint's lists."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import CharFilter, ChoiceFilter, FilterSet

from chegara.pages.filters import style_filters
from chegara.profiling.choices import CheckState, Moment, PurposeCode, SubjectCode
from chegara.profiling.models import Check, Indicator


@style_filters
class IndicatorFilter(FilterSet):
    text = CharFilter(label=_("Text"), lookup_expr="icontains")
    subject = ChoiceFilter(label=_("About"), choices=SubjectCode.choices)
    purpose = ChoiceFilter(label=pgettext_lazy("of screening", "Purpose"), choices=PurposeCode.choices)
    knowable = ChoiceFilter(label=_("Knowable"), choices=Moment.choices)

    class Meta:
        model = Indicator
        fields = ("text", "subject", "purpose", "knowable")


@style_filters
class CheckFilter(FilterSet):
    state = ChoiceFilter(label=_("State"), choices=CheckState.choices)
    purpose = ChoiceFilter(label=pgettext_lazy("of screening", "Purpose"), choices=PurposeCode.choices)

    class Meta:
        model = Check
        fields = ("state", "purpose")
