"""How the queries were judged: what each asks for, in facts of the catalogue, and the grades that follow from it.

``needs.tsv`` holds for every query what the person wants, written by hand before any ranking was tuned:

```
topic            data on this topic, wherever from                      air
topic@place      of this place                                          air@xiamen
topic@place/year of this year                                           budget@fuzhou/2021
org:ROLE@place   whatever the agency of this role publishes             org:教育@fuzhou
col:NAME         whatever has this column                               col:pm2.5
theme:CODE@place whatever belongs to this theme                         theme:6@fuzhou
doc:NAME         this one                                               doc:demo.fujian-divisions
…=1, …=!0        with at most this grade, or with exactly this one
```

Grades: 3 is what was asked for; 2 is a county within the city that was asked for; 1 is the city around the county
that was asked for, which holds its data among others; 0 is a near miss. Run as a module to write ``judgements.txt``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from search.evaluation.material import JudgedQuery, read_queries
from tests.search.evaluation.catalogue import PLACE, PROVINCE, Entry, Place, entries
from tests.search.evaluation.subjects import FOLDER, subjects

QUERIES, NEEDS, JUDGEMENTS = FOLDER / "queries.tsv", FOLDER / "needs.tsv", FOLDER / "judgements.txt"
BEST = 3
NEAR_MISSES_OF_A_KIND = 3
_NEED = re.compile(r"(?:(org|col|doc|theme):)?([^@/=]+?)(?:@([a-z]+))?(?:/(\d{4}))?(?:=(!?)(\d))?")


@dataclass(frozen=True)
class Need:
    """One part of what a query asks for."""

    kind: str
    what: str
    place: Place | None
    year: int
    forced: bool
    most: int

    def grade(self, entry: Entry) -> int | None:
        """The grade of a document by this part alone; None where the part says nothing of it."""
        if not self._concerns(entry) or (self.year and entry.year != self.year):
            return None
        grade = BEST if self.place is None else _nearness(self.place, entry.place)
        if self.kind == "org" and grade != BEST:
            return None
        if not grade:
            return None
        return self.most if self.forced else min(grade, self.most)

    def is_missed_by(self, entry: Entry) -> bool:
        """Whether a document is of the same topic, role or column, and yet was not asked for: wrong place or year."""
        return self._concerns(entry)

    def _concerns(self, entry: Entry) -> bool:
        if self.kind == "col":
            return self.what in entry.document.items
        if self.kind == "doc":
            return entry.name == self.what
        if self.kind == "theme":
            return entry.document.theme == self.what
        if entry.topic is None:
            return False
        return self.what == (entry.topic.role if self.kind == "org" else entry.topic.key)

    def topics(self) -> set[str]:
        """The topics that this part is about."""
        if self.kind == "doc":
            topic = entries()[self.what].topic
            return {topic.key} if topic else {"plans", "projects"}
        return {entry.topic.key for entry in entries().values() if entry.topic and self._concerns(entry)}


def needs() -> dict[str, tuple[Need, ...]]:
    """What each query asks for."""
    lines = NEEDS.read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return {query: tuple(_need(part) for part in parts.split()) for query, parts in rows}


def judge(parts: tuple[Need, ...]) -> dict[str, int]:
    """The grades of every document that a query concerns, near misses with 0 among them."""
    grades = {}
    for entry in entries().values():
        found = [(part.forced, grade) for part in parts if (grade := part.grade(entry)) is not None]
        if found:
            grades[entry.name] = max(found)[1]
    for entry in _near_misses(parts, grades):
        grades.setdefault(entry.name, 0)
    return grades


def lines() -> Iterator[str]:
    """The judgements of every query in the form of TREC."""
    asked = needs()
    for query in queries():
        for name, grade in sorted(judge(asked[query.id]).items(), key=lambda item: (-item[1], item[0])):
            yield f"{query.id} 0 {name} {grade}\n"


def queries() -> tuple[JudgedQuery, ...]:
    """The queries."""
    return read_queries(QUERIES)


def _need(text: str) -> Need:
    match = _NEED.fullmatch(text)
    if match is None:
        raise ValueError(text)
    kind, what, place, year, forced, most = match.groups()
    if kind != "col" and what not in _known()[kind]:
        raise ValueError(text)
    return Need(kind or "topic", what, PLACE[place] if place else None, int(year or 0), bool(forced), int(most or BEST))


@cache
def _known() -> dict[str | None, set[str]]:
    """What a need of each kind can name."""
    every = entries().values()
    return {
        "org": {entry.topic.role for entry in every if entry.topic},
        "theme": {entry.document.theme for entry in every},
        "doc": set(entries()),
        None: set(subjects()),
    }


def _nearness(asked: Place, found: Place) -> int:
    """How well data of one place serve who asks for another."""
    if asked == found:
        return BEST
    if PROVINCE in {asked.code, found.code} or asked.code[:4] != found.code[:4]:
        return 0
    return 2 if asked.code.endswith("00") else 1 if found.code.endswith("00") else 0


def _near_misses(parts: tuple[Need, ...], grades: dict[str, int]) -> Iterator[Entry]:
    """The same elsewhere or in another year, then near topics of the same place, then near topics of other places."""
    others = [entry for entry in entries().values() if entry.name not in grades]
    near = {key for part in parts for topic in part.topics() for key in subjects()[topic].near}
    places = {part.place.code for part in parts if part.place}
    missed = [entry for entry in others if any(part.is_missed_by(entry) for part in parts)]
    beside = [entry for entry in others if entry.topic and entry.topic.key in near]
    kinds = (
        sorted(missed, key=lambda entry: entry.place.code not in places),
        [entry for entry in beside if entry.place.code in places],
        _one_a_topic(beside),
    )
    for kind in kinds:
        yield from islice(kind, NEAR_MISSES_OF_A_KIND)


def _one_a_topic(found: list[Entry]) -> list[Entry]:
    first = {entry.topic.key: entry for entry in reversed(found) if entry.topic}
    return list(reversed(first.values()))


if __name__ == "__main__":
    JUDGEMENTS.write_text("".join(lines()), "utf-8")
