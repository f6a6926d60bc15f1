"""Corrected values as pages show them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chegara.evidence.dictionary import word
from chegara.evidence.methods.corrections import Correction
from chegara.evidence.models import Batch, Question
from chegara.evidence.presenters.figures import exact
from chegara.evidence.presenters.problems import where


def in_words(correction: Correction) -> list[tuple[str, str]]:
    """Return what a correction says anew, as pairs of label and value."""
    if correction.remove:
        return [(_("Row"), _("is taken out"))]
    found = []
    if correction.start is not None:
        found.append((_("Date"), f"{correction.start:%d.%m.%Y}"))
    for label, number in ((_("Number"), correction.value), (_("Quantity"), correction.quantity)):
        if number is not None:
            found.append((label, exact(number)))
    if correction.unit is not None:
        found.append((_("Unit"), word("unit", correction.unit)))
    return found


def corrections_in_words(question: Question) -> list[tuple[str, str]]:
    """Return the corrected values of an answer, as pairs of label and value."""
    return in_words(Correction.from_json(question.corrections)) if question.corrections else []


def corrections_of(batch: Batch) -> list[str]:
    """Return, for each row of an import that an answer corrected, where it is and what it says now."""
    lines = []
    for content in batch.corrections:
        correction = Correction.from_json(content)
        said = ", ".join(f"{label}: {value}" for label, value in in_words(correction))
        lines.append(f"{where(correction.sheet, correction.row, correction.column)}: {said}")
    return lines
