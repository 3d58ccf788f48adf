"""The record: entries, verification, checkpoints."""
