"""A plan as one xlsx workbook, out and in again."""
