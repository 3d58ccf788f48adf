"""Evaluation: what an engine reaches on judged questions."""
