"""Objectives, measures, indicators, deadlines, resources: the action plan into which every slice writes."""
