"""The shape of a hit: what is stored, answered and described of it follow from one declaration."""

import orjson

from app.api.search.schemas import HitOut
from search.analysis.marking import Marker
from search.document import SearchDocument
from search.hit import SHOWN, Hit, hit_of
from search.indexing.record import shown_of
from tests.search.samples import CATALOGUE

NOTHING = Marker.of(())


def test_everything_shown_is_something_of_a_document() -> None:
    assert {*SHOWN, "score"} == set(Hit.__slots__) == set(HitOut.model_fields)
    assert set(SHOWN) <= set(SearchDocument._fields)


def test_what_comes_back_from_an_index_is_the_same_hit() -> None:
    for document in CATALOGUE:
        body = shown_of(document)
        again = hit_of(orjson.loads(orjson.dumps(body)), NOTHING, score=1.5)
        assert again == hit_of(body, NOTHING, score=1.5)
        assert (again.score, again.formats, again.updated_at) == (1.5, document.formats, document.updated_at)
        HitOut.model_validate_json(orjson.dumps(again))
