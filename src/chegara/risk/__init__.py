"""The joint risk analysis: levels, ranking, quantities."""
