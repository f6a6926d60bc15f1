"""Forms of reviews of integrity."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import Role, User
from chegara.integrity.models import Review
from chegara.organisation.models import Agency, Membership
from chegara.pages.forms import StyledForm


class ReviewForm(StyledForm):
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"))
    title = Review._meta.get_field("title").formfield()
    on = Review._meta.get_field("on").formfield()
    about = Review._meta.get_field("about").formfield()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Membership.objects.current().filter(user=user, role=Role.INTEGRITY_OFFICER).values("agency")
        agencies = self.fields["agency"]
        assert isinstance(agencies, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        agencies.queryset = Agency.objects.filter(pk__in=own)
