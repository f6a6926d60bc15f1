"""The one door by which the canine service changes."""
