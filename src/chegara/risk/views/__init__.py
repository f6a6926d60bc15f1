"""Pages of risk analyses."""
