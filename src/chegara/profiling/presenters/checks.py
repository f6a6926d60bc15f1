"""What a check shows: candidates with their explanation, profiles with what each condition read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from chegara.profiling.choices import MatchJudgement
from chegara.profiling.models import Check

WHAT = {
    "name": _("name"),
    "birth": _("date of birth"),
    "sex": _("sex"),
    "document": _("document"),
}
RULES = {
    "name_same": _("the name agrees"),
    "name_sounds_like": _("the name sounds alike"),
    "name_differs": _("the name differs"),
    "birth_same": _("the same day of birth"),
    "birth_swapped": _("day and month are swapped"),
    "birth_first_january": _("the same year; 1 January stands for an unknown day"),
    "birth_year_same": _("the same year, another day"),
    "birth_year_fits": _("the year fits; the list knows no more"),
    "birth_differs": _("another date of birth"),
    "sex_same": _("the same sex"),
    "sex_differs": _("another sex"),
    "document_same": _("the same document number"),
    "document_other": _("another document number"),
}
QUESTION_WORDS = {
    "purpose": _("Purpose of the journey, in the person's words"),
    "route": _("Route and means of travel; what was booked, by whom"),
    "stay": _("Where and how long; who confirms it"),
    "means": _("Means for the stay and the return"),
    "company": _("With whom; who pays; who holds the papers"),
    "documents": _("Documents shown, and what was verified"),
    "remarks": _("What speaks against the suspicion; other remarks"),
}


def shown_day(iso: str) -> str:
    """A date as pages print it, as far as it is known.

    >>> shown_day("1974-08-12"), shown_day("1974-08"), shown_day("")
    ('12.08.1974', '08.1974', '')
    """
    return ".".join(reversed(iso.split("-")))


def candidate_rows(check: Check) -> list[dict[str, Any]]:
    """Candidates as the page shows them; without the score until the officer's own view is written."""
    shown = bool(check.own_view)
    return [
        {
            "number": number,
            "name": match.get("name", ""),
            "births": ", ".join(shown_day(one) for one in match.get("births", ())),
            "list": match.get("list_title", ""),
            "authority": match.get("authority", ""),
            "action": match.get("action", ""),
            "programme": match.get("programme", ""),
            "score": match.get("score") if shown else None,
            "rows": [
                {**row, "what": WHAT[row["what"]], "rule": RULES[row["rule"]]}
                for row in match.get("rows", ())
            ]
            if shown
            else [],
            "judged": MatchJudgement(match["judged"]),
            "why": match.get("why", ""),
        }
        for number, match in enumerate(check.matches)
    ]


def trace_rows(check: Check, language: str) -> list[dict[str, Any]]:
    """Each active profile with what every condition read; those that fired first."""
    rows = [
        {
            **trace,
            "conditions": [
                {"text": one[language], "fired": one["fired"], "known": one["known"]}
                for one in trace.get("conditions", ())
            ],
        }
        for trace in check.traces
    ]
    return sorted(rows, key=lambda row: not row["fired"])
