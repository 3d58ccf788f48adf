"""Years and periods that a text speaks of."""

import re
from collections.abc import Iterator

from search.analysis.numerals import HAN_DIGITS

MAX_YEARS = 8
FIRST_YEAR = 1900
LAST_YEAR = 2100
PLAN_LENGTH = 5
"""Years of a five-year plan."""
SIXTH_PLAN = 6
SIXTH_PLAN_BEGINS = 1981
"""The earlier plans did not follow upon each other without a gap."""
TEN = 10

_YEAR = r"(?<![\w.\-/])(?:19|20)\d\d"
_TO = r"年?(?:-|~|—|–|至|到)"
_LAST = r"((?:19|20)\d\d)年?(?![a-z0-9_.\-/])"
_ONE = re.compile(rf"({_YEAR})年?(?![a-z0-9_.\-/~—–])")
_SPAN = re.compile(rf"({_YEAR}){_TO}{_LAST}")
_NUMBER = "(?:十[一二三四五六七八九]?|[六七八九])"
_WRITTEN_PLAN = re.compile(rf"第?({_NUMBER})个五年")
_PLAN = re.compile(
    rf"(?<![{HAN_DIGITS}十百千])(?:(十[一二三四五六七八九])五(?![年月日个天元岁人号层倍])|({_NUMBER})五(?=规划|计划|期间|时期))"
)


def years_of(folded: str) -> tuple[tuple[int, int], ...]:
    """First and last year of each period of a folded text, in their order: 2023年, 2021-2023, 十四五."""
    spans = [(int(match[1]), int(match[2])) for match in _SPAN.finditer(folded)]
    years = [(int(match[1]), int(match[1])) for match in _ONE.finditer(_SPAN.sub(" ", folded))]
    plans = [plan_years(number) for number in _plans(short_plans(folded))]
    found = [(first, last) for first, last in (*spans, *years, *plans) if FIRST_YEAR <= first <= last <= LAST_YEAR]
    return tuple(dict.fromkeys(found))[:MAX_YEARS]


def without_spans(folded: str) -> str:
    """The text without its spans of years: no document names all the years it holds."""
    return _SPAN.sub(" ", folded)


def short_plans(folded: str) -> str:
    """Five-year plans by their short names: 第十四个五年规划 is 十四五规划."""
    return _WRITTEN_PLAN.sub(r"\1五", folded)


def written_plan(word: str) -> str:
    """The long name of a five-year plan by its short one, empty where a word is none: 十四五 is 第十四个五年."""
    match = _PLAN.fullmatch(word)
    return f"第{match[1]}个五年" if match and match[1] else ""


def plan_years(number: int) -> tuple[int, int]:
    """First and last year of a five-year plan from the sixth on: the 14th is 2021 to 2025."""
    first = SIXTH_PLAN_BEGINS + (number - SIXTH_PLAN) * PLAN_LENGTH
    return first, first + PLAN_LENGTH - 1


def _plans(folded: str) -> Iterator[int]:
    for match in _PLAN.finditer(folded):
        number = match[1] or match[2]
        tens, units = number.startswith("十"), number.removeprefix("十")
        yield TEN * tens + (HAN_DIGITS.index(units) if units else 0)
