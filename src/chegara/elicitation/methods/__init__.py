"""Published methods of judging together: pure, without Django."""
