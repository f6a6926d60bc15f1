"""Free texts in the reader's language.

Plans and registers are written in one language. Where somebody has written a text of theirs in another
language too, readers of that language are shown it. The text that was written stays what is stored: what was
read in other words can't be saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import get_language

_words: ContextVar[Mapping[str, str] | None] = ContextVar("words", default=None)


class SpokenError(RuntimeError):
    """A record was read in other words than were written, and can't be saved."""


@contextmanager
def speaking(words: Mapping[str, str]) -> Iterator[None]:
    """Read the texts of `Worded` records in these words too, by what was written, until this ends."""
    said = {**(_words.get() or {}), **words}
    with _reading(said or None):
        yield


@contextmanager
def as_written() -> Iterator[None]:
    """Read all texts as they were written until this ends: for what is computed or compared, not shown."""
    with _reading(None):
        yield


@contextmanager
def _reading(words: Mapping[str, str] | None) -> Iterator[None]:
    token = _words.set(words)
    try:
        yield
    finally:
        _words.reset(token)


def language() -> str:
    """Return the language of the page or document, without its country."""
    return (get_language() or "en").partition("-")[0]


class Worded(models.Model):
    """A record whose free texts are read in the reader's language, as far as they were put into words."""

    codes: ClassVar[frozenset[str]] = frozenset()
    """Columns that hold no words but a code or a reference."""

    _spoken = False

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the record.

        Raises:
            SpokenError: it was read in other words than were written.
        """
        if self._spoken:
            raise SpokenError(str(self))
        super().save(*args, **kwargs)

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **more: Any) -> Self:
        """Read a record, its texts in the words that are spoken now."""
        words = _words.get()
        if words is None:
            return super().from_db(db, field_names, values, **more)
        places = text_columns(cls)
        said = [
            _said(value, words) if name in places else value
            for name, value in zip(field_names, values, strict=False)
        ]
        one = super().from_db(db, field_names, said, **more)
        one._spoken = said != list(values)  # noqa: SLF001 - its own class
        return one


@cache
def text_columns(model: type[Worded]) -> frozenset[str]:
    """Return the columns of a table that hold free text, or what a run found under names of free text."""
    found = (
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not field.choices
        and field.attname not in model.codes
        and not field.primary_key
    )
    return frozenset(field.attname for field in found)


def said(text: str) -> str:
    """Return a text in the words that are spoken now; as written, where none are."""
    return (_words.get() or {}).get(text, text)


def _said(value: Any, words: Mapping[str, str]) -> Any:
    """Return a text in other words, or what a run found with its texts in other words.

    What names a part of it stays, and so does the same name elsewhere in it: a code that looks like a text
    (a unit "hours", a station "customs") would be sought in vain in another language.
    """
    if isinstance(value, str):
        return words.get(value, value)
    named = frozenset(_names_in(value))
    return _said_within(value, {text: said for text, said in words.items() if text not in named})


def _names_in(value: Any) -> Iterator[str]:
    """Yield the names of all parts of a value of JSON."""
    match value:
        case list():
            for each in value:
                yield from _names_in(each)
        case dict():
            for name, each in value.items():
                yield name
                yield from _names_in(each)


def _said_within(value: Any, words: Mapping[str, str]) -> Any:
    match value:
        case str():
            return words.get(value, value)
        case list():
            return [_said_within(each, words) for each in value]
        case dict():
            return {name: _said_within(each, words) for name, each in value.items()}
    return value


def texts_in(records: Iterable[Any]) -> list[str]:
    """Return the free texts of records in their order, each once: what has words, not codes alone."""
    found: dict[str, None] = {}
    for one in records:
        for field in one._meta.concrete_fields:
            if field.attname in text_columns(one.__class__) and not isinstance(field, models.JSONField):
                text = str(getattr(one, field.attname) or "")
                if sum(sign.islower() for sign in text) > 1:
                    found[text] = None
    return list(found)
