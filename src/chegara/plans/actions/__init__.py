"""Changing plans and measures: the one door, for people's clicks and for the slices above."""
