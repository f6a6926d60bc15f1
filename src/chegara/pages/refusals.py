"""What the methods refuse, in the user's language."""

from __future__ import annotations

from django.utils.translation import gettext

from chegara.common.refusals import Refused


def in_words(refused: Refused) -> str:
    """Return why something cannot be done, in the language that is active."""
    return gettext(refused.said.text) % refused.said.told
