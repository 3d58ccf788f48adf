"""What the search endpoints give. They write it themselves, for speed; a test holds it against these."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Marked = Annotated[list[tuple[str, bool]], Field(description="文字分成的段：每段为文字，以及是否与检索相符")]


class Strict(BaseModel):
    """What is not described here does not stand in an answer."""

    model_config = ConfigDict(extra="forbid")


class HitOut(Strict):
    """One dataset found; times are seconds since 1970 (UTC)."""

    id: str
    version: int
    score: float
    code: str
    title: Marked
    summary: Marked
    items: list[Marked]
    organization: str
    organization_name: str
    theme: str
    region: str
    open_class: str
    formats: list[str]
    cycle: str
    published_at: int
    updated_at: int


class FacetCountOut(Strict):
    """How many hits carry one value of a facet, under every filter but that facet's own."""

    value: str
    count: int


class SearchOut(Strict):
    """One page of results; ``relaxed`` tells that no dataset matched every word, so some were let go.

    ``reduced``: the engine is down and only titles and codes were looked at, without the parameters ``not_applied``.
    """

    hits: list[HitOut]
    total: int
    total_is_exact: bool
    facets: dict[str, list[FacetCountOut]]
    relaxed: bool
    next: str | None
    reduced: bool
    not_applied: list[str]


class SuggestionOut(Strict):
    """A dataset whose title fits what is being typed."""

    id: str
    title: Marked


class SuggestionsOut(Strict):
    """Titles, the best first."""

    suggestions: list[SuggestionOut]
