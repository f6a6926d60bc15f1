"""Published methods of this slice; nothing here imports Django."""
