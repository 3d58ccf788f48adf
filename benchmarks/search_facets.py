"""Search with facets on 100,000 generated datasets, against tantivy running the same clauses behind bare FastAPI.

Ours is the embedded engine: the parser, the analysis, the search, the facets with their alternatives, the marked
texts and JSON. Raw is tantivy with the same queries made beforehand, the same facets and the same records as JSON.
Both stand behind a bare FastAPI route of one server process and are asked over loopback in turn.

Prints one JSON object a workload; `ours` and `raw` are milliseconds a request, medians of the rounds' medians.
"""

import argparse
import asyncio
import http.client
import json
import random
import socket
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import orjson
import tantivy
import uvicorn
from fastapi import FastAPI, Request, Response

from search.asking.parameters import parse
from search.asking.query import SearchQuery, Sort
from search.document import FACETS, SearchDocument
from search.engines.embedded import schema
from search.engines.embedded.directory import IndexDirectory
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.records import read_body
from search.engines.embedded.translate import ORDERS, translate
from search.ranking.plan import QueryPlan, plan
from search.results import SearchResults, total_of

ROUNDS = 5
TARGET = 2.0
BATCH = 1000
WARM = 2
TOLD = tuple(name for name in SearchResults.__slots__ if name != "query")
"""What of an answer leaves: who asked knows the query."""

PUBLIC_SHARE = 0.9
VOCABULARY = """
places: 福州市 厦门市 泉州市 漳州市 莆田市 宁德市 三明市 南平市 龙岩市 平潭 鼓楼区 晋安区 闽侯县 思明区 晋江市
subjects: 公交站点 公交线路 空气质量 水质监测 企业登记 行政许可 行政处罚 停车场 充电桩 医疗机构 学校 幼儿园 养老机构
subjects: 住房公积金 社会保险 不动产登记 招标投标 政府采购 财政预算 旅游景区 文物保护单位 图书馆 气象站 雨量 台风路径
subjects: 地质灾害 渔船 港口吞吐量 集装箱 农产品价格 高标准农田 森林防火 排污许可 固体废物 人口 就业 工资 药品经营
subjects: 食品抽检 特种设备 知识产权 高新技术企业 专精特新 信用评价 桥梁 隧道 公路里程 客运班线 出租车 地铁客流
kinds: 信息 名单 统计 目录 明细 年度报告 监测数据 分布 基本情况 月度数据
columns: 统一社会信用代码 单位名称 地址 经度 纬度 联系电话 更新时间 行政区划代码 年份 数量 金额 状态 许可编号 有效期
columns: 法定代表人 站点名称 线路名称 监测时间 pm2.5 so2 unit_name area_code
words: 反映 包括 用于 公众 查询 全市 按月 按年 更新 汇总 发布 登记 办理 情况 数量 范围 管理 服务 单位 项目 标准 来源
words: 业务 系统 采集 整理 提供 参考 分析 应用 开放 共享 统计 口径 说明 时间 地点 类型 等级 名称
"""


def _words(kind: str) -> list[str]:
    lines = (line.partition(":") for line in VOCABULARY.splitlines())
    return [word for name, _, words in lines if name == kind for word in words.split()]


PLACES, SUBJECTS, KINDS, COLUMNS, WORDS = map(_words, ("places", "subjects", "kinds", "columns", "words"))
THEMES, AGENCIES, FORMATS = 22, 240, ("csv", "xlsx", "json", "xml", "api", "pdf")


