"""Tables of the slice's lists."""

import django_tables2 as tables

from chegara.integrity.models import Review


class ReviewTable(tables.Table):
    title = tables.Column(linkify=True)
    on = tables.DateColumn(format="d.m.Y")

    class Meta:
        model = Review
        fields = ("title", "owner_agency", "on")
