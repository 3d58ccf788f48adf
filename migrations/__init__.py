"""Alembic migrations: how the schema came to be what it is (recipes in README.md)."""
