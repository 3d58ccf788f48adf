"""What operators learn from how people search."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.portal.kit.chrome import Chrome
from app.portal.kit.forms import Action, FormError, Input
from app.portal.kit.pieces import Badge


@dataclass(frozen=True)
class AskedRow:
    """A question that enough clients asked; ``meaning`` is the synonym to propose for it, perhaps already filled in."""

    text: str
    href: str
    clients: int
    asked: int
    empty: int
    openers: int
    meaning: Input


@dataclass(frozen=True)
class AskedList:
    """Questions of one kind; ``note`` says what to do about them."""

    key: str
    label: str
    note: str
    rows: tuple[AskedRow, ...]


@dataclass(frozen=True)
class SynonymRow:
    """A synonym: ``word`` also finds what ``meaning`` finds; ``at`` is UTC; ``base`` is where commands go."""

    word: str
    meaning: str
    state: Badge
    at: datetime
    base: str
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class SearchLearning:
    """/operators/search : questions without an answer or without a click, and the synonyms proposed for them.

    ``clients`` is how many must ask a question on one day before it is kept, ``days`` how far back the lists go,
    ``soon`` by when a decision on a synonym works.
    """

    template: ClassVar[str] = "operators/learning.html"
    chrome: Chrome
    clients: int
    days: int
    soon: str
    lists: tuple[AskedList, ...]
    synonyms: tuple[SynonymRow, ...]
    word: Input
    meaning: Input
    errors: tuple[FormError, ...] = ()
