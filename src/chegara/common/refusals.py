"""Refusals that are told in the user's language although what refuses knows nothing of languages.

What is said is kept as a text with named places, marked by `gettext_noop` for the catalogues, and the values
that stand in them; its English is there at once, and pages put the text into the user's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Labelled(Protocol):
    """What has a name in each language."""

    def label(self, language: str) -> str:
        """Return the name in `en` or `ru`."""


def gettext_noop(text: str) -> str:
    """Return a text as it is, marked as one to be translated."""
    return text


@dataclass(frozen=True)
class Said:
    """A text with named places, and what stands in them.

    >>> str(Said("%(place)s: it is empty", {"place": Said("row %(row)s", {"row": 3})}))
    'row 3: it is empty'
    """

    text: str
    told: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return what is said in English."""
        return self.text % {
            name: value.label("en") if isinstance(value, Labelled) else value
            for name, value in self.told.items()
        }


class Refused(ValueError):  # noqa: N818 - the errors of each method are named so
    """Something that cannot be done; `said` tells why and what to do."""

    def __init__(self, text: str, **told: Any) -> None:
        self.said = Said(text, told)
        super().__init__(str(self.said))
