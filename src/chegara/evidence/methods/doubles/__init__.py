"""The same event reported twice: candidates with reasons and a probability, groups, and which of a group counts."""
