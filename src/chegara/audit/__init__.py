"""Who changed what, when and why, in one append-only, hash-chained table."""
