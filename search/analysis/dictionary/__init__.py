"""The domain dictionary as data: one list a file, read by ``words``."""
