"""What is reached on public collections, where they lie beside the checkout; without them nothing is collected here."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from statistics import fmean

import pytest

from search.engine import SearchEngine
from search.evaluation.material import Collection, JudgedQuery, read_judgements, read_queries
from search.evaluation.run import Evaluation, evaluate, fill
from tests.search.evaluation.conftest import ENGINES, opened
from tests.search.evaluation.known_items import known_items
from tests.search.evaluation.public import ACORDAR, FOLDS, PORTALS, portal_documents
from tests.search.evaluation.refitting import folds, refitting

WHERE_ACORDAR_IS = [ACORDAR.name] if ACORDAR.is_dir() else []
WHERE_PORTALS_ARE = [PORTALS.name] if PORTALS.is_dir() else []
Known = tuple[list[JudgedQuery], dict[str, dict[str, int]]]
TITLES, SEED = 400, 11
STEP = 11
"""Both engines are asked every eleventh query, which takes each of sixteen classes in turn."""
KNOWN = {
    "words": 0.995,
    "joined": 0.995,
    "full": 0.999,
    "typo": 0.985,
    "wrong": 0.94,
    "pinyin": 0.985,
    "typo2": 0.95,
    "wrong2": 0.80,
    "drop": 0.94,
    "swap": 0.98,
    "prefix": 0.95,
    "pinyin_solid": 0.97,
    "fuzzy_pinyin": 0.96,
    "pinyin_typo": 0.93,
    "initials": 0.78,
    "initials_solid": 0.55,
}
"""MRR@10 of each class of known items; of so few titles it is known only as far as its standard error."""


@pytest.fixture(scope="module")
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened_here:
        yield opened_here


@pytest.fixture(scope="module")
async def acordar(
    stack: AsyncExitStack, tmp_path_factory: pytest.TempPathFactory, elasticsearch_url: str
) -> dict[str, Evaluation]:
    """What each engine reaches on the English collection, and the embedded one with only judged documents ranked."""
    queries = read_queries(ACORDAR / "all_queries.txt")
    judged = read_judgements(ACORDAR / "qrels.txt", queries)
    found = {}
    for name in ENGINES:
        folder = tmp_path_factory.mktemp("acordar")
        engine = await stack.enter_async_context(opened(name, folder, elasticsearch_url))
        collection = Collection(ACORDAR / "documents.jsonl", judged)
        await fill(engine, collection.documents())
        found[name] = await evaluate(engine, queries, judged, names=collection.names)
        if name == "embedded":
            found["judged only"] = await evaluate(engine, queries, judged, names=collection.names, judged_only=True)
    return found


@pytest.fixture(scope="module")
async def refitted(stack: AsyncExitStack, tmp_path_factory: pytest.TempPathFactory, elasticsearch_url: str) -> float:
    """The mean over the given test folds of nDCG@10 with weights refitted on the rest of each."""
    queries = read_queries(ACORDAR / "all_queries.txt")
    judged = read_judgements(ACORDAR / "qrels.txt", queries)
    engine = await stack.enter_async_context(opened("embedded", tmp_path_factory.mktemp("folds"), elasticsearch_url))
    await fill(engine, Collection(ACORDAR / "documents.jsonl", judged).documents())
    parts = await refitting(engine, [query for query in queries if query.id in judged], judged)
    found = [parts.mean(parts.fit(fitted), measured) for fitted, measured in folds(ACORDAR / FOLDS)]
    assert len(found) == 5
    return fmean(found)


@pytest.mark.parametrize("_collection", WHERE_ACORDAR_IS)
@pytest.mark.parametrize("engine", ENGINES)
def test_the_english_collection_is_ranked_well(acordar: dict[str, Evaluation], engine: str, _collection: str) -> None:
    assert acordar[engine].mean("ndcg@10") >= 0.575
    assert acordar[engine].mean("map@10") >= 0.43


@pytest.mark.parametrize("_collection", WHERE_ACORDAR_IS)
def test_judged_documents_alone_are_ranked_well(acordar: dict[str, Evaluation], _collection: str) -> None:
    assert acordar["judged only"].mean("ndcg@10") >= 0.63


@pytest.mark.parametrize("_collection", WHERE_ACORDAR_IS)
def test_both_engines_rank_it_alike(acordar: dict[str, Evaluation], _collection: str) -> None:
    one, other = (acordar[name].mean("ndcg@10") for name in ENGINES)
    assert abs(one - other) <= 0.01


@pytest.mark.parametrize("_collection", WHERE_ACORDAR_IS)
def test_weights_refitted_to_the_collection_rank_it_well(refitted: float, _collection: str) -> None:
    assert refitted >= 0.57


@pytest.fixture(scope="module")
async def portals(
    stack: AsyncExitStack, tmp_path_factory: pytest.TempPathFactory, elasticsearch_url: str
) -> tuple[dict[str, SearchEngine], Known]:
    """Both engines with the mainland portals in them, and known items of them."""
    documents = list(portal_documents())
    engines = {}
    for name in ENGINES:
        folder = tmp_path_factory.mktemp("portals")
        engines[name] = await stack.enter_async_context(opened(name, folder, elasticsearch_url))
        await fill(engines[name], documents)
    return engines, known_items(((document.id, document.title) for document in documents), TITLES, SEED)


@pytest.mark.parametrize("_collection", WHERE_PORTALS_ARE)
@pytest.mark.parametrize("group", KNOWN)
async def test_known_items_are_found(
    portals: tuple[dict[str, SearchEngine], Known], group: str, _collection: str
) -> None:
    engines, (queries, judged) = portals
    table = await evaluate(engines["embedded"], [query for query in queries if query.group == group], judged)
    assert table.mean("mrr@10") >= KNOWN[group]


@pytest.mark.parametrize("_collection", WHERE_PORTALS_ARE)
async def test_both_engines_find_known_items_alike(
    portals: tuple[dict[str, SearchEngine], Known], _collection: str
) -> None:
    engines, (queries, judged) = portals
    asked = queries[::STEP]
    assert {query.group for query in asked} == set(KNOWN)
    one, other = [(await evaluate(engines[name], asked, judged)).mean("mrr@10") for name in ENGINES]
    assert abs(one - other) <= 0.01
