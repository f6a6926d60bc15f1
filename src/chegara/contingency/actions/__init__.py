"""Changing contingency plans, their activations and exercises: the one door."""
