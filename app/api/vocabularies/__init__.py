"""Controlled vocabularies."""
