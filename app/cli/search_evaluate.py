"""``minshu search evaluate``: what an engine reaches on judged queries, in a scratch index, without any stack."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from unicodedata import east_asian_width
from uuid import uuid4

import orjson
import typer
from pydantic import SecretStr

from app.cli.telling import CommandFailed, told
from app.container import access_of
from app.settings import PREFIX, Environment, Settings
from search.engine import SearchEngine
from search.engines.elasticsearch.client import Cluster, ClusterAccess
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.indexes import Indexes
from search.engines.embedded.engine import EmbeddedEngine
from search.evaluation.material import BadMaterial, Collection, read_judgements, read_queries
from search.evaluation.measures import MEASURES
from search.evaluation.run import evaluate, fill

app = typer.Typer()


class Engine(StrEnum):
    """Which engine is measured."""

    EMBEDDED = "embedded"
    ELASTICSEARCH = "elasticsearch"


@app.command("evaluate", help="用已评判的查询衡量搜索质量：在临时索引中运行，不影响正在服务的索引，输出 JSON。")
def evaluate_files(
    documents: Annotated[Path, typer.Option(help="文档，JSONL：id、title、description、publisher、tags、fields")],
    queries: Annotated[Path, typer.Option(help="查询，每行“编号<TAB>文字<TAB>类别”，类别可省")],
    judgements: Annotated[Path, typer.Option(help="评判，TREC qrels 格式")],
    engine: Annotated[Engine, typer.Option(help="搜索引擎")] = Engine.EMBEDDED,
    *,
    table: Annotated[bool, typer.Option("--table", help="输出给人看的表，而不是 JSON")] = False,
) -> None:
    """Measure an engine on the given files and print what it reached."""
    with told():
        report = asyncio.run(_measured(documents, queries, judgements, engine))
    typer.echo(as_table(report) if table else orjson.dumps(report, option=orjson.OPT_INDENT_2).decode())


async def _measured(documents: Path, queries: Path, judgements: Path, engine: Engine) -> dict[str, Any]:
    """The report of a run.

    Raises:
        CommandFailed: A file is not what it should be, no query has a judgement, or no judged document is there.
    """
    try:
        asked = read_queries(queries)
        judged = read_judgements(judgements, asked)
        if not judged:
            raise CommandFailed(f"{judgements.name} 中没有对 {queries.name} 里任何一个查询的评判。")
        collection = Collection(documents, judged)
        async with scratch(engine) as opened:
            await fill(opened, collection.documents())
            _warn(collection, len(asked) - len(judged), documents, queries, judgements)
            whole = await evaluate(opened, asked, judged, names=collection.names)
            alone = await evaluate(opened, asked, judged, names=collection.names, judged_only=True)
    except BadMaterial as problem:
        raise CommandFailed(str(problem)) from None
    return {"engine": engine.value, **whole.report(), "judged_only": alone.report()}


def _warn(collection: Collection, unjudged: int, documents: Path, queries: Path, judgements: Path) -> None:
    """Say what the figures do not: they look like bad search where identities do not fit.

    Raises:
        CommandFailed: Not one judged document is among the documents.
    """
    judged, strangers = collection.strangers()
    told = f"{judgements.name} 评判了 {judged} 个文档，其中 {strangers} 个不在 {documents.name} 中"
    if strangers == judged:
        raise CommandFailed(f"{told}，无法衡量。请检查两个文件的标识是否一致。")
    if strangers:
        typer.echo(f"注意：{told}，一律按没有找到计算。", err=True)
    if unjudged:
        typer.echo(f"注意：{queries.name} 中有 {unjudged} 个查询没有评判，没有计入。", err=True)


@asynccontextmanager
async def scratch(engine: Engine) -> AsyncIterator[SearchEngine]:
    """An empty engine that leaves nothing behind: in a folder of its own, or under a name of its own on the cluster.

    Raises:
        CommandFailed: There is no address of a cluster.
    """
    if engine is Engine.EMBEDDED:
        with tempfile.TemporaryDirectory(prefix="minshu-evaluate-") as folder:
            async with _closing(EmbeddedEngine(Path(folder))) as opened:
                yield opened
        return
    settings = _cluster_settings()
    if not settings.search_urls:
        raise CommandFailed(f"没有设置 {PREFIX}SEARCH_URL，不知道 Elasticsearch 在哪里。")
    access, prefix = access_of(settings), f"minshu-evaluate-{uuid4().hex}"
    async with _closing(ElasticsearchEngine(access, prefix)) as opened:
        try:
            yield opened
        finally:
            await _drop_all(access, prefix)


@asynccontextmanager
async def _closing(engine: SearchEngine) -> AsyncIterator[SearchEngine]:
    try:
        yield engine
    finally:
        await engine.close()


async def _drop_all(access: ClusterAccess, prefix: str) -> None:
    cluster = Cluster(access)
    indexes = Indexes(cluster, prefix)
    try:
        for name in (await indexes.state()).names:
            await indexes.drop(name)
    finally:
        await cluster.close()


def _cluster_settings() -> Settings:
    """The settings of the search cluster; the parts that are not used here need not be set."""
    unused = SecretStr("unused")
    return Settings(
        environment=Environment.DEVELOPMENT,
        database_url=SecretStr("postgresql+psycopg://unused@127.0.0.1/unused"),
        s3_endpoint="127.0.0.1:1",
        s3_access_key=unused,
        s3_secret_key=unused,
    )


def as_table(report: Mapping[str, Any]) -> str:
    """The report as lines for people: all queries first, then each class, then with only judged documents ranked."""
    names = (*MEASURES, "queries", "p50_ms")
    lines = [("", *names), *_rows("全部", report, names), *_rows("仅已评判", report["judged_only"], names)]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(map(_padded, line, widths, range(len(line)))) for line in lines)


def _padded(text: str, width: int, column: int) -> str:
    """A cell as wide as its column: labels begin at the left, numbers end at the right."""
    room = " " * (width - _width(text))
    return room + text if column else text + room


def _width(text: str) -> int:
    """Places that a text takes on a terminal, where Chinese characters take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _rows(title: str, report: Mapping[str, Any], names: tuple[str, ...]) -> list[tuple[str, ...]]:
    rows = [(title, report), *((f"{title} {group}", row) for group, row in report["classes"].items())]
    return [(label, *(_number(row[name]) for name in names)) for label, row in rows]


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"
