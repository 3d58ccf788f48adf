"""The language of the row API: schema, operators, queries and masking."""
