from collections.abc import Mapping

import pytest

from tests.architecture.names import SHARED, two_meanings
from tests.architecture.sources import PACKAGES, ROOT, Source, python_sources

NONE: Mapping[str, str] = {}


def test_no_type_has_two_meanings_but_those_that_are_known() -> None:
    sources = python_sources(ROOT, *PACKAGES)
    assert len(sources) > 20
    assert two_meanings(sources) == []


def test_every_known_one_has_a_reason() -> None:
    assert all(len(reason) > 20 for reason in SHARED.values())


CAUGHT = [
    ("class Row:\n    pass\n", "class Row(Base):\n    pass\n"),
    ("class Outer:\n    class Row:\n        pass\n", "class Row:\n    pass\n"),
    ("Row = tuple[int, str]\n", "class Row:\n    pass\n"),
    ("Row: TypeAlias = int | str\n", "from typing import NamedTuple\nclass Row(NamedTuple):\n    a: int\n"),
    ("Row = A | B\n", "Row = Callable[[int], str]\n"),
]


@pytest.mark.parametrize(("one", "other"), CAUGHT, ids=range(len(CAUGHT)))
def test_a_planted_second_meaning_is_caught(one: str, other: str) -> None:
    planted = [Source("catalog/a.py", one), Source("search/b.py", other)]
    found = two_meanings(planted, NONE)
    assert {violation.path for violation in found} == {"catalog/a.py", "search/b.py"}
    assert two_meanings(planted, {"Row": "a reason"}) == []


def test_a_known_one_that_is_gone_must_leave_the_list() -> None:
    (found,) = two_meanings([Source("catalog/a.py", "class Row:\n    pass\n")], {"Row": "a reason"})
    assert "Row has one meaning now" in found.message


ALLOWED = [
    ("class Row:\n    pass\n", "class Rows:\n    pass\n"),
    ("class Services:\n    pass\n", "Services = Annotated[Parts, Depends(parts_of)]\n"),
    ("class Row:\n    pass\n", "Row = TypeVar('Row')\n"),
    ("class T:\n    pass\n", "T = list[int]\n"),
    ("class Row:\n    pass\n", "def f() -> None:\n    Row = list[int]\n"),
    ("ROW = 1\n", "ROW = 2\n"),
    ("class Row:\n    pass\n", "from catalog.a import Row\n"),
]


@pytest.mark.parametrize(("one", "other"), ALLOWED, ids=range(len(ALLOWED)))
def test_what_is_allowed_is_let_through(one: str, other: str) -> None:
    assert two_meanings([Source("catalog/a.py", one), Source("search/b.py", other)], NONE) == []
