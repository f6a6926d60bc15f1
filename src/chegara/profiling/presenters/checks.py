"""What a check shows: candidates with their explanation, profiles with what each condition read."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from chegara.profiling.choices import BiometricAnswer, MatchJudgement
from chegara.profiling.models import Check

ISO = re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?\b")
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
    """A date as pages print it, as far as it is known; a span of years and other words stay.

    >>> shown_day("1974-08-12"), shown_day("1974-08"), shown_day("about 1962-05"), shown_day("1973-1974")
    ('12.08.1974', '08.1974', 'about 05.1962', '1973-1974')
    """
    return ISO.sub(lambda found: ".".join(reversed(found[0].split("-"))), iso)


def candidate_rows(check: Check, language: str) -> list[dict[str, Any]]:
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
            "biometric": match.get("biometric", ""),
            "biometric_answer": BiometricAnswer(match["biometric_answer"]).label
            if match.get("biometric_answer")
            else "",
            "biometric_number": match.get("biometric_number", ""),
            "score": _points(match.get("score", 0.0)) if shown else None,
            "rows": [
                {
                    "theirs": row["theirs"],
                    "ours": row["ours"],
                    "reason": row[language],
                    "points": _points(row["points"]),
                }
                for row in match.get("rows", ())
            ]
            if shown
            else [],
            "judged": MatchJudgement(match["judged"]),
            "why": match.get("why", ""),
        }
        for number, match in enumerate(check.matches)
    ]


def _points(share: float) -> float:
    """Hundredths of probability."""
    return round(100 * share, 1)


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
