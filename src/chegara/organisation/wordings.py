"""Free texts in the reader's language.

Plans and registers are written in one language. Where somebody has written a text of theirs in another
language too, readers of that language are shown it. The text that was written stays what is stored: what was
read in other words can't be saved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Self

from django.db import models
from django.utils.translation import get_language

_words: ContextVar[Mapping[str, str] | None] = ContextVar("words", default=None)


class SpokenError(RuntimeError):
    """A record was read in other words than were written, and can't be saved."""


@contextmanager
def speaking(words: Mapping[str, str]) -> Iterator[None]:
    """Read the texts of `Worded` records in these words, by what was written, until this ends."""
    token = _words.set(words or None)
    try:
        yield
    finally:
        _words.reset(token)


def language() -> str:
    """Return the language of the page or document, without its country."""
    return (get_language() or "en").partition("-")[0]


class Worded(models.Model):
    """A record whose free texts are read in the reader's language, as far as they were put into words."""

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
def text_columns(model: type[models.Model]) -> frozenset[str]:
    """Return the columns of a table that hold free text, or what a run found under names of free text."""
    found = (
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not field.choices
        and not field.primary_key
    )
    return frozenset(field.attname for field in found)


def _said(value: Any, words: Mapping[str, str]) -> Any:
    match value:
        case str():
            return words.get(value, value)
        case list():
            return [_said(each, words) for each in value]
        case dict():
            return {_said(name, words): _said(each, words) for name, each in value.items()}
    return value


def texts_in(records: Sequence[models.Model]) -> list[str]:
    """Return the free texts of records in their order, each once: what has words, not codes alone."""
    found: dict[str, None] = {}
    for one in records:
        for field in one._meta.concrete_fields:
            if field.attname in text_columns(type(one)) and not isinstance(field, models.JSONField):
                text = str(getattr(one, field.attname) or "")
                if sum(sign.islower() for sign in text) > 1:
                    found[text] = None
    return list(found)
