"""What an element says of search is what search does: facets and searched words are the same on both sides."""

import pytest

from app.api.search.endpoints import FILTERS
from app.portal.kit.facets import FACETS as SHOWN
from app.portal.kit.facets import SCHEMES
from app.projections.element_words import label
from catalog.datasets.elements import METADATA
from search.document import FACETS, WORD_FIELDS

ELEMENTS, SEARCH = "catalog/datasets/elements.py", "search/document.py"
COMPUTED_FACETS = {"organization", "format", "freshness", "carrier"}
COMPUTED_WORDS = {"organization_name", "items"}
"""What search has of no element: it is of the owner, the file, the items, or follows from the date."""
SAID = {
    "facets": ({each.name for each in METADATA if each.facet}, set(FACETS) - COMPUTED_FACETS),
    "words": (
        {each.name for each in METADATA if each.searched},
        {field.name for field in WORD_FIELDS} - COMPUTED_WORDS,
    ),
}


def forgotten(said: set[str], done: set[str]) -> list[str]:
    """What stands on one side only, and where it is missing."""
    return [f"give {SEARCH} a field {name}, or do not say it in {ELEMENTS}" for name in sorted(said - done)] + [
        f"say in {ELEMENTS} that search has {name}, or take it from {SEARCH}" for name in sorted(done - said)
    ]


@pytest.mark.parametrize("what", SAID)
def test_elements_and_search_say_the_same(what: str) -> None:
    assert forgotten(*SAID[what]) == []


def test_a_forgotten_side_is_named() -> None:
    assert forgotten({"theme", "tribute"}, {"theme"}) == [
        "give search/document.py a field tribute, or do not say it in catalog/datasets/elements.py"
    ]
    assert forgotten({"theme"}, {"theme", "tribute"}) == [
        "say in catalog/datasets/elements.py that search has tribute, or take it from search/document.py"
    ]


def test_every_facet_is_called_by_its_element_on_the_page_and_told_in_the_api() -> None:
    assert set(SHOWN) == set(FACETS)
    for element in METADATA:
        if element.facet:
            assert SHOWN[element.name].partition("（")[0] == label(element.key)
            assert SCHEMES[element.name] == element.scheme
    assert set(FACETS) < {parameter["name"] for parameter in FILTERS}
