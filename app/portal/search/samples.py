"""Samples of results: found, found nearly, nothing found, reduced, refused; all of it is synthetic."""

from collections.abc import Callable, Iterator
from functools import partial

from app.portal.kit.facets import Tile
from app.portal.kit.forms import Choice, Input, Option
from app.portal.kit.pieces import Link, Pager
from app.portal.kit.samples import LONG, cards, chrome
from app.portal.kit.templating import Page
from app.portal.search.context import ActiveFilter, Facet, FacetValue, Help, Period, Results, WayOut


def value(facet: str, code: str, label: str, count: int, *below: FacetValue, chosen: bool = False) -> FacetValue:
    """A value of a facet."""
    return FacetValue(f"{facet}-{code}", code, label, count, chosen, below, opened=bool(below))


def facets() -> tuple[Facet, ...]:
    """Short and long lists, and the trees of organizations and of regions."""
    counties = tuple(value("region", f"3501{n:02}", f"第 {n} 区", n) for n in range(2, 15))
    city = value("region", "350100", "福州市", 81, *counties, chosen=True)
    province = value("region", "350000", "福建省", 210, city, value("region", "350200", "厦门市", 60))
    offices = tuple(value("organization", f"o{n}", f"省第{n}厅", 50 - n) for n in range(1, 12))
    below = value("organization", "fz", "福州市数据管理部门", 81, value("organization", "bus", "福州市交通运输部门", 4))
    owner = value(
        "organization", "fj", "省数据管理局", 210, below, *offices, value("organization", "long", LONG[:40], 12_345)
    )
    themes = (value("theme", "a", "经济建设", 2, chosen=True), value("theme", "b", "科技创新", 2))
    classes = (value("open_class", "GENERAL", "普遍开放", 5), value("open_class", "ON_REQUEST", "依申请开放", 1))
    return (
        Facet("theme", "主题", themes, 2),
        Facet("organization", "提供单位（含下级）", (owner,), 15),
        Facet("open_class", "开放属性", classes, 2),
        Facet("region", "地区（含下级）", (province,), 16),
        Facet("format", "格式", (value("format", "csv", "CSV", 6),), 1, opened=False),
    )


def periods() -> tuple[Period, ...]:
    """Dates of the last change, and of the publication with one end given."""
    shortcuts = (
        Link("近 7 天", "/search?updated_after=2026-11-15"),
        Link("近一年", "/search?updated_after=2025-11-22"),
    )
    updated = Period("updated", "更新时间", Input("updated_after"), Input("updated_before"), shortcuts)
    given = Input("published_after", "2026-01-01")
    return (updated, Period("published", "发布时间", given, Input("published_before"), shortcuts, opened=True))


def samples() -> Iterator[tuple[str, Page]]:
    """Results: found, found nearly, nothing found, reduced, refused."""
    sort = Choice("sort", (Option("relevance", "最相关", selected=True), Option("updated", "最近更新")))
    chips = (
        ActiveFilter("主题", "经济建设", "/search?q=福建"),
        ActiveFilter("地区", "福州市", "/search?q=福建"),
        ActiveFilter("发布时间", "2026-01-01 起", "/search?q=福建"),
    )
    base = partial(Results, chrome(active="search", path="/search?q=福建"))
    given = (facets(), periods(), chips, "/search?q=福建", sort)
    found = cards(marked=True)
    kept = (("size_min", "1024"),)
    yield (
        "results",
        base(
            "福建",
            kept,
            "至少 10,000 个数据集",
            found,
            *given,
            Pager(1, 5, None, "", "/search?cursor=x"),
            explain_href="/search?q=福建",
        ),
    )
    yield (
        "results-near",
        base(
            "福建 火星",
            (),
            "5 个数据集",
            found,
            *given,
            Pager(1, 5, 5),
            Link("福建 火炬", "/search"),
            near="没有完全符合的数据集，以下为相近结果。",
        ),
    )
    yield from without_results(base, chips, sort)


def without_results(
    base: Callable[..., Results], chips: tuple[ActiveFilter, ...], sort: Choice
) -> Iterator[tuple[str, Page]]:
    """Nothing found with and without filters, reduced with and without a title that fits, refused."""
    none = Pager(0, 0, 0)
    ways = (
        WayOut("去掉“主题：经济建设”", "/search?q=福建", 3),
        WayOut("去掉全部筛选条件", "/search?q=福建", 12_345),
    )
    themes = tuple(Tile(name, "/search?theme=x", 3) for name in ("经济建设", "科技创新", "道路交通"))
    helped = Help(ways, themes, ("省数据管理局数据资源管理处，0591-12345",))
    meant = Link("行政区划", "/search?q=行政区划")
    nothing = "没有找到数据集"
    some = (value("theme", "a", "经济建设", 0, chosen=True),)
    narrow = (Facet("theme", "主题", some, 1),)
    yield (
        "results-none",
        base("行政区花", (), nothing, (), narrow, periods(), chips, "/search", sort, none, meant, helped),
    )
    bare = Help((), (), ())
    yield "results-bare", base("不存在的东西", (), nothing, (), (), (), (), "/search", sort, none, None, bare)
    gone = "筛选、排序和“信息项:”等前缀暂时不起作用，结果可能不全。您选的这些条件没有起作用：主题、排序。"
    down = partial(base, facets=(), periods=(), filters=(), clear_href="/search", sort=Choice("sort", ()), reduced=gone)
    yield "results-reduced", down("福建", (), "5 个数据集", cards(), pager=Pager(1, 5, 5))
    yield "results-reduced-none", down("不存在的东西", (), nothing, (), pager=none)
    early = "早于起始时间，请改正其中一端。"
    ends = Input("updated_after", "2026-12-01"), Input("updated_before", "2026-01-01", early)
    wrong = partial(base, "福建", (), "查询条件有误", (), filters=chips, clear_href="/search", sort=Choice("sort", ()))
    yield (
        "results-wrong",
        wrong(
            facets=facets(),
            periods=(Period("updated", "更新时间", *ends, (), opened=True), *periods()[1:]),
            pager=none,
            problem=f"“更新时间（止）”：{early}",
            retry=Link("去掉“更新时间”，按其余条件搜索", "/search?q=福建"),
            unfolded=True,
        ),
    )
    yield "results-unavailable", wrong(facets=(), periods=(), pager=none, problem="请过一会儿再试。")
