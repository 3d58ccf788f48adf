"""What the generated catalogue is about: the topics that many places publish, and the datasets that stand alone."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Topic:
    """One line of ``topics.txt``, or what a dataset of ``singles.txt`` is about."""

    key: str
    role: str
    theme: str
    noun: str
    kind: str
    about: str
    columns: tuple[str, ...]
    keywords: tuple[str, ...]
    near: tuple[str, ...]


@dataclass(frozen=True)
class Single:
    """One line of ``singles.txt``; ``topic`` has the role and theme of the line, ``callers`` came in ninety days."""

    topic: Topic
    place: str
    title: str
    summary: str
    columns: tuple[str, ...]
    keywords: tuple[str, ...]
    callers: int


@cache
def topics() -> dict[str, Topic]:
    """Every topic of ``topics.txt`` by its key."""
    return {topic.key: topic for topic in map(_topic, _lines("topics.txt"))}


@cache
def singles() -> tuple[Single, ...]:
    """Every dataset that stands alone."""
    return tuple(map(_single, _lines("singles.txt")))


@cache
def subjects() -> dict[str, Topic]:
    """Every topic by its key, those that only single datasets are about among them."""
    return {single.topic.key: single.topic for single in singles()} | topics()


def _lines(name: str) -> list[str]:
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _topic(line: str) -> Topic:
    key, role, theme, noun, kind, about, columns, keywords, near = line.split("|")
    return Topic(key, role, theme, noun, kind, about, _words(columns), _words(keywords), tuple(near.split()))


def _single(line: str) -> Single:
    key, role, theme, place, title, summary, columns, keywords, callers, near = line.split("|")
    known = topics().get(key) or Topic(key, role, theme, title, "", summary, (), (), tuple(near.split()))
    topic = replace(known, role=role or known.role, theme=theme or known.theme)
    return Single(topic, place, title, summary, _words(columns), _words(keywords), int(callers))


def _words(text: str) -> tuple[str, ...]:
    """Words between 、 or, in English, commas."""
    return tuple(word.strip() for word in text.replace(",", "、").split("、")) if text else ()
