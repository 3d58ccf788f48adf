"""The same text for documents and questions."""
