"""How datasets are used and how fresh they are: what search weighs beside their words."""
