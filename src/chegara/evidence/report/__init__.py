"""Evidence's chapters of the country risk analysis: data quality, situation, trends, outlook, annex, sources."""
