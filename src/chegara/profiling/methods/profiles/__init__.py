"""The profile file: what a risk profile may say, how it is read, told in words and decided for one record."""
