"""Calculation on plans, without database or web."""
