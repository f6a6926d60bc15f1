"""Pure helpers that two slices share."""
