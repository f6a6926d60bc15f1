"""The same event reported twice: candidates with their reasons, groups, and which of a group counts."""
