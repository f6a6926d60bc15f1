"""Documents of the canine service."""
