"""Signing in, registering, setting a password; one's own account and its tokens."""
