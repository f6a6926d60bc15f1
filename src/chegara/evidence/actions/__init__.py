"""Changing evidence: the one door. Each function is atomic, says who acted, and leaves an audit entry."""
