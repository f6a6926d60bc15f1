"""Grades as lists, pages and documents show them: always with their scheme and with who graded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chegara.evidence.grade_models import Grade, SeriesConfidence
from chegara.evidence.methods.grading import Scheme, confidence_words, schemes

DOUBTS = {
    "high_on_weak_basis": lambda: _("High confidence rests here on a basis that is judged low: look again."),
    "low_on_strong_basis": lambda: _(
        "Low confidence although each basis is judged high: say why in the reason."
    ),
    "no_assumptions": lambda: _(
        "No key assumption is named: what would change the conclusion if it were wrong?"
    ),
}


def language_of(language: str | None = None) -> str:
    """Return the language in which grades are told, by default the page's."""
    code = (language or get_language() or "en")[:2]
    return code if code in {"en", "ru"} else "en"


def scheme_name(code: str) -> str:
    """Return the short name of a scheme."""
    return schemes()[code].short[language_of()]


def grade_words(grade: Grade) -> str:
    """Return a grade in a line: letters, scheme, who graded."""
    return _("%(grade)s (%(scheme)s, %(agency)s)") % {
        "grade": grade, "scheme": scheme_name(grade.scheme), "agency": grade.agency.short,
    }  # fmt: skip


def grades_words(grades: Iterable[Grade]) -> str:
    """Return several agencies' grades side by side; they are never made one."""
    return "; ".join(grade_words(grade) for grade in grades) or "–"


@dataclass(frozen=True)
class PresentedGrade:
    """A grade with what its letters mean; `reason` is empty for whoever is of another agency."""

    grade: Grade
    scheme: str
    source: str
    information: str
    handling: str
    reason: str


def present_grade(grade: Grade, own: set[int]) -> PresentedGrade:
    """Return a grade as a page shows it to somebody who belongs to the agencies `own`."""
    scheme, language = schemes()[grade.scheme], language_of()
    return PresentedGrade(
        grade=grade,
        scheme=scheme.names[language],
        source=scheme.reliability[grade.reliability].names[language],
        information=scheme.credibility[grade.credibility].names[language],
        handling=scheme.handling[grade.handling].names[language] if grade.handling else "",
        reason=grade.reason if grade.agency_id in own else "",
    )


@dataclass(frozen=True)
class PresentedScheme:
    """A scheme as the page of schemes shows it: its parts with letters and meanings."""

    scheme: Scheme
    name: str
    source: str
    parts: tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...]


def present_schemes() -> list[PresentedScheme]:
    """Return all schemes in words."""
    language = language_of()
    titles = {
        "reliability": _("Reliability of the source"),
        "credibility": _("Credibility of the information"),
        "handling": _("Handling"),
    }
    return [
        PresentedScheme(
            scheme=scheme,
            name=scheme.names[language],
            source=scheme.source[language],
            parts=tuple(
                (title, tuple((m.code, m.names[language], m.unknown) for m in getattr(scheme, part).values()))
                for part, title in titles.items()
                if getattr(scheme, part)
            ),
        )
        for scheme in schemes().values()
    ]


@dataclass(frozen=True)
class PresentedConfidence:
    """The confidence of an analysis with the meaning of its level and what a reader would ask."""

    judged: SeriesConfidence
    meaning: str
    doubts: tuple[str, ...]


def present_confidence(judged: SeriesConfidence) -> PresentedConfidence:
    """Return a confidence as a page shows it."""
    return PresentedConfidence(
        judged=judged,
        meaning=confidence_words()["meaning"][judged.level][language_of()],
        doubts=tuple(DOUBTS[code]() for code in judged.confidence.doubts()),
    )
