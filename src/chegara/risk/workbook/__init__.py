"""The register of risks as one xlsx workbook, out and in again."""
