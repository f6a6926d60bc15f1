"""What the pages of cooperation share: the user, the register and record that a page is about, refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from chegara.cooperation.actions.records import CooperationRefusedError
from chegara.cooperation.queries import of_country
from chegara.cooperation.registers import REGISTERS, Register
from chegara.organisation.models import State
from chegara.organisation.queries import countries_of
from chegara.organisation.visibility import agencies_of
from chegara.plans.actions.guards import PlanRefusedError
from chegara.plans.views.common import edit_page, invented, invented_of_mine, user_of

__all__ = (
    "country_of", "edit_page", "fill", "invented", "invented_of_mine", "is_own", "record_for", "register_for", "tried",
    "user_of",
)  # fmt: skip


def register_for(name: str) -> Register:
    """Return a register by its name in addresses, else a page that says there is nothing."""
    if name not in REGISTERS:
        raise Http404
    return REGISTERS[name]


def record_for(request: HttpRequest, register: Register, pk: int) -> Any:
    """Return a record that the user may see, else a page that says there is nothing."""
    user = user_of(request)
    if register.is_part:
        return get_object_or_404(register.model.objects.visible_to(user), pk=pk)
    return get_object_or_404(of_country(register.model, None, user), pk=pk)


def country_of(request: HttpRequest) -> State | None:
    """Return the country that a page is about: the one asked for, else the user's own, invented or not."""
    countries = countries_of(user_of(request)).filter(home=True)
    return (
        countries.filter(pk=request.GET.get("country", "")).first()
        or countries.order_by("-invented", "pk").first()
    )


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
    except (CooperationRefusedError, PlanRefusedError) as error:
        form.add_error(None, str(error))
        return False
    except ValidationError as error:
        found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, problems in found.items():
            form.add_error(name if name in form.fields else None, problems)
        return False
    return True
