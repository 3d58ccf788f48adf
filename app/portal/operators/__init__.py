"""What operators learn from how people search."""
