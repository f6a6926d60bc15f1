"""Contingency planning at crossing points: joint instructions, exercises, simulation."""
