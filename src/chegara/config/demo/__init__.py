"""Data of the demonstration: real seizures of Uzbekistan, and Sarvania, a country that does not exist."""
