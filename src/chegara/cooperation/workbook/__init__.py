"""The matrices and passports of cooperation as spreadsheets, out and in."""
