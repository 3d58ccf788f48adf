"""The gate of search quality: what both engines must reach on the judged set, and what each means of ranking is for."""

from functools import partial
from statistics import fmean

import pytest

from search.engine import SearchEngine
from search.engines.embedded import answers
from search.evaluation.material import read_judgements
from search.evaluation.measures import DEPTH
from search.evaluation.run import Evaluation, evaluate
from search.ranking.plan import plan
from search.ranking.weights import ALL, Feature
from tests.search.evaluation.conftest import ENGINES
from tests.search.evaluation.judging import JUDGEMENTS, queries

OVERALL, EACH = 0.90, 0.80
"""nDCG@10 over all queries, and in each class."""
OVERLAP = 0.9
"""Share of the first ten hits that both engines have in common."""
MEASURE = f"ndcg@{DEPTH}"

NEEDED = {
    Feature.SYLLABLES: "同音错字",
    Feature.PINYIN: "拼音",
    Feature.INITIALS: "首字母",
    Feature.BLANKS: "错字与漏字",
    Feature.SYNONYMS: "同义词",
    Feature.IDENTIFIERS: "代码与文号",
    Feature.ITEMS: "信息项",
    Feature.ORGANIZATIONS: "机构全称",
    Feature.PLACES: "地名",
    Feature.YEARS: "时期",
    Feature.WIDENING: "错字与漏字",
    Feature.COVERAGE: "字序颠倒",
    Feature.WHOLE: "完整名称",
    Feature.SEQUENCE: "施受方向",
    Feature.PHRASES: "英文词组",
    Feature.STEMS: "英文词形",
    Feature.THEMES: "主题",
}
"""The class that falls below the gate without this means."""


@pytest.fixture(scope="module")
async def tables(judged_engines: dict[str, SearchEngine]) -> dict[str, Evaluation]:
    """What each engine reaches."""
    judged = read_judgements(JUDGEMENTS)
    return {name: await evaluate(engine, queries(), judged) for name, engine in judged_engines.items()}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_whole_reaches_the_gate(tables: dict[str, Evaluation], engine: str) -> None:
    assert tables[engine].mean(MEASURE) >= OVERALL, _worst(tables[engine])


@pytest.mark.parametrize("group", sorted({query.group for query in queries()}))
@pytest.mark.parametrize("engine", ENGINES)
def test_each_class_reaches_the_gate(tables: dict[str, Evaluation], engine: str, group: str) -> None:
    reached = tables[engine].groups()[group]
    assert reached.mean(MEASURE) >= EACH, _worst(reached)


def test_the_engines_find_the_same(tables: dict[str, Evaluation]) -> None:
    pairs = zip(*(tables[engine].outcomes for engine in ENGINES), strict=True)
    shares = {one.query.text: _overlap(one.found, other.found) for one, other in pairs}
    assert fmean(shares.values()) >= OVERLAP, sorted(shares, key=lambda text: shares[text])[:10]


def test_every_means_has_its_class() -> None:
    assert set(NEEDED) == ALL


@pytest.mark.parametrize(("feature", "group"), NEEDED.items(), ids=[feature.value for feature in NEEDED])
async def test_each_means_is_needed_for_its_class(
    judged_engines: dict[str, SearchEngine], monkeypatch: pytest.MonkeyPatch, feature: Feature, group: str
) -> None:
    monkeypatch.setattr(answers, "plan", partial(plan, features=ALL - {feature}))
    asked = [query for query in queries() if query.group == group]
    without = await evaluate(judged_engines["embedded"], asked, read_judgements(JUDGEMENTS))
    assert without.mean(MEASURE) < EACH


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    return len(set(one) & set(other)) / max(len(one), len(other), 1) if one or other else 1.0


def _worst(table: Evaluation) -> list[tuple[float, str]]:
    return sorted((round(outcome.values[MEASURE], 2), outcome.query.text) for outcome in table.outcomes)[:10]
