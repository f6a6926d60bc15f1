"""Words and display values of corruption risks, cases and exposed positions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from chegara.integrity.corruption_choices import RiskMap
from chegara.integrity.corruption_queries import ExposedPost, Judged, RiskLevels, RiskPicture
from chegara.integrity.methods.exposure import Reason
from chegara.integrity.methods.scales import Band, controls, factors, in_language
from chegara.integrity.models import IntegrityCase
from chegara.reporting.numbers import decimal

UNKNOWN = "–"
COLOURS = {Band.LOW: 1, Band.MEDIUM: 3, Band.HIGH: 5}
"""Numbers of the pages' colours for levels."""


def band_words(band: Band | None) -> str:
    """Return a band's name."""
    if band is None:
        return _("not judged")
    return {
        Band.LOW: pgettext("corruption risk", "low"),
        Band.MEDIUM: pgettext("corruption risk", "medium"),
        Band.HIGH: pgettext("corruption risk", "high"),
    }[band]


def map_title(code: str) -> str:
    """Return the name of a map."""
    return str(RiskMap(code).label) if code in RiskMap.values else _("Map of corruption risks")


def factor_words(code: str, language: str) -> str:
    """Return a factor's code and words."""
    return f"{code} {in_language(factors()[code], language)}"


def control_words(code: str, language: str) -> str:
    """Return a control's code and words."""
    return f"{code} {in_language(controls()[code], language)}"


def scale_words(picture: RiskPicture) -> dict[str, str]:
    """Return the scale's title and source."""
    scale = picture.scale
    return {
        "title": in_language(scale.title, picture.language),
        "source": in_language(scale.source, picture.language),
    }


def round_words(picture: RiskPicture) -> list[str]:
    """Return by round whose levels count how many judged how many risks, and how far they agree."""
    names = picture.panel.criteria_words if picture.panel else {}
    told = []
    for found in picture.results:
        risks = len({one.item.pk for one in found.findings})
        line = _("Round %(number)s: %(ballots)s, %(risks)s.") % {
            "number": found.round.number,
            "ballots": ngettext("%(n)d ballot", "%(n)d ballots", found.ballots) % {"n": found.ballots},
            "risks": ngettext("%(n)d risk", "%(n)d risks", risks) % {"n": risks},
        }
        agree = "; ".join(
            f"{names.get(one.criterion, one.criterion)} {decimal(one.found.alpha, picture.language, 2)}"
            for one in found.agreement
            if one.found.alpha is not None
        )
        told.append(
            f"{line} " + _("Agreement (Krippendorff's alpha): %(told)s.") % {"told": agree} if agree else line
        )
    return told


def level_words(judged: Judged, words: Iterable[Any], language: str) -> str:
    """Return a level with its words and how many judged it."""
    if judged.level is None:
        return _("not judged")
    name = in_language(list(words)[judged.level - 1], language)
    given = ngettext("%(n)d assessor", "%(n)d assessors", judged.given) % {"n": judged.given}
    apart = "; " + _("far apart, talk it over") if judged.apart else ""
    return f"{judged.level} ({name}); {given}{apart}"


def map_tables(picture: RiskPicture) -> list[dict[str, Any]]:
    """Return each map before and after controls, as rows of cells."""
    scale, language = picture.scale, picture.language
    made = []
    for code, risks in picture.maps:
        for after in (False, True):
            rows = [
                {
                    "level": level,
                    "words": in_language(scale.likelihood[level - 1], language),
                    "cells": [
                        {"colour": COLOURS[band], "words": band_words(band), "risks": there}
                        for _column, band, there in cells
                    ],
                }
                for level, cells in picture.cells(risks, after=after)
            ]
            made.append(
                {
                    "title": map_title(code),
                    "after": after,
                    "rows": rows,
                    "columns": [
                        f"{at} {in_language(words, language)}"
                        for at, words in enumerate(scale.impact, start=1)
                    ],
                    "unjudged": [one.risk for one in risks if _pair(one, after) is None],
                }
            )
    return made


def _pair(levels: RiskLevels, after: bool) -> Band | None:
    return levels.after if after else levels.before


def risk_rows(picture: RiskPicture) -> list[dict[str, Any]]:
    """Return the list of risks."""
    return [
        {
            "risk": one.risk,
            "kind": pgettext("of a corruption risk", "real")
            if one.risk.kind == "real"
            else pgettext("of a corruption risk", "potential"),
            "step": one.risk.step or UNKNOWN,
            "factors": ", ".join(one.risk.factors) or UNKNOWN,
            "controls": ", ".join(f"{c.code} {c.strength} %" for c in one.risk.controls.all()) or UNKNOWN,
            "before": band_words(one.before),
            "before_class": COLOURS[one.before] if one.before else 0,
            "after": band_words(one.after),
            "after_class": COLOURS[one.after] if one.after else 0,
        }
        for one in picture.risks
    ]


