"""Upkeep: keeping an index true, and building it anew."""
