"""Home, and pages about the platform itself: the API and its errors, the audit chain."""