def risk_facts(picture: RiskPicture, levels: RiskLevels) -> list[tuple[str, str]]:
    """Return what is told of one risk, as pairs of name and value."""
    risk, scale, language = levels.risk, picture.scale, picture.language
    formula = UNKNOWN
    if levels.by_controls:
        formula = f"{levels.by_controls} ({in_language(scale.likelihood[levels.by_controls - 1], language)})"
    return [
        (_("Kind"), risk.get_kind_display()),
        (_("Map"), risk.get_map_display()),
        (_("What is done or left undone, and for whose benefit"), risk.act),
        (_("Scheme"), risk.scheme or UNKNOWN),
        (_("Process step"), str(risk.step or UNKNOWN)),
        (_("Positions"), "; ".join(str(post) for post in risk.posts.all()) or UNKNOWN),
        (_("Factors"), "; ".join(factor_words(code, language) for code in risk.factors) or UNKNOWN),
        (_("Laws and orders"), "; ".join(str(norm) for norm in risk.norms.all()) or UNKNOWN),
        (_("What shows it"), risk.evidence or UNKNOWN),
        (_("Who answers for the risk"), risk.owner or UNKNOWN),
        (_("Likelihood without controls"), level_words(levels.likelihood, scale.likelihood, language)),
        (_("Impact without controls"), level_words(levels.impact, scale.impact, language)),
        (_("Risk without controls"), band_words(levels.before)),
        (
            _("Likelihood with today's controls"),
            level_words(levels.likelihood_after, scale.likelihood, language),
        ),
        (_("Impact with today's controls"), level_words(levels.impact_after, scale.impact, language)),
        (_("Risk with today's controls"), band_words(levels.after)),
        (_("Likelihood that the controls' strength would leave, by formula"), formula),
    ]


def case_rows(cases: Iterable[IntegrityCase]) -> list[dict[str, Any]]:
    """Return the list of cases."""
    return [
        {
            "case": case,
            "day": f"{case.date:%d.%m.%Y}" if case.date else UNKNOWN,
            "where": str(case.post or case.office or UNKNOWN),
            "status": case.get_status_display(),
            "found": case.get_found_by_display(),
            "failed": case.failed_control or UNKNOWN,
            "loss": case.loss or _("unknown"),
            "risk": case.risk,
        }
        for case in cases
    ]


def reason_words(post: ExposedPost) -> list[str]:
    """Return why a position is sensitive."""
    words = {
        Reason.SCORE: _("exposure of %(score).0f of 100") % {"score": post.score or 0},
        Reason.STRONG_FACTORS: _("strong factors: %(codes)s")
        % {"codes": ", ".join(code for code, strength in post.factors.items() if strength == 3)},
        Reason.HIGH_RISK: _("a high corruption risk"),
        Reason.CASE: _("a case that was established"),
        Reason.BY_NORM: _("named by a norm or order: %(which)s") % {"which": post.post.sensitive_why}
        if post.post.sensitive_why
        else _("marked in the staffing table"),
    }
    return [words[reason] for reason in post.reasons]


def factors_used(codes: Iterable[str], language: str) -> list[str]:
    """Return the factors among codes with their words, for the legend of a table."""
    used = set(codes)
    return [factor_words(code, language) for code in factors() if code in used]


def post_rows(picture: RiskPicture) -> list[dict[str, Any]]:
    """Return the positions with exposure, reasons and overdue rotation."""
    return [
        {
            "post": one.post,
            "score": f"{one.score:.0f}" if one.score is not None else _("not judged"),
            "factors": ", ".join(f"{code}:{strength}" for code, strength in one.factors.items()) or UNKNOWN,
            "reasons": reason_words(one),
            "overdue": [
                _("%(holder)s since %(since)s, due %(due)s, %(months)s over")
                % {
                    "holder": holder,
                    "since": f"{since:%d.%m.%Y}",
                    "due": f"{turn.due:%d.%m.%Y}",
                    "months": ngettext("%(n)d month", "%(n)d months", turn.months_over)
                    % {"n": turn.months_over},
                }
                for holder, since, turn in one.overdue
            ],
        }
        for one in picture.posts
    ]
