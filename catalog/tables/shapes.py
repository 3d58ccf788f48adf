"""Shapes of values: what a column holds by what its values look like, whatever it is called."""

from collections.abc import Mapping

SAMPLE = 10_000
"""Rows from the beginning that are looked at."""
LEAST_VALUES = 5
"""Fewer values say nothing."""
MOST_OF_THEM = 0.95
"""Share of the values that must look so: some are wrong in every file."""

SHAPES: Mapping[str, str] = {
    # GB 11643-1999: six digits of the division, eight of the day of birth, three in order, a check character
    "identity-number": r"[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]",
    # GB 32100-2015: authority, kind, six digits of the division, nine of the organization, a check character
    "credit-code": r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}",
    # numbers of mobile telephones in the mainland
    "mobile-number": r"1[3-9][0-9]{9}",
}
"""Shape to the regular expression of a whole value; the first one that most values have counts."""


def shape_of(filled: int, matching: Mapping[str, int]) -> str:
    """The shape of so many values, of which so many have each shape; empty where none is theirs."""
    if filled < LEAST_VALUES:
        return ""
    return next((shape for shape in SHAPES if matching[shape] >= filled * MOST_OF_THEM), "")
