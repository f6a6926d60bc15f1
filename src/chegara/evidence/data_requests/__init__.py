"""Asking agencies for figures: the form that goes out and comes back, its letter, who is late."""
