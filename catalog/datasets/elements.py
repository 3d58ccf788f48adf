"""The metadata elements of a dataset and of its data items: one row each, from which all else about them follows. Pure.

What they are called stands in ``app/words``, by their keys. Input (``drafts``), columns (``models``) and what is
published (``document``) stay explicit; ``tests/catalog/datasets/test_elements.py`` holds them to the rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from catalog.messages import Message, message
from catalog.text import PROSE_LIMIT


class ElementKind(StrEnum):
    """What kind of value an element has."""

    LINE = "line"
    """Text without line ends; the limit is in characters."""
    PROSE = "prose"
    """Text that may have several lines; the limit is in characters."""
    CODE = "code"
    """A code of a vocabulary; the limit is in characters, as it is typed."""
    LIST = "list"
    """Some lines of text; the limit is how many, ``each`` how many characters one may have."""
    NUMBER = "number"
    """A whole number from 1 to the limit; of a vocabulary where it has a scheme."""
    FLAG = "flag"
    """Yes or no."""


class FormGroup(StrEnum):
    """A section of the form."""

    BASIC = "basic"
    OPENING = "open"


class PagePlace(StrEnum):
    """Where the public reads it."""

    HEAD = "head"
    """Above everything, on every page that shows a dataset."""
    OWN = "own"
    """On the page of the dataset where it is asked for: how may it be used, whom to ask. Reviewers find it listed."""
    FACTS = "facts"
    """In the list of facts."""


class FormSpot(NamedTuple):
    """Which section of the form asks for it, and as which of its entries."""

    group: FormGroup
    order: int


class PageSpot(NamedTuple):
    """Where it is shown, and as which of what is shown there."""

    place: PagePlace
    order: int


@dataclass(frozen=True, kw_only=True)
class Element:
    """What metadata and items have in common.

    Attributes:
        name: Member of drafts, documents and the API, and column of the table.
        kind: What kind of value it has.
        clause: Where it is from, as the glossary cites it (``docs/glossary.md``).
        limit: How much it takes, see ``ElementKind``; 0 for a flag.
        each: How many characters each of a list takes.
        scheme: The vocabulary that its codes are of.
        required: Whether it must be filled in before submission.
    """

    name: str
    kind: ElementKind
    clause: str
    limit: int = 0
    each: int = 0
    scheme: str = ""
    required: bool = False

    @property
    def key(self) -> str:
        """By what its words are found."""
        return self.name


@dataclass(frozen=True, kw_only=True)
class MetadataElement(Element):
    """One element of a dataset.

    Attributes:
        asked: Where the form asks for it.
        shown: Where pages show it.
        facet: Whether search counts and filters by it (a facet of the same name in ``search/document.py``).
        searched: Whether its words are searched (a field of the same name there, with a weight of its own).
        helps: Whether giving it counts for how well a dataset is described (``catalog/use/weighing.py``).
    """

    asked: FormSpot
    shown: PageSpot
    facet: bool = False
    searched: bool = False
    helps: bool = False


@dataclass(frozen=True, kw_only=True)
class ItemElement(Element):
    """One element of a data item (信息项).

    Attributes:
        column: As which column the grid of the form has it.
        pasted: Whether lines pasted from a spreadsheet have a cell for it; theirs are in the order of the rows.
    """

    column: int
    pasted: bool = True

    @property
    def key(self) -> str:
        """By what its words are found; some have the name of an element of the dataset."""
        return f"items.{self.name}"


METADATA: tuple[MetadataElement, ...] = (
    MetadataElement(
        name="title",
        kind=ElementKind.LINE,
        limit=200,
        clause="guide 2",
        required=True,
        asked=FormSpot(FormGroup.BASIC, 1),
        shown=PageSpot(PagePlace.HEAD, 1),
        searched=True,
    ),
    MetadataElement(
        name="summary",
        kind=ElementKind.PROSE,
        limit=PROSE_LIMIT,
        clause="guide 6",
        required=True,
        asked=FormSpot(FormGroup.BASIC, 2),
        shown=PageSpot(PagePlace.HEAD, 2),
        searched=True,
    ),
    MetadataElement(
        name="theme",
        kind=ElementKind.CODE,
        limit=40,
        clause="guide 1",
        scheme="themes",
        required=True,
        asked=FormSpot(FormGroup.BASIC, 3),
        shown=PageSpot(PagePlace.OWN, 2),
        facet=True,
        helps=True,
    ),
    MetadataElement(
        name="keywords",
        kind=ElementKind.LIST,
        limit=20,
        each=30,
        clause="GB/T 21063.3",
        asked=FormSpot(FormGroup.BASIC, 6),
        shown=PageSpot(PagePlace.FACTS, 4),
        searched=True,
        helps=True,
    ),
    MetadataElement(
        name="region",
        kind=ElementKind.CODE,
        limit=40,
        clause="GB/T 2260",
        scheme="regions",
        required=True,
        asked=FormSpot(FormGroup.BASIC, 4),
        shown=PageSpot(PagePlace.FACTS, 1),
        facet=True,
        helps=True,
    ),
    MetadataElement(
        name="open_class",
        kind=ElementKind.CODE,
        limit=40,
        clause="guide 10",
        scheme="open-classes",
        required=True,
        asked=FormSpot(FormGroup.OPENING, 1),
        shown=PageSpot(PagePlace.OWN, 1),
        facet=True,
    ),
    MetadataElement(
        name="open_condition",
        kind=ElementKind.PROSE,
        limit=PROSE_LIMIT,
        clause="guide 10",
        asked=FormSpot(FormGroup.OPENING, 2),
        shown=PageSpot(PagePlace.FACTS, 6),
    ),
    MetadataElement(
        name="share_type",
        kind=ElementKind.CODE,
        limit=40,
        clause="guide 9",
        scheme="share-types",
        required=True,
        asked=FormSpot(FormGroup.OPENING, 3),
        shown=PageSpot(PagePlace.FACTS, 3),
    ),
    MetadataElement(
        name="cycle",
        kind=ElementKind.CODE,
        limit=40,
        clause="guide 11",
        scheme="cycles",
        required=True,
        asked=FormSpot(FormGroup.BASIC, 5),
        shown=PageSpot(PagePlace.FACTS, 2),
        facet=True,
        helps=True,
    ),
    MetadataElement(
        name="licence",
        kind=ElementKind.CODE,
        limit=40,
        clause="dct:license",
        scheme="licences",
        required=True,
        asked=FormSpot(FormGroup.OPENING, 4),
        shown=PageSpot(PagePlace.OWN, 3),
        helps=True,
    ),
    MetadataElement(
        name="contact",
        kind=ElementKind.LINE,
        limit=200,
        clause="portals",
        required=True,
        asked=FormSpot(FormGroup.BASIC, 8),
        shown=PageSpot(PagePlace.OWN, 4),
        helps=True,
    ),
    MetadataElement(
        name="source",
        kind=ElementKind.PROSE,
        limit=PROSE_LIMIT,
        clause="[D]",
        required=True,
        asked=FormSpot(FormGroup.BASIC, 7),
        shown=PageSpot(PagePlace.FACTS, 5),
        helps=True,
    ),
)
"""Every element that is a column of the dataset itself, in the order of drafts and documents."""

ITEMS: tuple[ItemElement, ...] = (
    ItemElement(name="name", kind=ElementKind.LINE, limit=100, clause="guide 8", required=True, column=1),
    ItemElement(name="title", kind=ElementKind.LINE, limit=100, clause="guide 8", required=True, column=2),
    ItemElement(name="data_type", kind=ElementKind.CODE, limit=40, clause="guide 8", scheme="item-types", column=3),
    ItemElement(name="length", kind=ElementKind.NUMBER, limit=1_000_000, clause="guide 8", column=4),
    ItemElement(name="is_key", kind=ElementKind.FLAG, clause="guide 8", column=6, pasted=False),
    ItemElement(name="is_open", kind=ElementKind.FLAG, clause="guide 10", column=7, pasted=False),
    ItemElement(
        name="level",
        kind=ElementKind.NUMBER,
        limit=4,
        clause="GB/T 43697-2024",
        scheme="levels",
        column=5,
        pasted=False,
    ),
    ItemElement(name="description", kind=ElementKind.PROSE, limit=PROSE_LIMIT, clause="guide 8", column=8),
)
"""Every element of a data item, in the order of drafts and documents."""

KEYS = (
    *(element.key for element in METADATA),
    "organization",
    "items",
    "file",
    *(element.key for element in ITEMS),
)
"""What has words: every element, and what is chosen, listed or uploaded beside those of the dataset."""
BY_NAME = {element.name: element for element in METADATA}
ITEM_BY_NAME = {element.name: element for element in ITEMS}
METADATA_FIELDS = tuple(BY_NAME)
REQUIRED = tuple(element.name for element in METADATA if element.required)
"""What must be filled in before submission, beside items and file."""
VOCABULARY_FIELDS = {element.name: element.scheme for element in METADATA if element.scheme}
"""Which scheme of ``catalog.vocabularies`` each coded element is checked against."""

SCHEMES = tuple(dict.fromkeys(element.scheme for element in (*METADATA, *ITEMS) if element.scheme))
"""Every vocabulary that datasets or their items have codes of."""


def element_label(key: str) -> Message:
    """What an element, or what stands beside them, is called."""
    return message(f"element.{key}")


def asked_in(group: FormGroup) -> Sequence[MetadataElement]:
    """The elements of a section of the form, in its order."""
    return sorted((each for each in METADATA if each.asked.group is group), key=lambda each: each.asked.order)


def shown_in(place: PagePlace) -> Sequence[MetadataElement]:
    """The elements that are shown at a place, in its order."""
    return sorted((each for each in METADATA if each.shown.place is place), key=lambda each: each.shown.order)


def values_of(dataset: object) -> dict[str, Any]:
    """The metadata of whatever has the elements as attributes, by name."""
    return {name: getattr(dataset, name) for name in METADATA_FIELDS}
