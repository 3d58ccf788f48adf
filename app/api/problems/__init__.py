"""What the types of problem documents mean: their addresses can be opened."""
