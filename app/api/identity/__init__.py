"""Accounts, sessions, roles and tokens over HTTP."""
