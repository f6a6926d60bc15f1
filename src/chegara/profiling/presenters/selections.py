"""What a selection shows: lanes, offices' quotas, arms with their findings, a record's trace."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from chegara.organisation.wordings import said
from chegara.profiling.choices import LaneCode, QuotaLane
from chegara.profiling.methods.oversight import NOTHING, hit_rate, lift
from chegara.profiling.methods.profiles.bundle import Bundle
from chegara.profiling.methods.profiles.closures import Decision
from chegara.profiling.methods.profiles.sentence import outcome_sentence
from chegara.profiling.models import Selection


def lane_rows(selection: Selection) -> list[dict[str, Any]]:
    """Each lane with its records and their share."""
    records = selection.summary["records"]
    found = selection.summary["lanes"]
    return [
        {
            "code": code, "label": label, "count": found.get(code, 0),
            "percent": 100 * found.get(code, 0) / records if records else None,
        }
        for code, label in LaneCode.choices
    ]  # fmt: skip


def quota_rows(selection: Selection) -> list[dict[str, Any]]:
    """Each quota beside what became of it."""
    return [
        {**one, "office": _("every other office") if one["office"] == "*" else one["office"],
         "lane_label": QuotaLane(one["lane"]).label}
        for one in selection.summary["quotas"]
    ]  # fmt: skip


def arm_rows(selection: Selection) -> list[dict[str, Any]]:
    """Each profile, all of them, and the control sample: hits, examined, confirmed, lift over the sample."""
    findings = selection.findings
    random = findings.get("control", [0, 0])
    rows = [
        _arm(code, hits, findings.get("profiles", {}).get(code, [0, 0]), random)
        for code, hits in selection.summary["hits"].items()
    ]
    control = _arm(str(_("Random control sample")), selection.summary["control"], random, None)
    return [*rows, control]


def _arm(name: str, hits: int, counts: list[int], random: list[int] | None) -> dict[str, Any]:
    examined, confirmed = counts
    return {
        "name": name, "hits": hits, "examined": examined, "confirmed": confirmed,
        "rate": hit_rate(confirmed, examined),
        "lift": lift(confirmed, examined, random[1], random[0]) if random else NOTHING,
    }  # fmt: skip


def decision_rows(decisions: list[Decision], bundle: Bundle, language: str) -> list[dict[str, Any]]:
    """Each profile with what every condition read; those that fired first."""
    rows = [
        {
            "code": one.profile.id, "title": said(one.profile.title), "fired": one.fired, "version": one.profile.version,
            "instruction": said(one.profile.instruction), "lane": LaneCode(str(one.profile.lane)).label,
            "conditions": [
                {
                    "text": outcome_sentence(outcome, language, bundle.catalogue), "fired": outcome.fired,
                    "known": outcome.read is not None,
                }
                for outcome in one.outcomes
            ],
        }
        for one in decisions
    ]  # fmt: skip
    return sorted(rows, key=lambda row: not row["fired"])
