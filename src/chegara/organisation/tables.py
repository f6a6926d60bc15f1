from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import Compartment, User
from chegara.organisation.models import Agency, BorderSection, CrossingPoint, Release
from chegara.organisation.presenters import recipients

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


class NamedTable(tables.Table):
    """Rows with a name in the language of the page, which leads to the record."""

    name = tables.Column(accessor="name", verbose_name=_("Name"), order_by=("name_en",), linkify=True)


class PointTable(NamedTable):
    kind = tables.Column()
    section = tables.Column(order_by=("section__name_en",))
    division = tables.Column(order_by=("division__name_en",))
    booths = tables.Column(attrs=NUMBER)
    lanes = tables.Column(attrs=NUMBER)

    class Meta:
        model = CrossingPoint
        fields = ("name", "country", "kind", "section", "division", "booths", "lanes", "hours", "status")


class SectionTable(NamedTable):
    length_km = tables.Column(attrs=NUMBER)

    class Meta:
        model = BorderSection
        fields = ("name", "country", "neighbour", "length_km", "regime")


class AgencyTable(NamedTable):
    class Meta:
        model = Agency
        fields = ("name", "country", "kind", "code")


class UserTable(tables.Table):
    username = tables.Column(linkify=True)
    roles = tables.Column(empty_values=(), orderable=False, verbose_name=_("Roles"))

    has_factor = tables.BooleanColumn(verbose_name=_("Second factor"), yesno="✓,–")

    class Meta:
        model = User
        fields = ("username", "full_name", "clearance", "is_active", "has_factor", "last_login")

    def render_roles(self, record: User) -> str:
        memberships: Any = record.memberships.all()
        return "; ".join(f"{m.get_role_display()} ({m.agency.short})" for m in memberships)


class CompartmentTable(tables.Table):
    name = tables.Column(linkify=True)
    size = tables.Column(accessor="size", verbose_name=_("Members"), attrs=NUMBER)

    class Meta:
        model = Compartment
        fields = ("code", "name")


class ReleaseTable(tables.Table):
    basis_text = tables.Column(accessor="pk", verbose_name=_("Basis"), orderable=False, linkify=True)
    recipients = tables.Column(empty_values=(), orderable=False, verbose_name=_("To"))

    class Meta:
        model = Release
        fields = ("basis_text", "from_agency", "recipients", "released_at", "withdrawn_at")

    def render_basis_text(self, record: Release) -> str:
        return str(record)

    def render_recipients(self, record: Release) -> str:
        return recipients(record)
