"""Changing what a review of integrity holds: the one door, one topic a module."""
