"""Risk analyses as documents."""
