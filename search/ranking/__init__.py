"""Ranking: from an understood question to the clauses that find and score."""
