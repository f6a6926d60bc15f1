"""Evidence as pages and documents show it."""
