"""Integrity: conformity of functions, corruption risks, cases, the action plan."""