def documents(count: int) -> Iterator[SearchDocument]:
    """Generated datasets, the same at every run."""
    dice = random.Random(20_261_122)
    for number in range(count):
        place, subject, kind = dice.choice(PLACES), dice.choice(SUBJECTS), dice.choice(KINDS)
        agency = min(int(dice.expovariate(1 / 40)), AGENCIES - 1)
        yield SearchDocument(
            id=str(UUID(int=dice.getrandbits(128), version=4)),
            version=1,
            code=f"350000-{agency:04d}/{number:06d}",
            title=f"{place}{subject}{kind}{dice.randrange(2010, 2027)}",
            summary=f"{place}{subject}{kind}，" + "".join(dice.choices(WORDS, k=60)) + "。",
            items=tuple(dice.sample(COLUMNS, 8)),
            organization=f"A{agency:04d}",
            organization_name=f"{place}第{agency}局",
            organization_path=("350000", f"G{agency % 10}"),
            theme=f"T{min(int(dice.expovariate(1 / 6)), THEMES - 1):02d}",
            keywords=(subject, dice.choice(WORDS)),
            region=f"35{dice.randrange(1, 10):02d}{dice.randrange(0, 12):02d}",
            open_class=dice.choice(("unconditional", "conditional", "closed")),
            formats=tuple(dice.sample(FORMATS, 2)),
            cycle=dice.choice(("day", "month", "quarter", "year")),
            published_at=dice.randrange(1_600_000_000, 1_790_000_000),
            updated_at=dice.randrange(1_700_000_000, 1_790_000_000),
            prior=dice.random(),
            scopes=("public",) if dice.random() < PUBLIC_SHARE else (f"org:A{agency:04d}",),
        )


def workloads(count: int) -> dict[str, list[list[tuple[str, str]]]]:
    """The questions of each workload as parameters."""
    dice = random.Random(7)
    words = [*PLACES, *SUBJECTS, *KINDS, *COLUMNS]
    ask = [" ".join(dice.sample(words, dice.choice((1, 2, 2, 3)))) for _ in range(count)]
    joined = [dice.choice(PLACES)[:2] + dice.choice(SUBJECTS) for _ in range(count)]
    filters = [[("theme", f"T{dice.randrange(6):02d}"), ("format", dice.choice(FORMATS))] for _ in range(count)]
    return {
        "search, words and facets": [[("q", text)] for text in ask],
        "search, joined words and facets": [[("q", text)] for text in joined],
        "search, words, two filters and facets": [[("q", t), *f] for t, f in zip(joined, filters, strict=True)],
        "search, newest with facets": [[], *([[("theme", f"T{n:02d}")] for n in range(9)])],
    }


async def build(directory: Path, count: int) -> float:
    """Fill an index; answers documents a second."""
    engine = EmbeddedEngine(directory)
    start = time.perf_counter()
    name = await engine.new_index()
    batch: list[SearchDocument] = []
    for document in documents(count):
        batch.append(document)
        if len(batch) == BATCH:
            await engine.put(batch, index=name)
            batch = []
    await engine.put(batch, index=name)
    await engine.activate(name)
    await engine.close()
    return count / (time.perf_counter() - start)


class RawSearch:
    """Tantivy with queries made beforehand."""

    def __init__(self, directory: Path) -> None:
        """Open the active index of the directory."""
        indexes = IndexDirectory(directory)
        self.index = tantivy.Index.open(str(indexes.files(indexes.pointer().current)))
        self.index.config_reader("manual", 0)
        self.index.reload()
        self.searcher = self.index.searcher()
        self.prepared: dict[str, tuple[SearchQuery, tantivy.Query, list[tuple[tantivy.Query, dict[str, object]]]]] = {}

    def prepare(self, parameters: list[tuple[str, str]]) -> None:
        """Make the queries and facet passes of one question."""
        query = parse(parameters)
        planned = plan(query)
        level = self._level(planned)
        wanted = self._made(planned, level)
        free = [name for name in FACETS if name not in planned.filters]
        passes = [(self._made(planned, level, scored=False), _terms(free))]
        passes += [
            (self._made(planned, level, name, scored=False), _terms([name])) for name in FACETS if name not in free
        ]
        self.prepared[urllib.parse.urlencode(parameters)] = query, wanted, passes

    def answer(self, question: str) -> bytes:
        """One page with facets as JSON."""
        query, wanted, passes = self.prepared[question]
        if query.order is Sort.RELEVANCE:
            found = self.searcher.search(wanted, query.size, weight_by_field=schema.WEIGHT)
        else:
            found = self.searcher.search(wanted, query.size, order_by_field=ORDERS[query.order])
        facets = {}
        for facet_query, asked in passes:
            facets |= self.searcher.aggregate(facet_query, asked)
        hits = [{"score": score, **read_body(self.searcher.doc(address))} for score, address in found.hits]
        return orjson.dumps({"total": total_of(found.count)[0], "hits": hits, "facets": facets})

    def _made(self, planned: QueryPlan, level: int, without: str = "", *, scored: bool = True) -> tantivy.Query:
        return translate(self.index.schema, planned.clause(level, without=without, scored=scored))

    def _level(self, planned: QueryPlan) -> int:
        levels = range(len(planned.levels))
        enough = (n for n in levels if self._held(planned, n) >= planned.enough)
        return next(enough, max(len(levels) - 1, 0))

    def _held(self, planned: QueryPlan, level: int) -> int:
        found: int = self.searcher.search(translate(self.index.schema, planned.held(level)), 1).count
        return found


