"""Pages of contingency plans, activations and exercises."""
