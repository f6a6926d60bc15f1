"""The explorer: one selection of evidence as table, chart and map, to look at and to take away."""
