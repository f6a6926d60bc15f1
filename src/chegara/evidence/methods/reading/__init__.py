"""From a file of any shape to reported rows: tables, cells, mapping, rows."""
