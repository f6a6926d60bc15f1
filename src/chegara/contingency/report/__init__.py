"""Contingency plans, activations and exercises as documents."""
