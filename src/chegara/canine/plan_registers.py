"""The registers of norms and of what the development plan rests on, with the sources that are cited."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.canine.models import (
    DutyNorm,
    DutyPost,
    Intake,
    NationalNorm,
    NormCategory,
    NormItem,
    SearchShare,
    UnitCost,
)
from chegara.organisation.registers.described import Register

NORMS = (
    Register(
        NationalNorm,
        _("National norms"),
        _("New national norm"),
        _("Points and categories of certification, entered from the order that is cited. None comes along."),
        ("title", "discipline", "since", "until", "pass_points", "cites"),
        ("title", "discipline", "cites", "since", "until", "pass_points"),
        filters=("discipline",),
        parts=("norm-items", "norm-categories"),
        change="canine.certify",
    ),
    Register(
        NormItem,
        _("Exercises of the norm"),
        _("New exercise of the norm"),
        "",
        ("number", "name", "component", "most_points", "least_points"),
        ("number", "name", "component", "most_points", "least_points"),
        change="canine.certify",
    ),
    Register(
        NormCategory,
        pgettext_lazy("canine", "Categories of the norm"),
        pgettext_lazy("canine", "New category"),
        "",
        ("name", "from_points"),
        ("name", "from_points"),
        change="canine.certify",
    ),
    Register(
        DutyNorm,
        _("Duty norms"),
        _("New duty norm"),
        _("How long dogs work and rest, how many days teams are available, at which age dogs retire."),
        ("discipline", "since", "work_minutes", "rest_minutes", "available_days", "retiring_age", "basis"),
        (
            "discipline", "since", "work_minutes", "rest_minutes", "available_days", "retiring_age",
            "entry_age", "hours_a_month", "chance", "basis",
        ),
        filters=("discipline",),
        change="canine.certify",
    ),
    Register(
        DutyPost,
        _("Posts for teams"),
        _("New post"),
        _("Shifts of a post, what comes there, and how much of it is to be searched."),
        ("name", "discipline", "point", "shifts", "days_a_week", "units_a_day", "share"),
        (
            "name", "point", "discipline", "shifts", "days_a_week", "hours_a_day", "units_a_day", "peak",
            "minutes_a_search", "risk", "share", "basis",
        ),
        filters=("discipline", "point"),
        change="canine.certify",
    ),
    Register(
        SearchShare,
        _("Shares searched by level of risk"),
        _("New share"),
        _("Which share of the traffic is searched where the risk has a level."),
        ("discipline", "level", "share", "basis"),
        ("discipline", "level", "share", "basis"),
        filters=("discipline",),
        change="canine.certify",
    ),
    Register(
        Intake,
        _("Courses of the school"),
        _("New course of the school"),
        _("Teams in the courses, past and planned, and how many of them were certified."),
        ("discipline", "year", "pupils", "qualified"),
        ("discipline", "year", "pupils", "qualified"),
        filters=("discipline", "year"),
        change="canine.certify",
    ),
    Register(
        UnitCost,
        _("Lines of the budget"),
        _("New line of the budget"),
        _("What a team, a pupil, a year costs, with the source of each price."),
        ("name", "discipline", "counted", "amount", "currency", "basis"),
        ("name", "discipline", "counted", "amount", "currency", "basis"),
        filters=("discipline", "counted"),
        change="canine.certify",
    ),
)  # fmt: skip
