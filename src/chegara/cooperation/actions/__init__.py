"""Writing cooperation: the one door for change."""
