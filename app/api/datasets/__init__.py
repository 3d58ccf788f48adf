"""Datasets of the catalogue."""
