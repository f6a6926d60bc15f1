"""Reading a service's papers: files into paragraphs, paragraphs into items; nothing here imports Django."""
