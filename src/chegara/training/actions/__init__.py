"""The one door by which training changes."""
