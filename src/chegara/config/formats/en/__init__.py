"""Dates and numbers as the region writes them."""
