"""Objectives, measures, indicators, deadlines, resources: the one action plan that every slice writes into."""
