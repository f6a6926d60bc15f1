"""Pages of the canine service."""
