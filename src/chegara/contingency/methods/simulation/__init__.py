"""Simulation of a crossing point: scenario, draws, event loop, statistics, comparison of plans, staffing."""
