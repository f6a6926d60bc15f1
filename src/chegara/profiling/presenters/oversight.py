"""What the page of oversight shows, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from chegara.profiling.queries import Figures

ATTRIBUTES = {
    "sex": _("sex"), "age": _("age"), "citizenship": _("citizenship"), "residence": _("state of residence"),
    "registration": _("state of registration"), "origin": _("origin of goods"), "importer_size": _("size of importer"),
}  # fmt: skip


SEXES = {"F": _("female"), "M": _("male")}


def group_words(attribute: str, group: str) -> str:
    """What a group is called: a sex in words, a band of ages with a dash, a citizenship by its code."""
    if attribute == "sex":
        return str(SEXES.get(group, group))
    return group.replace("-", "–") if attribute == "age" else group


def group_named(one: dict[str, Any]) -> dict[str, Any]:
    """A comparison of a back-test, its attribute and group in words."""
    attribute = one["attribute"]
    return {
        **one,
        "attribute": ATTRIBUTES.get(attribute, attribute),
        "group": group_words(attribute, one["group"]),
    }


def comparison_rows(figures: Figures) -> list[dict[str, Any]]:
    """Groups beside all others."""
    return [
        {
            "attribute": ATTRIBUTES[one.attribute],
            "group": group_words(one.attribute, one.group),
            "selected": one.selected,
            "checks": one.checks,
            "ratio": one.ratio,
            "odds": one.odds.odds,
            "probability": one.odds.probability,
            "stands_out": one.stands_out,
        }
        for one in figures.comparisons
    ]


def outcome_rows(figures: Figures) -> list[dict[str, Any]]:
    """Hit rates of the selected, by group."""
    return [
        {
            "attribute": ATTRIBUTES[attribute],
            "rates": [(group_words(attribute, group), rate) for group, rate in sorted(test.rates.items())],
            "probability": test.probability,
            "enough": test.enough,
        }
        for attribute, test in figures.outcomes.items()
        if test.rates
    ]
