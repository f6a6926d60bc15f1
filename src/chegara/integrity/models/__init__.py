"""Tables of the slice, one topic a module."""

from chegara.integrity.models.reviews import Review

__all__ = ["Review"]
