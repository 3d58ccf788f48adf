"""A small catalogue with near misses, and short ways to ask it."""

from collections.abc import Sequence
from uuid import UUID

from search.asking.parameters import parse
from search.asking.query import PagePosition
from search.document import SearchDocument
from search.engine import SearchEngine, SearchIndex
from search.results import SearchResults

PUBLIC = ("public",)


def identity(number: int) -> str:
    return str(UUID(int=(0x0190_0000_0000 + number) << 80 | 0x7 << 76 | 0x8 << 60 | number))


def document(number: int, title: str, **given: object) -> SearchDocument:
    base = SearchDocument(
        id=identity(number),
        version=1,
        title=title,
        code=f"350000-{number:04d}/001",
        published_at=1_700_000_000 + number,
        updated_at=1_750_000_000 + number * 100,
        scopes=PUBLIC,
    )
    return base._replace(**given)  # type: ignore[arg-type]


async def begin(engine: SearchIndex) -> str:
    """Serve from a new, empty index; answers its name."""
    name = await engine.new_index()
    await engine.activate(name)
    return name


CATALOGUE = (
    document(
        1,
        "福州市公交站点信息",
        summary="福州市区公交站点的名称与经纬度，供公众出行查询。",
        items=("站点名称", "经度", "纬度", "stop_name"),
        organization="A10",
        organization_name="交通运输局",
        organization_path=("A0", "A1"),
        theme="transport",
        keywords=("出行", "公交"),
        region="350100",
        open_class="unconditional",
        formats=("csv", "json"),
        cycle="year",
        prior=0.9,
    ),
    document(
        2,
        "厦门公交线路",
        organization="A20",
        organization_name="市交通运输局",
        organization_path=("A0", "A2"),
        theme="transport",
        region="350200",
        open_class="unconditional",
        formats=("csv",),
        cycle="month",
    ),
    document(
        3,
        "福州市空气质量监测数据",
        summary="按小时发布的PM2.5与二氧化硫浓度。",
        items=("监测时间", "pm2.5", "SO2"),
        organization="A11",
        organization_name="生态环境局",
        organization_path=("A0", "A1"),
        theme="environment",
        region="350102",
        open_class="conditional",
        formats=("api",),
        cycle="hour",
    ),
    document(
        4,
        "企业登记信息",
        items=("统一社会信用代码", "企业名称", "法定代表人"),
        organization="A3",
        organization_name="市场监督管理局",
        organization_path=("A0",),
        theme="credit",
        region="350000",
        open_class="conditional",
        formats=("xlsx",),
        cycle="day",
    ),
    document(
        5,
        "十四五规划主要指标",
        summary="数字福建发展指标。",
        items=("指标名称", "目标值"),
        organization="A3",
        organization_name="发展和改革委员会",
        organization_path=("A0",),
        theme="planning",
        region="350000",
        open_class="unconditional",
        formats=("csv", "xlsx"),
    ),
    document(
        6, "水质周报", summary="空气不在其中，质量另有标准。", theme="environment", region="350100", formats=("pdf",)
    ),
    document(7, "内部公交场站台账", scopes=("org:A10",), theme="transport", organization="A10", formats=("csv",)),
    document(8, "ＧＤＰ　Annual Report", summary="Gross domestic product", keywords=("gdp",), theme="economy"),
)


async def ask(
    engine: SearchEngine,
    *pairs: tuple[str, str],
    scopes: tuple[str, ...] = PUBLIC,
    position: PagePosition | None = None,
) -> SearchResults:
    query = parse(pairs, scopes)
    return await engine.search(query.at(position) if position else query)


async def found(engine: SearchEngine, text: str, scopes: tuple[str, ...] = PUBLIC) -> list[int]:
    """Numbers of the documents that hold every word, the best first."""
    results = await ask(engine, ("q", text), scopes=scopes)
    return numbers(results)[: results.exact]


def numbers(results: SearchResults) -> list[int]:
    return [UUID(hit.id).int & 0xFFFF for hit in results.hits]


async def pages(engine: SearchEngine, *pairs: tuple[str, str]) -> list[SearchResults]:
    """Every page of a query, one after the other to the end."""
    results = [await ask(engine, *pairs)]
    while results[-1].next:
        results.append(await ask(engine, *pairs, position=results[-1].next))
    return results


def text_of(marked: Sequence[tuple[str, bool]]) -> str:
    return "".join(piece for piece, _ in marked)


def matched(marked: Sequence[tuple[str, bool]]) -> list[str]:
    return [piece for piece, match in marked if match]
