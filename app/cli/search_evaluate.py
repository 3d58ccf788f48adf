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

from app.cli.speaking import say
from app.cli.telling import CommandFailed, told
from app.container import access_of
from app.settings import PREFIX, Environment, Settings
from catalog.messages import Message, message
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


@app.command("evaluate", help=say(message("cli.search.evaluate")))
def evaluate_files(
    documents: Annotated[Path, typer.Option(help=say(message("cli.search.evaluate.documents")))],
    queries: Annotated[Path, typer.Option(help=say(message("cli.search.evaluate.queries")))],
    judgements: Annotated[Path, typer.Option(help=say(message("cli.search.evaluate.judgements")))],
    engine: Annotated[Engine, typer.Option(help=say(message("cli.search.evaluate.engine")))] = Engine.EMBEDDED,
    *,
    table: Annotated[bool, typer.Option("--table", help=say(message("cli.search.evaluate.table")))] = False,
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
            raise CommandFailed(
                message("cli.search.evaluate.unjudged", judgements=judgements.name, queries=queries.name)
            )
        collection = Collection(documents, judged)
        async with scratch(engine) as opened:
            await fill(opened, collection.documents())
            _warn(collection, len(asked) - len(judged), documents, queries, judgements)
            whole = await evaluate(opened, asked, judged, names=collection.names)
            alone = await evaluate(opened, asked, judged, names=collection.names, judged_only=True)
    except BadMaterial as problem:
        raise CommandFailed(_of_material(problem)) from None
    return {"engine": engine.value, **whole.report(), "judged_only": alone.report()}


def _of_material(problem: BadMaterial) -> Message:
    reason = Message(f"material.{problem.code}", tuple(sorted(problem.values.items())))
    return message("cli.search.evaluate.line", file=problem.path.name, line=problem.line, reason=reason)


def _warn(collection: Collection, unjudged: int, documents: Path, queries: Path, judgements: Path) -> None:
    """Say what the figures do not: they look like bad search where identities do not fit.

    Raises:
        CommandFailed: Not one judged document is among the documents.
    """
    judged, strangers = collection.strangers()
    told = message(
        "cli.search.evaluate.strangers",
        judgements=judgements.name,
        judged=judged,
        strangers=strangers,
        documents=documents.name,
    )
    if strangers == judged:
        raise CommandFailed(message("cli.search.evaluate.all-strangers", strangers=told))
    if strangers:
        typer.echo(say(message("cli.search.evaluate.some-strangers", strangers=told)), err=True)
    if unjudged:
        left_out = message("cli.search.evaluate.left-out", queries=queries.name, unjudged=unjudged)
        typer.echo(say(left_out), err=True)


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
        raise CommandFailed(message("cli.search.evaluate.no-cluster", variable=f"{PREFIX}SEARCH_URL"))
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
    whole, alone = say(message("cli.search.evaluate.all")), say(message("cli.search.evaluate.judged-only"))
    lines = [("", *names), *_rows(whole, report, names), *_rows(alone, report["judged_only"], names)]
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
