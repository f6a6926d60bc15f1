"""Reading the canine service."""
