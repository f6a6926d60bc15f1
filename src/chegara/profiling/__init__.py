"""Identification and risk profiles at the checkpoint, lawfully."""
