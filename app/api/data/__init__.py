"""Rows and exports of published tables."""