def _terms(names: list[str]) -> dict[str, object]:
    return {name: {"terms": {"field": name, "size": 100}} for name in names}


def make_app(engine: EmbeddedEngine, raw: RawSearch) -> FastAPI:
    """Both sides behind bare routes."""
    app = FastAPI()

    @app.get("/ours")
    async def ours(request: Request) -> Response:
        results = await engine.search(parse(request.query_params.multi_items()))
        told = {name: getattr(results, name) for name in TOLD}
        return Response(orjson.dumps(told), media_type="application/json")

    @app.get("/raw")
    async def raw_route(request: Request) -> Response:
        return Response(raw.answer(request.url.query), media_type="application/json")

    return app


class Server:
    """The application served over loopback in a thread of its own, asked over one kept connection."""

    def __init__(self, app: FastAPI) -> None:
        """Start serving on a free port."""
        listener = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="error", access_log=False, lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, daemon=True)
        self._thread.start()
        self._connection = http.client.HTTPConnection(*listener.getsockname())

    def ask(self, path: str, parameters: list[tuple[str, str]]) -> tuple[float, bytes]:
        """Milliseconds of one request, and its body."""
        target = f"/{path}?{urllib.parse.urlencode(parameters)}"
        start = time.perf_counter()
        self._connection.request("GET", target)
        answer = self._connection.getresponse()
        body = answer.read()
        took = (time.perf_counter() - start) * 1000
        assert answer.status == http.HTTPStatus.OK, body
        return took, body

    def close(self) -> None:
        """Stop serving."""
        self._connection.close()
        self._server.should_exit = True
        self._thread.join()


def compare(server: Server, name: str, questions: list[list[tuple[str, str]]]) -> dict[str, object]:
    """One workload on both sides in turn."""
    for question in questions * WARM:
        ours, raw = (orjson.loads(server.ask(side, question)[1]) for side in ("ours", "raw"))
        assert ours["total"] == raw["total"], question
    medians: dict[str, list[float]] = {"ours": [], "raw": []}
    for _ in range(ROUNDS):
        for side, values in medians.items():
            values.append(statistics.median(server.ask(side, question)[0] for question in questions))
    ours_ms, raw_ms = (statistics.median(medians[side]) for side in ("ours", "raw"))
    return {
        "workload": name,
        "ours": round(ours_ms, 3),
        "raw": round(raw_ms, 3),
        "unit": "ms",
        "ratio": round(ours_ms / raw_ms, 2),
        "target": TARGET,
        "ok": ours_ms <= TARGET * raw_ms,
    }


def main() -> int:
    """Build, compare, print; the exit code says whether every target was met."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--datasets", type=int, default=100_000)
    arguments.add_argument("--questions", type=int, default=100)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "search"
        rate = asyncio.run(build(directory, given.datasets))
        print(f"indexed {given.datasets} datasets, {rate:.0f} a second", file=sys.stderr)
        raw = RawSearch(directory)
        asked = workloads(given.questions)
        for question in (question for questions in asked.values() for question in questions):
            raw.prepare(question)
        engine = EmbeddedEngine(directory)
        server = Server(make_app(engine, raw))
        rows = [compare(server, name, questions) for name, questions in asked.items()]
        server.close()
        asyncio.run(engine.close())
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))
    return 0 if all(row["ok"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
