"""Flows, violations, events and effort: import, reconciliation, quality, trend, forecast."""
