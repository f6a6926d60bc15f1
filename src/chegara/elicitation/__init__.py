"""Several people judge in secret, then together: scales, agreement, positions, pooled quantiles."""
