"""The composition root: the settings choose the parts."""

from pathlib import Path

from pydantic import SecretStr

from app.container import search_of
from app.settings import Settings
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.embedded.engine import EmbeddedEngine
from tests.elasticsearch.node import ask, drop_indexes
from tests.plugins.stack import Databases
from tests.search.samples import begin, document, found

INDEX = "chosen-by-settings"


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_without_an_address_search_is_embedded(databases: Databases, tmp_path: Path) -> None:
    engine = search_of(databases.settings("minshu", tmp_path))
    assert isinstance(engine, EmbeddedEngine)
    await engine.close()
    assert left_in(tmp_path) == []


async def test_an_address_chooses_the_cluster(databases: Databases, tmp_path: Path, elasticsearch_url: str) -> None:
    given = {"MINSHU_SEARCH_URL": elasticsearch_url, "MINSHU_SEARCH_INDEX": INDEX}
    settings: Settings = databases.settings("minshu", tmp_path, **given)
    engine = search_of(settings)
    assert isinstance(engine, ElasticsearchEngine)
    try:
        await begin(engine)
        await engine.put([document(1, "公交")])
        assert await found(engine, "公交") == [1]
        assert f"{INDEX}-{await engine.generation()}" in ask(elasticsearch_url, "GET", f"/{INDEX}-*/_alias")
    finally:
        await engine.close()
        drop_indexes(elasticsearch_url, INDEX)
    assert left_in(tmp_path) == []


def test_secrets_of_the_cluster_reach_the_client_and_no_log(databases: Databases, tmp_path: Path) -> None:
    given = {"MINSHU_SEARCH_URL": "https://127.0.0.1:9200", "MINSHU_SEARCH_API_KEY": "aWQ6c2VjcmV0"}
    settings = databases.settings("minshu", tmp_path, **given)
    assert settings.search_api_key == SecretStr("aWQ6c2VjcmV0")
    assert "aWQ6c2VjcmV0" not in repr(settings)
