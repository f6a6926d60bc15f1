"""Published methods of risk analysis: pure, without Django."""
