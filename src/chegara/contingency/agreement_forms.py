"""The form by which an agency agrees to a contingency plan."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from chegara.risk.forms import StandForm


class AgreeForm(StandForm):
    """How an agency stands to the plan; on which paper, where another agency enters it."""

    letter = forms.CharField(
        label=_("Signed on paper: number and date"), required=False, max_length=200,
        help_text=_("for an agency that has no user here: the paper by which it agreed"),
    )  # fmt: skip
