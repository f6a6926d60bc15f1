"""Writes of the slice: the one door for change."""
