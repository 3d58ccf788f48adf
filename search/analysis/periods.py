"""Years and periods that a text speaks of."""

import re

MAX_YEARS = 8
FIRST_YEAR = 1900
LAST_YEAR = 2100
PLAN_LENGTH = 5
"""Years of a five-year plan."""
SIXTH_PLAN = 6
SIXTH_PLAN_BEGINS = 1981
"""The earlier plans did not follow upon each other without a gap."""

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0}
_YEAR = r"(?<![\w.\-/])(?:19|20)\d\d"
_SPAN = re.compile(rf"({_YEAR})年?(?:(?:-|~|—|–|至|到)((?:19|20)\d\d)年?)?(?![A-Za-z0-9_.\-/])")
_HAN_YEAR = re.compile(r"[一二][〇零九][〇零一二三四五六七八九]{2}(?=年)")
_HAN_PLAN = re.compile(r"(?:十([一二三四五六七八九])?|([六七八九]))(?=五(?:规划|计划|期间|时期|末|以来|\W|$))")
_LATIN_PLAN = re.compile(r"(?<![\w.\-/])(1\d)五")


def years_of(folded: str) -> tuple[tuple[int, int], ...]:
    """First and last year of each period of a folded text, in their order: 2023年, 2021-2023, 十四五."""
    arabic = _HAN_YEAR.sub(lambda match: "".join(str(_DIGITS[char]) for char in match.group()), folded)
    found = dict.fromkeys(_spans(arabic))
    found |= dict.fromkeys(map(plan_years, _plans(folded)))
    return tuple(found)[:MAX_YEARS]


def plan_years(number: int) -> tuple[int, int]:
    """First and last year of a five-year plan from the sixth on: the 14th is 2021 to 2025."""
    first = SIXTH_PLAN_BEGINS + (number - SIXTH_PLAN) * PLAN_LENGTH
    return first, first + PLAN_LENGTH - 1


def _spans(text: str) -> list[tuple[int, int]]:
    pairs = ((int(match.group(1)), int(match.group(2) or match.group(1))) for match in _SPAN.finditer(text))
    return [(first, last) for first, last in pairs if FIRST_YEAR <= first <= last <= LAST_YEAR]


def _plans(text: str) -> list[int]:
    han = (_plan_number(match.group(1), match.group(2)) for match in _HAN_PLAN.finditer(text))
    return [*han, *(int(match.group(1)) for match in _LATIN_PLAN.finditer(text))]


def _plan_number(tens: str | None, units: str | None) -> int:
    return _DIGITS[units] if units else 10 + _DIGITS[tens or "〇"]
