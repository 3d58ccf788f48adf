"""What is searched: one flat document a dataset, and the table that says how each of its fields is treated.

`FIELDS` is the single place where a field's use is decided: the engines build their schema and their queries from it.
What it weighs stands in `search.ranking.weights`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

PUBLIC_SCOPE = "public"
"""The visibility token of what everybody may see."""

REGION_DIGITS = (2, 4, 6)
"""Significant digits of a province, a city and a county in the division codes of GB/T 2260."""

REGION_CODE_LENGTH = 6


class SearchDocument(NamedTuple):
    """The metadata of one dataset as search sees it; never its data.

    Attributes:
        id: UUID of the dataset in its usual text form.
        version: `index_version` of the dataset: a higher one replaces a lower one, never the other way round.
        code: Catalogue code, empty before the first publication.
        title: Name of the dataset.
        summary: Description in plain text.
        items: Names and titles of its columns (信息项).
        organization: Code of the agency that owns it.
        organization_name: Name of that agency.
        organization_path: Codes of the agency's ancestors, the root first, without its own.
        theme: Code of its theme.
        keywords: Free keywords.
        region: Division code (GB/T 2260, six digits) or empty.
        open_class: Code of its class of opening.
        carriers: What it is offered as: `file`, `api` (rows over the interface).
        formats: Formats of its files, in lower case.
        cycle: Code of its update cycle.
        freshness: Level of freshness when it was put: the last update against the cycle; empty without a cycle.
        published_at: First publication, seconds since 1970 (UTC).
        updated_at: Last change of content, seconds since 1970 (UTC).
        file_size: Bytes of its files together.
        downloads: How often its files were downloaded, as last counted.
        prior: Use, freshness and completeness as one number from 0 to 1.
        scopes: Who may find it: `public`, `org:CODE` and so on; without any nobody finds it.
    """

    id: str
    version: int
    title: str
    code: str = ""
    summary: str = ""
    items: tuple[str, ...] = ()
    organization: str = ""
    organization_name: str = ""
    organization_path: tuple[str, ...] = ()
    theme: str = ""
    keywords: tuple[str, ...] = ()
    region: str = ""
    open_class: str = ""
    carriers: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    cycle: str = ""
    freshness: str = ""
    published_at: int = 0
    updated_at: int = 0
    file_size: int = 0
    downloads: int = 0
    prior: float = 0.0
    scopes: tuple[str, ...] = ()


class Analysis(StrEnum):
    """How the text of a field becomes terms."""

    WORDS = "words"
    """Normalised, segmented in search mode; also feeds the field of characters and pairs."""
    IDENTIFIER = "identifier"
    """Normalised and kept whole."""
    KEYWORD = "keyword"
    """A code, taken as it is."""
    NUMBER = "number"
    """A number or a time, for sorting and ranges."""


@dataclass(frozen=True, slots=True)
class Field:
    """One row of `FIELDS`.

    Attributes:
        name: Attribute of `SearchDocument`.
        analysis: How its text becomes terms.
        facet: Whether it can be filtered by and counted.
        sort: Name of the order it gives, or empty.
    """

    name: str
    analysis: Analysis
    facet: bool = False
    sort: str = ""


FIELDS = (
    Field("title", Analysis.WORDS),
    Field("keywords", Analysis.WORDS),
    Field("items", Analysis.WORDS),
    Field("organization_name", Analysis.WORDS),
    Field("summary", Analysis.WORDS),
    Field("code", Analysis.IDENTIFIER),
    Field("theme", Analysis.KEYWORD, facet=True),
    Field("organization", Analysis.KEYWORD, facet=True),
    Field("region", Analysis.KEYWORD, facet=True),
    Field("format", Analysis.KEYWORD, facet=True),
    Field("open_class", Analysis.KEYWORD, facet=True),
    Field("cycle", Analysis.KEYWORD, facet=True),
    Field("freshness", Analysis.KEYWORD, facet=True),
    Field("carrier", Analysis.KEYWORD, facet=True),
    Field("updated_at", Analysis.NUMBER, sort="updated"),
    Field("published_at", Analysis.NUMBER, sort="published"),
    Field("downloads", Analysis.NUMBER, sort="downloads"),
    Field("file_size", Analysis.NUMBER),
)
"""Every searchable field with its use."""

WORD_FIELDS = tuple(field for field in FIELDS if field.analysis is Analysis.WORDS)
FACETS = tuple(field.name for field in FIELDS if field.facet)
"""Names of the facets, which are also the names of the query's filters."""
NUMBER_FIELDS = tuple(field.name for field in FIELDS if field.analysis is Analysis.NUMBER)
SORTED_BY = {field.sort: field.name for field in FIELDS if field.sort}
"""The number behind each order that is not relevance."""


def is_division(code: str) -> bool:
    """Whether a text has the shape of a division code: six digits, as GB/T 2260 writes them."""
    return len(code) == REGION_CODE_LENGTH and code.isascii() and code.isdigit()


def region_path(code: str) -> tuple[str, ...]:
    """The division and those above it, the province first: 350102 gives 350000, 350100, 350102.

    The county-level zones that stand below no city (digits 3 and 4 are 90) keep what their digits say.
    A code of any other shape stands alone.
    """
    if not is_division(code):
        return (code,) if code else ()
    path = (code[:digits].ljust(REGION_CODE_LENGTH, "0") for digits in REGION_DIGITS)
    return tuple(dict.fromkeys(path))


def texts_of(document: SearchDocument, field: str) -> tuple[str, ...]:
    """The texts of one word field, without empty ones."""
    value: str | tuple[str, ...] = getattr(document, field)
    texts = (value,) if isinstance(value, str) else value
    return tuple(text for text in texts if text)


def facet_values(document: SearchDocument, facet: str) -> tuple[str, ...]:
    """What a document counts under in one facet; trees count it under every ancestor as well."""
    if facet == "organization":
        own = (document.organization,) if document.organization else ()
        return tuple(dict.fromkeys((*document.organization_path, *own)))
    if facet == "region":
        return region_path(document.region)
    if facet == "format":
        return tuple(dict.fromkeys(document.formats))
    if facet == "carrier":
        return tuple(dict.fromkeys(document.carriers))
    value: str = getattr(document, facet)
    return (value,) if value else ()
