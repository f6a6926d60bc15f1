"""Selection of records by profiles: SQL for millions, lanes, control sample, back-test."""
