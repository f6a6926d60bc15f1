"""Countries, agencies, units, border sections, crossing points, memberships."""
