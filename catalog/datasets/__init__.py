"""Datasets of the catalogue: compiling, reviewing, publishing, and the revisions that the public reads."""
