"""Readers of watchlists: each gives the same entries, whatever file they came in."""
