"""Traditional and variant characters with the standard character each stands for, one for one."""

from search.analysis.dictionary.lists import lines_of

VARIANTS = {char: group[0] for line in lines_of("variants.txt") for group in line.split() for char in group[1:]}
"""Character to its standard form; no standard form is a key."""
