"""The public page of one dataset."""
