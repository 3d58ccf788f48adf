"""/search: what was found, how to narrow it, and with nothing found the ways on."""

from dataclasses import dataclass
from typing import ClassVar

from app.portal.kit.cards import DatasetCard
from app.portal.kit.chrome import Chrome
from app.portal.kit.facets import Tile
from app.portal.kit.forms import Choice, Input
from app.portal.kit.pieces import Link, Pager


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet: ticking it sends ``value`` under the facet's name.

    ``key`` names it on the page; ``children`` are the values below it in a tree, ``opened`` whether one of them is
    chosen, so that they are shown from the beginning.
    """

    key: str
    value: str
    label: str
    count: int
    selected: bool = False
    children: tuple["FacetValue", ...] = ()
    opened: bool = False


@dataclass(frozen=True)
class Facet:
    """A way to narrow the results; ``size`` is the number of values, those below others too."""

    name: str
    label: str
    values: tuple[FacetValue, ...]
    size: int
    opened: bool = True


@dataclass(frozen=True)
class Period:
    """A range of dates, both ends included; ``shortcuts`` set its beginning to some days ago.

    A refused end keeps what was typed, as far as a field for dates shows it.
    """

    name: str
    label: str
    since: Input
    until: Input
    shortcuts: tuple[Link, ...]
    opened: bool = False


@dataclass(frozen=True)
class ActiveFilter:
    """A filter in force, and the address of the search without it."""

    label: str
    value: str
    remove_href: str


@dataclass(frozen=True)
class WayOut:
    """A search like this one that finds something: what is let go, where it leads, how many it finds."""

    label: str
    href: str
    count: int


@dataclass(frozen=True)
class Help:
    """Ways on where nothing was found: looser searches, themes with most datasets, whom to ask for data."""

    ways: tuple[WayOut, ...]
    themes: tuple[Tile, ...]
    contacts: tuple[str, ...]


@dataclass(frozen=True)
class Results:
    """/search : what was found, how to narrow it; with nothing found, ways on.

    Attributes:
        query: The question as it was understood.
        hidden: What a new search keeps although no field shows it, as pairs of name and value.
        headline: How many there are, in words.
        near: How many fit every word of the question, where not all do, in words.
        reduced: The search engine is down, only titles and codes were looked at; what is missing, in words.
        explain_href: The same search with the parts of every score, or again without; for operators, else empty.
        problem: Why the query was not answered, in words; the headline says so too, and the form is as it was.
        retry: What may be asked instead.
        unfolded: What narrows the results is unfolded on a telephone too, for the problem lies there.
    """

    template: ClassVar[str] = "search/results.html"
    chrome: Chrome
    query: str
    hidden: tuple[tuple[str, str], ...]
    headline: str
    hits: tuple[DatasetCard, ...]
    facets: tuple[Facet, ...]
    periods: tuple[Period, ...]
    filters: tuple[ActiveFilter, ...]
    clear_href: str
    sort: Choice
    pager: Pager
    did_you_mean: Link | None = None
    help: Help | None = None
    near: str = ""
    reduced: str = ""
    explain_href: str = ""
    problem: str = ""
    retry: Link | None = None
    unfolded: bool = False
