"""Rebuilding, comparing, healing."""
