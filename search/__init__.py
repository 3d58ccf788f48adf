"""The search engine: documents, queries, ranking and interchangeable engines; it knows nothing of the database."""
