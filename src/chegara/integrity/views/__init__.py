"""Pages of reviews of integrity, one topic a module."""
