"""Writing risk analyses: the one door."""
