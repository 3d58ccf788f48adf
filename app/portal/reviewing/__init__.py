"""The reviewers' work: one queue, and the two things that are decided there."""
