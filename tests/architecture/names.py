"""Names of types: each stands for one thing in the whole product, so that who knows it knows it everywhere."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from tests.architecture.sources import Source, Violation

_TYPE = re.compile(r"[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*")
_PAGE = "the thing itself, and what a page shows of it"
_ANSWER = "what the API gives, and what a page shows"

SHARED: Mapping[str, str] = {
    "Account": _PAGE,
    "Action": "an act in the record, and the button of a page that leads to one",
    "ApplicationRow": _ANSWER,
    "Case": "what a decision looks at, and what a page shows of it",
    "Change": _ANSWER,
    "Deadline": _PAGE,
    "IssuedToken": _PAGE,
    "Missing": "an error, and an entry of a form that is not filled in yet",
    "Page": "a page of a list, and a page of the portal",
    "RevisionRow": _ANSWER,
    "Standing": "how a dataset stands in use, and how viewers stand to one",
    "Step": _PAGE,
    "TokenOut": "tokens of accounts, and tokens of grants",
    "Unpack": "the same in both: the catalogue and search never meet",
}
"""Names that still stand for two things, with the reason. The list only shrinks."""


def types_of(source: Source) -> Iterator[tuple[str, int]]:
    """Every public class of a file, and every alias of a type, with its line.

    What FastAPI fills in (``Annotated``) carries the name of what it is on purpose; a type variable has no meaning.
    """
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and _TYPE.fullmatch(node.name):
            yield node.name, node.lineno
    for node in source.tree.body:
        name = _target(node)
        if name and _TYPE.fullmatch(name) and _is_type(node.value):  # type: ignore[attr-defined]  # it has a target
            yield name, node.lineno


def two_meanings(sources: Iterable[Source], shared: Mapping[str, str] = SHARED) -> list[Violation]:
    """Every place of a name that stands for two things and is not known to, and every known one that does not."""
    places: dict[str, list[tuple[str, int]]] = {}
    for source in sources:
        for name, line in types_of(source):
            places.setdefault(name, []).append((source.path, line))
    several = {name: found for name, found in places.items() if len(found) > 1}
    found = [
        Violation(path, line, f"{name} stands for something else elsewhere: give one of them another name")
        for name in several.keys() - shared.keys()
        for path, line in several[name]
    ]
    gone = shared.keys() - several.keys()
    found += [Violation("tests/architecture/names.py", 1, f"{name} has one meaning now: take it out") for name in gone]
    return sorted(found)


def _target(node: ast.stmt) -> str:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return targets[0].id if len(targets) == 1 and isinstance(targets[0], ast.Name) else ""


def _is_type(value: ast.expr | None) -> bool:
    """Whether what is assigned is a type: one of several, or one made of others."""
    if isinstance(value, ast.Subscript):
        return not (isinstance(value.value, ast.Name) and value.value.id == "Annotated")
    return isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr)
