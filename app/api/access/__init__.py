"""Applying for data, deciding, granting."""
