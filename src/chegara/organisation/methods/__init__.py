"""Calculation on the organisation: which place a word names."""
