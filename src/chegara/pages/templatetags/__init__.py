"""Template tags that slices share."""
