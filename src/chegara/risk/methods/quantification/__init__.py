"""How often and how much: frequency, consequence, harm of a year."""
