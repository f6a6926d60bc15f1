"""Published methods on evidence: pure, without Django."""
