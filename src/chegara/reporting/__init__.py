"""One block model rendered as HTML, Word and PDF, with charts and maps."""
