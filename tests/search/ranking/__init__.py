"""From a question to clauses."""
