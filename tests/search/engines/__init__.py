"""The contract that every engine keeps, and what each has of its own."""
