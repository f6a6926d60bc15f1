"""Ballots: checking what somebody fills in, and the digest of what was cast."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from chegara.elicitation.methods.amounts import Amounts
from chegara.elicitation.methods.distributions import ImpossibleAnswersError
from chegara.elicitation.methods.scales import Scale, ScaleMapping, load_scale
from chegara.elicitation.models import AgencyTerms, Item, Panel, Round
from chegara.elicitation.queries import asked_items
from chegara.organisation.models import Agency

CANNOT_JUDGE = ""
"""The word of an expert who cannot judge: an answer, and no level."""

LONGEST_RATIONALE = 4000


class ElicitationError(Exception):
    """It can't be done, and the message tells the user why and what to do."""


@dataclass(frozen=True)
class Answer:
    """One judgement as filled in: a word of the agency's scale (or CANNOT_JUDGE), and why."""

    word: str
    rationale: str = ""


Key: TypeAlias = tuple[int, str]
"""An item's key in the database and a criterion's code."""


def words_of(panel: Panel, agency: Agency) -> list[tuple[str, int | None]]:
    """Return the words that an agency judges with, from the lowest, each with its common level."""
    terms = AgencyTerms.objects.filter(panel=panel, agency=agency).first()
    if terms and terms.words:
        return [(str(word), level) for word, level in terms.words]
    return [(level.code, number) for number, level in enumerate(load_scale(panel.scale).levels, start=1)]


def checked_words(scale: Scale, words: list[tuple[str, int | None]]) -> list[tuple[str, int | None]]:
    """Return an agency's scale as it is stored.

    Raises:
        BrokenMappingError: a level is none of the common scale, or the order is turned round.
    """
    ScaleMapping(scale=scale, levels=dict(words))
    return words


def checked_word(panel: Panel, agency: Agency, word: str) -> tuple[str, int | None]:
    """Return an answer as it is kept, with its level on the common scale; amounts have none.

    Raises:
        ElicitationError: it is no word of the agency's scale, or no three amounts that rise.
    """
    if panel.unit:
        try:
            return Amounts.read(word).word, None
        except ImpossibleAnswersError as error:
            raise ElicitationError(
                _("Three amounts above 0 are needed, each larger than the last.")
            ) from error
    levels = dict(words_of(panel, agency))
    if word not in levels:
        raise ElicitationError(_("“%(word)s” is no word of the scale.") % {"word": word})
    return word, levels[word]


def checked_answers(
    round_: Round, agency: Agency, answers: Mapping[Key, Answer]
) -> dict[Key, tuple[str, int | None, str]]:
    """Return word, level and rationale of each answer.

    Raises:
        ElicitationError: an item or criterion has no answer, or a word is none of the agency's scale.
    """
    checked: dict[Key, tuple[str, int | None, str]] = {}
    panel = round_.panel
    for item in asked_items(round_):
        for criterion, name in panel.criteria_words.items():
            answer = answers.get((item.pk, criterion))
            if answer is None:
                raise ElicitationError(
                    _("%(item)s, %(criterion)s: no answer. Choose a level, or say that you cannot judge.")
                    % {"item": item, "criterion": name}
                )
            word, level = _word_and_level(panel, agency, answer.word, f"{item}, {name}")
            checked[(item.pk, criterion)] = (word, level, answer.rationale.strip()[:LONGEST_RATIONALE])
    return checked


def _word_and_level(panel: Panel, agency: Agency, word: str, of: str) -> tuple[str, int | None]:
    if word == CANNOT_JUDGE:
        return CANNOT_JUDGE, None
    try:
        return checked_word(panel, agency, word)
    except ElicitationError as error:
        raise ElicitationError(f"{of}: {error}") from error


def digest(round_: Round) -> str:
    """Return the SHA-256 of what a round's ballots say, whatever their keys and order."""
    keys = dict(Item.objects.filter(panel=round_.panel_id).values_list("pk", "key"))
    content: list[Any] = sorted(
        [
            ballot.agency.code,
            ballot.paper_number or 0,
            sorted([keys[j.item_id], j.criterion, j.word, j.rationale] for j in ballot.judgements.all()),
        ]
        for ballot in round_.ballots.select_related("agency").prefetch_related("judgements")
    )
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
