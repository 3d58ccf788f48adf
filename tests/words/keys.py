"""Where the product says something: the calls of ``message`` with the keys and the values that they name."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from string import Formatter

from app.words.catalogues import Wordings
from tests.architecture.sources import Source


@dataclass(frozen=True)
class Call:
    """One call of ``message``: where, the key with ``*`` for each part that is not written out, the names of values."""

    path: str
    line: int
    key: str
    names: frozenset[str]

    def means(self, key: str) -> bool:
        """Whether ``key`` may be meant."""
        return re.fullmatch(".+".join(map(re.escape, self.key.split("*"))), key) is not None


CODED = {"InvalidQuery": ("search", 1), "BadMaterial": ("material", 2)}
"""Errors of search, which knows no messages: where their words stand, and at which place they are given the code."""


def calls(sources: Iterable[Source]) -> Iterator[Call]:
    """Every call of ``message``.

    Raises:
        ValueError: a key is not written out where it is used, or the values are not named there.
    """
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id == "message":
                    yield _call(source, node)
                elif node.func.id == "PydanticCustomError":
                    yield _custom(source, node)
                elif node.func.id in CODED:
                    yield from _coded(source, node, *CODED[node.func.id])


def places(entry: Wordings) -> set[str]:
    """The places for values that all forms of an entry have."""
    return {name for form in entry.forms for _, name, _, _ in Formatter().parse(form) if name}


def _call(source: Source, node: ast.Call) -> Call:
    [first] = node.args
    names = [keyword.arg for keyword in node.keywords]
    if None in names:
        raise ValueError(f"{source.path}:{node.lineno}: the values are not named")
    return Call(source.path, node.lineno, _key(source, first), frozenset(str(name) for name in names))


def _custom(source: Source, node: ast.Call) -> Call:
    """An error of ours in pydantic: its template is the key, its context holds the values."""
    _, key, *context = node.args
    names = [
        each.value
        for given in context
        if isinstance(given, ast.Dict)
        for each in given.keys
        if isinstance(each, ast.Constant)
    ]
    return Call(source.path, node.lineno, _key(source, key), frozenset(map(str, names)))


def _coded(source: Source, node: ast.Call, room: str, place: int) -> Iterator[Call]:
    """What search refuses: its codes, one or the other, are keys within a room of the catalogues."""
    names = frozenset(str(keyword.arg) for keyword in node.keywords)
    code = node.args[place]
    for each in (code.body, code.orelse) if isinstance(code, ast.IfExp) else (code,):
        yield Call(source.path, node.lineno, f"{room}.{_key(source, each)}", names)


def _key(source: Source, first: ast.expr) -> str:
    match first:
        case ast.Constant(value=str(key)):
            return key
        case ast.JoinedStr(values=parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in parts)
        case _:
            raise ValueError(f"{source.path}:{first.lineno}: the key is not written out")
