"""Chegara: open-source software for the people who manage a country's border."""
