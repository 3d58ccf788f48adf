"""The stack that needs no set-up: embedded PostgreSQL and object store, and the supervisor of all processes.

Nothing here is imported by the parts it starts; they get their addresses and keys through the environment.
"""
