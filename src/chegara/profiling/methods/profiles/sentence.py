"""A profile, a condition and an outcome in plain words, English or Russian, for the officer who acts on
them."""

from __future__ import annotations

import datetime as dt

from chegara.profiling.methods.profiles.closures import Outcome
from chegara.profiling.methods.profiles.document import Profile
from chegara.profiling.methods.profiles.fields import Catalogue, standard_catalogue
from chegara.profiling.methods.profiles.problems import words
from chegara.profiling.methods.profiles.tree import Condition, Group, ListName, Node, Scalar, conditions

MOST_TOLD = 8
"""So many values of a list are told, then how many there are."""

_RESULTS = {
    "en": {True: "yes", False: "no", None: "not known"},
    "ru": {True: "да", False: "нет", None: "не известно"},
}


def _word(section: str, key: str, language: str) -> str:
    entry: dict[str, str] = words()[section][key]
    return entry["ru" if language == "ru" else "en"]


def sentence(profile: Profile, language: str = "en", catalogue: Catalogue | None = None) -> str:
    """Return what a profile does: subject, lane, conditions, share, term."""
    subject = _word("subjects", profile.subject, language)
    told = _word("sentence", "profile", language).format(
        subject=subject[:1].upper() + subject[1:],
        lane=_word("lanes", profile.lane, language),
        tree=tree_sentence(profile.when, language, catalogue),
    )
    if profile.percent < 100:
        told += _word("sentence", "share", language).format(percent=_told(profile.percent, language))
    if profile.offices:
        told += _word("sentence", "offices", language).format(offices=", ".join(profile.offices))
    if _has_not(profile.when):
        told += _word("sentence", "missing_counts", language)
    start, end = (_told(day, language) for day in (profile.valid_from, profile.valid_to))
    return told + _word("sentence", "term", language).format(start=start, end=end)


def tree_sentence(node: Node, language: str = "en", catalogue: Catalogue | None = None) -> str:
    """Return a tree in words; groups within groups stand in brackets."""
    if isinstance(node, Condition):
        return condition_sentence(node, language, catalogue)
    parts = [_inner(rule, language, catalogue, alone=len(node.rules) == 1) for rule in node.rules]
    told = _word("sentence", node.combinator, language).join(parts)
    return _word("sentence", "not", language).format(tree=told) if node.negated else told


def _inner(node: Node, language: str, catalogue: Catalogue | None, *, alone: bool) -> str:
    told = tree_sentence(node, language, catalogue)
    brackets = isinstance(node, Group) and len(node.rules) > 1 and not node.negated and not alone
    return f"({told})" if brackets else told


def condition_sentence(condition: Condition, language: str = "en", catalogue: Catalogue | None = None) -> str:
    """Return one condition in words."""
    label = (catalogue or standard_catalogue())[condition.field].label(language)
    value = condition.value
    if isinstance(value, bool):
        wanted = value == (condition.operator == "=")
        return _word("flags", "yes" if wanted else "no", language).format(field=label)
    told: object
    if isinstance(value, tuple):
        shown = [_told(each, language) for each in value]
        told = shown if condition.operator in {"between", "notBetween"} else _listed(shown, language)
    else:
        told = value.name if isinstance(value, ListName) else _told(value, language)
    return _word("operators", condition.operator, language).format(field=label, value=told)


def outcome_sentence(outcome: Outcome, language: str = "en", catalogue: Catalogue | None = None) -> str:
    """Return a condition with the value read and whether it fired."""
    return f"{reading_sentence(outcome, language, catalogue)} — {_RESULTS[language][outcome.fired]}"


def reading_sentence(outcome: Outcome, language: str = "en", catalogue: Catalogue | None = None) -> str:
    """Return a condition with the value read, where it is said elsewhere whether it fired."""
    told = condition_sentence(outcome.condition, language, catalogue)
    read = _told(outcome.read, language) if outcome.read is not None else _RESULTS[language][None]
    return f"{told} — прочитано: {read}" if language == "ru" else f"{told} — read: {read}"


def _told(value: Scalar | None, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _RESULTS[language][value]
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, float):
        told = str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        return told.replace(".", ",") if language == "ru" else told
    return str(value)


def _listed(shown: list[str], language: str) -> str:
    if len(shown) <= MOST_TOLD:
        return ", ".join(shown)
    rest = len(shown) - MOST_TOLD
    more = f"и ещё {rest}" if language == "ru" else f"and {rest} more"
    return ", ".join(shown[:MOST_TOLD]) + f" {more}"


def _has_not(node: Node) -> bool:
    if isinstance(node, Condition):
        return False
    return node.negated or any(_has_not(rule) for rule in node.rules)


def conditions_in_words(profile: Profile, language: str = "en") -> list[str]:
    """Return each condition of a profile in words, for a card."""
    return [condition_sentence(condition, language) for _, condition in conditions(profile.when)]
