"""Published methods of planning: pure, without Django."""
