"""Applying for data that are open on request, and following an application to its grant."""
