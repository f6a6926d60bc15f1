"""How measures find the development plan that they come from, by references such as "canine:plan-3-drugs"."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from chegara.canine.choices import Discipline
from chegara.canine.models import Team
from chegara.organisation.models import Agency
from chegara.organisation.visibility import Viewer
from chegara.plans.origins import Origin


def key_of(agency: Agency, discipline: str) -> str:
    """Return the reference to a service's plan in a discipline."""
    return f"canine:plan-{agency.pk}-{discipline}"


def name_of(agency: Agency, discipline: str) -> str:
    """Return what the plan of a service in a discipline is called."""
    return _("Development plan of the canine service: %(agency)s, %(discipline)s") % {
        "agency": agency.short,
        "discipline": Discipline(discipline).label,
    }


def follow(key: str, viewer: Viewer) -> Origin | None:
    """Return what a reference leads to, None where `viewer` may know of no team of that service."""
    kind, _dash, rest = key.partition("-")
    number, _dash, discipline = rest.partition("-")
    if kind != "plan" or not number.isdigit() or discipline not in Discipline.values:
        return None
    teams = Team.objects.visible_to(viewer).filter(owner_agency=int(number))
    if not teams.exists():
        return None
    agency = Agency.objects.get(pk=int(number))
    query = f"?agency={agency.pk}&discipline={discipline}"
    return Origin(name_of(agency, discipline), reverse("canine_development") + query)
