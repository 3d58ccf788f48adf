"""Clauses: a query as plain data, the same for every engine; each engine translates them into its own and adds nothing.

```
HasTerm   a word in a field, scored by BM25 (k1 1.2, b 0.75)
Phrase    words of an ordered field that stand next to each other, scored by BM25
Between   a number within bounds, both included
Group     must, should and must_not; its score is the sum of the scores of what matches
Fixed     what matches the clause, each with the same score (0 makes a filter)
Boost     the clause with its score multiplied
Everything, Nothing
```
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class HasTerm:
    """Documents that hold the term `value` in `field`."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Documents that hold these terms of an ordered field next to each other; two at least."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """Documents whose number lies within bounds; None leaves a side open."""

    field: str
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Documents that match every `must`, no `must_not`, and at least `at_least` of `should`."""

    must: tuple["Clause", ...] = ()
    should: tuple["Clause", ...] = ()
    must_not: tuple["Clause", ...] = ()
    at_least: int = 0


@dataclass(frozen=True, slots=True)
class Fixed:
    """What matches, scored `score` whatever it matches by."""

    clause: "Clause"
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Boost:
    """What matches, its score times `factor`."""

    clause: "Clause"
    factor: float


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No document."""


Clause: TypeAlias = HasTerm | Phrase | Between | Group | Fixed | Boost | Everything | Nothing


def any_of(field: str, values: Iterable[str]) -> Clause:
    """A filter by any of some values; by none it lets nothing through. It adds nothing to the score."""
    terms = tuple(HasTerm(field, value) for value in dict.fromkeys(values))
    return Fixed(Group(should=terms, at_least=1)) if terms else Nothing()


def all_of(field: str, values: Iterable[str]) -> Clause:
    """What holds every one of these values; by none it lets everything through."""
    terms = tuple(HasTerm(field, value) for value in dict.fromkeys(values))
    return Group(must=terms) if terms else Everything()
