"""Interagency cooperation: who is competent, who informs whom, what was agreed."""
