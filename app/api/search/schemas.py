"""What the search endpoints give. They write it themselves, for speed; a test holds it against these."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from search.analysis import marking
from search.hit import Hit

MarkedOut = Annotated[list[tuple[str, bool]], Field(description="文字分成的段：每段为文字，以及是否与检索相符")]
AS_JSON: Mapping[Any, Any] = {marking.Marked: MarkedOut, tuple[marking.Marked, ...]: list[MarkedOut]}
"""Types of a hit that are described otherwise than they are held."""


class Strict(BaseModel):
    """What is not described here does not stand in an answer."""

    model_config = ConfigDict(extra="forbid")


class HitOut(Strict):
    """One dataset found; times are seconds since 1970 (UTC), ``file_size`` is in bytes."""

    __annotations__ = {field.name: AS_JSON.get(field.type, field.type) for field in fields(Hit)}  # its one declaration


class ScorePartOut(Strict):
    """One part of a score, in words."""

    name: str
    score: float


class ExplainedHitOut(HitOut):
    """A hit with the parts of its score, the largest first; only where an operator asked for them."""

    parts: list[ScorePartOut]


class FacetCountOut(Strict):
    """How many hits carry one value of a facet, under every filter but that facet's own."""

    value: str
    count: int


class SearchOut(Strict):
    """One page of results; ``exact`` of them hold every word, the others most of them or what is written much alike.

    ``relaxed`` tells that none holds every word. Only then ``did_you_mean`` may be a better-known
    question that some hold, else it is empty.

    ``total`` is exact to 10,000 and a lower bound beyond; ``truncated`` names the facets that have more values than the
    100 told. ``reduced``: the engine is down and only titles and codes were looked at, without the parameters
    ``not_applied``.
    """

    hits: list[ExplainedHitOut | HitOut]
    total: int
    total_is_exact: bool
    exact: int
    facets: dict[str, list[FacetCountOut]]
    truncated: list[str]
    relaxed: bool
    did_you_mean: str
    next: str | None
    reduced: bool
    not_applied: list[str]


class SimilarOut(Strict):
    """Datasets like another one, the most alike first."""

    hits: list[HitOut]


class SuggestionOut(Strict):
    """A dataset whose title fits what is being typed."""

    id: str
    title: MarkedOut


class CompletionOut(Strict):
    """An organization or a theme whose name fits what is being typed."""

    code: str
    name: MarkedOut


class SuggestionsOut(Strict):
    """Datasets by their titles, and what else may be meant; each the best first."""

    suggestions: list[SuggestionOut]
    organizations: list[CompletionOut]
    themes: list[CompletionOut]
    queries: list[str]
