"""Pages of the checkpoint."""
