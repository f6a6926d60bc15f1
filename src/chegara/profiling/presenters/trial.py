"""What a back-test found, in the sentences that an approver reads before signing."""

from __future__ import annotations

from math import floor
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from chegara.profiling.approval import picked_out

PER_MILLION = 1_000_000


def innocent_of(result: dict[str, Any]) -> int | None:
    """Return how many of 1,000 selected will be innocent at least; None where the back-test could not say,
    as where it selected nobody.

    Whole persons, never rounded up: a thousand of a thousand would say that nobody can be found.
    """
    return floor(result["innocent"]) if result.get("selected") and "innocent" in result else None


def before_signing(result: dict[str, Any]) -> str:
    """Return how many a version selects, how many of them will be innocent, whether it picks out a group."""
    told = []
    if "selected" in result:
        told.append(
            _("Tried on %(records)s records, it selected %(selected)s.")
            % {
                "records": number_format(result["records"], force_grouping=True),
                "selected": number_format(result["selected"], force_grouping=True),
            }
        )
    if result.get("selected") == 0:
        told.append(_("Where nobody is selected, the test says nothing of who would be."))
    elif "innocent" in result:
        told.append(
            _(
                "Of 1,000 selected, at least %(innocent)s will be innocent, "
                "if %(sought)s of a million are sought."
            )
            % {
                "innocent": innocent_of(result),
                "sought": f"{result['prevalence'] * PER_MILLION:.3g}",
            }
        )
    if picked_out(result) or any(one["alarm"] for one in result.get("disparities", ())):
        told.append(
            _(
                "Alarm: it selects a group far more or less often than the others, and hardly by chance. "
                "Do not sign before the reason is known."
            )
        )
    return " ".join(told)
