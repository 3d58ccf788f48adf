"""How soon what was done is seen: times that the words promise and the tests hold. Pure."""

from datetime import timedelta

SEARCHABLE_WITHIN = timedelta(seconds=2)
"""Search shows a dataset that was published, and shows it no more when it was withdrawn."""

SYNONYMS_WITHIN = timedelta(minutes=1)
"""Every search follows a synonym that was accepted or withdrawn."""
