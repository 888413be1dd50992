"""Pages about documents, and about what is one's own."""
