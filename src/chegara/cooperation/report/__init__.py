"""Cooperation as blocks of documents."""
