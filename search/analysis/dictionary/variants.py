"""Traditional and variant characters with the standard character each stands for, one for one."""

from importlib.resources import files

TEXT = files("search.analysis.dictionary").joinpath("variants.txt").read_text("utf-8")

VARIANTS = {
    char: group[0]
    for line in TEXT.splitlines()
    if not line.startswith("#")
    for group in line.split()
    for char in group[1:]
}
"""Character to its standard form; no standard form is a key."""
