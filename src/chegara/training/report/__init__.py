"""Training as documents and pages of results."""
