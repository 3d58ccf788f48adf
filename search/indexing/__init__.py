"""Indexing: what is stored of a document, the same for every engine."""
