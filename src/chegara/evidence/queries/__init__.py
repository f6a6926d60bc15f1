"""Reading evidence, always as one viewer may see it: series, breakdowns, and who has reported what."""
