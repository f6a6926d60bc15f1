"""Words and display values of the slice."""
