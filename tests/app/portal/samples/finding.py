"""Samples of what everybody reads: home, results, datasets."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from app.portal.dataset import context as ds
from app.portal.kit.cards import DatasetCard, Span
from app.portal.kit.chrome import Notice
from app.portal.kit.facets import Tile
from app.portal.kit.forms import Choice, Input, Option
from app.portal.kit.pieces import Badge, Fact, Link, Pager
from app.portal.kit.templating import Page
from app.portal.platform import context as public
from app.portal.search import context as rs
from tests.app.portal.samples.common import (
    CITIZEN,
    CODE,
    FRESH,
    LONG,
    OPEN,
    REQUEST,
    REVIEWER,
    SHA,
    ago,
    chrome,
    fields,
    preview,
)


def plain(text: str) -> tuple[Span, ...]:
    """A text without marks."""
    return (Span(text),) if text else ()


SCORE = (Fact("名称中有“福建”", "6.2041"), Fact("使用、更新和完整程度", "0.4100"))


def columns(days: int) -> tuple[tuple[Span, ...], ...]:
    """Columns that match: one, or with a long one."""
    code = (Span("统一社会"), Span("信用代码", marked=True))
    return (code, plain(LONG[:60])) if days == 1 else (code,)


def cards(*, marked: bool = False) -> tuple[DatasetCard, ...]:
    """The demo catalogue as a list."""
    rows = (
        (
            "福建省行政区划代码",
            "全省市、县（市、区）的名称与国家标准代码，供各系统统一引用。",
            "省民政厅",
            "城乡建设",
            OPEN,
            94,
            3,
        ),
        (
            "数字福建“十三五”专项规划重点项目",
            "“十三五”期间数字福建建设的 101 个重点项目，含责任单位、时间进度和投资估算。",
            "省发展和改革委员会",
            "经济建设",
            OPEN,
            101,
            6,
        ),
        (
            "数字福建“十四五”主要指标",
            "数字福建“十四五”规划的 18 项主要指标，含 2020 年基期、2025 年目标和分年度目标。",
            "省发展和改革委员会",
            "经济建设",
            OPEN,
            18,
            6,
        ),
        (
            "国家数字经济创新发展试验区（福建）任务清单",
            "试验区 22 项工作任务的主要内容、责任单位和完成时间。",
            "省发展和改革委员会",
            "科技创新",
            OPEN,
            22,
            40,
        ),
        (
            "企业登记信息（合成数据）",
            "演示用的合成数据：按企业登记格式生成的 20,000 条记录，不对应任何真实企业。",
            "省市场监督管理局",
            "市场监管",
            REQUEST,
            20_000,
            1,
        ),
    )
    result = []
    for title, summary, organization, theme, badge, count, days in rows:
        spans = (Span(title[:4]), Span(title[4:6], marked=True), Span(title[6:])) if marked else plain(title)
        result.append(
            DatasetCard(
                CODE,
                spans,
                plain(summary),
                organization,
                theme,
                badge,
                ago(days=days),
                ("CSV", "XLSX"),
                count,
                FRESH,
                "福州市" if days == 1 else "",
                columns(days) if marked else (),
                SCORE if marked and days == 1 else (),
                12_345 if days == 1 else 0,
            )
        )
    return tuple(result)


def home() -> Iterator[tuple[str, Page]]:
    """Home: ordinary, signed in, and before anything is published."""
    figures = (
        public.Figure("公开的数据集", 6, "个", "/search"),
        public.Figure("提供单位", 4, "家", "/search"),
        public.Figure("可直接查询的数据", 20_267, "行", "/search"),
        public.Figure("本周更新", 6, "个", "/search?sort=updated"),
    )
    examples = (
        Link("行政区划", "/search?q=行政区划"),
        Link("重点项目", "/search?q=重点项目"),
        Link("5G", "/search?q=5G"),
    )
    themes = tuple(
        Tile(n, "/search?theme=x", c) for n, c in (("经济建设", 2), ("科技创新", 2), ("城乡建设", 1), ("市场监管", 1))
    )
    units = tuple(
        Tile(n, "/search?organization=x", c)
        for n, c in (("省发展和改革委员会", 4), ("省民政厅", 1), ("省市场监督管理局", 1))
    )
    yield "home", public.Home(chrome(), figures, examples, themes, units, cards())
    signed = chrome(csrf="sample", viewer=REVIEWER, notice=Notice("已发布。", "两秒内可以搜到。"))
    yield "home-empty", public.Home(signed, figures[:1], (), (), (), (), search_down=True)


def value(facet: str, code: str, label: str, count: int, *below: rs.FacetValue, chosen: bool = False) -> rs.FacetValue:
    """A value of a facet."""
    return rs.FacetValue(f"{facet}-{code}", code, label, count, chosen, below, opened=bool(below))


def facets() -> tuple[rs.Facet, ...]:
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
        rs.Facet("theme", "主题", themes, 2),
        rs.Facet("organization", "提供单位（含下级）", (owner,), 15),
        rs.Facet("open_class", "开放属性", classes, 2),
        rs.Facet("region", "地区（含下级）", (province,), 16),
        rs.Facet("format", "格式", (value("format", "csv", "CSV", 6),), 1, opened=False),
    )


def periods() -> tuple[rs.Period, ...]:
    """Dates of the last change, and of the publication with one end given."""
    shortcuts = (
        Link("近 7 天", "/search?updated_after=2026-11-15"),
        Link("近一年", "/search?updated_after=2025-11-22"),
    )
    updated = rs.Period("updated", "更新时间", Input("updated_after"), Input("updated_before"), shortcuts)
    given = Input("published_after", "2026-01-01")
    return (updated, rs.Period("published", "发布时间", given, Input("published_before"), shortcuts, opened=True))


def results() -> Iterator[tuple[str, Page]]:
    """Results: found, found nearly, nothing found, reduced, refused."""
    sort = Choice("sort", (Option("relevance", "最相关", selected=True), Option("updated", "最近更新")))
    chips = (
        rs.ActiveFilter("主题", "经济建设", "/search?q=福建"),
        rs.ActiveFilter("地区", "福州市", "/search?q=福建"),
        rs.ActiveFilter("发布时间", "2026-01-01 起", "/search?q=福建"),
    )
    base = partial(rs.Results, chrome(active="search", path="/search?q=福建"))
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
    base: Callable[..., rs.Results], chips: tuple[rs.ActiveFilter, ...], sort: Choice
) -> Iterator[tuple[str, Page]]:
    """Nothing found with and without filters, reduced with and without a title that fits, refused."""
    none = Pager(0, 0, 0)
    ways = (
        rs.WayOut("去掉“主题：经济建设”", "/search?q=福建", 3),
        rs.WayOut("去掉全部筛选条件", "/search?q=福建", 12_345),
    )
    themes = tuple(Tile(name, "/search?theme=x", 3) for name in ("经济建设", "科技创新", "道路交通"))
    helped = rs.Help(ways, themes, ("省数据管理局数据资源管理处，0591-12345",))
    meant = Link("行政区划", "/search?q=行政区划")
    nothing = "没有找到数据集"
    some = (value("theme", "a", "经济建设", 0, chosen=True),)
    narrow = (rs.Facet("theme", "主题", some, 1),)
    yield (
        "results-none",
        base("行政区花", (), nothing, (), narrow, periods(), chips, "/search", sort, none, meant, helped),
    )
    bare = rs.Help((), (), ())
    yield "results-bare", base("不存在的东西", (), nothing, (), (), (), (), "/search", sort, none, None, bare)
    gone = "筛选、排序和字段名暂时不起作用，结果可能不全。您选的这些条件没有起作用：主题、排序。"
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
            periods=(rs.Period("updated", "更新时间", *ends, (), opened=True), *periods()[1:]),
            pager=none,
            problem=f"“更新时间（止）”：{early}",
            retry=Link("去掉“更新时间”，按其余条件搜索", "/search?q=福建"),
            unfolded=True,
        ),
    )
    yield "results-unavailable", wrong(facets=(), periods=(), pager=none, problem="请过一会儿再试。")


def dataset() -> Iterator[tuple[str, Page]]:
    """A dataset: open, on request, and one with long and missing entries."""
    downloads = (
        ds.Download("CSV", f"/datasets/{CODE}/file", 12_288, SHA, "发布时的原始文件"),
        ds.Download("JSON", f"/api/v1/data/{CODE}/export.json"),
        ds.Download("CSV（UTF-8）", f"/api/v1/data/{CODE}/export.csv", note="按当前字段类型整理后的数据"),
    )
    api = ds.ApiHint(
        "/api/v1/data/x/schema",
        "/api/v1/data/x/rows",
        "curl 'http://127.0.0.1:8000/api/v1/data/x/rows?类别=基础设施类&size=10'",
    )
    revisions = (
        ds.RevisionRow(2, ago(days=6), "补充 3 个项目的责任单位", "/r/2"),
        ds.RevisionRow(1, ago(days=90), "首次发布", "/r/1"),
    )
    facts = (
        Fact("目录编码", "350000-01-000012", code=True),
        Fact("更新周期", "每年"),
        Fact("地区", "福建省"),
        Fact("关键词", "数字福建、专项规划、重点项目"),
        Fact("数据来源", "数字福建“十三五”专项规划附表"),
    )
    cite = "省发展和改革委员会：数字福建“十三五”专项规划重点项目，第 2 版，2026年11月16日，闽数。"
    organization = Link("省发展和改革委员会", "/search?organization=x")
    yield (
        "dataset",
        ds.DatasetPage(
            chrome(active="search"),
            "数字福建“十三五”专项规划重点项目",
            "“十三五”期间数字福建建设的 101 个重点项目，含责任单位、时间进度和投资估算。",
            (OPEN, FRESH, Badge("第 2 版")),
            organization,
            "0591-12345",
            "福建省公共数据开放许可",
            "可免费使用、改编和再传播，请注明来源。",
            Link("经济建设", "/search?theme=x"),
            ago(days=6),
            date(2027, 3, 31),
            ds.Access("open", "任何人可直接下载使用，不需要登录。", "#preview"),
            preview(),
            "",
            fields(),
            downloads,
            api,
            2,
            revisions,
            facts,
            cite,
            cards()[1:],
        ),
    )
    yield (
        "dataset-request",
        ds.DatasetPage(
            chrome(active="search", viewer=CITIZEN, csrf="sample"),
            "企业登记信息（合成数据）",
            "演示用的合成数据：按企业登记格式生成的 20,000 条记录，不对应任何真实企业。",
            (REQUEST, FRESH, Badge("合成数据", "plum")),
            organization,
            "",
            "申请使用协议",
            "",
            None,
            ago(days=1),
            None,
            ds.Access(
                "apply", "说明用途、经审核并签署协议后使用。一般 15 个工作日内有结果。", f"/datasets/{CODE}/apply"
            ),
            None,
            "这个数据集依申请开放，获批后可以读取所批准的字段。",
            fields(),
            (),
            None,
            1,
            revisions[1:],
            facts,
            cite,
        ),
    )
    yield (
        "dataset-long",
        ds.DatasetPage(
            chrome(active="search"),
            LONG[:120],
            LONG,
            (Badge("暂不开放"), Badge("已逾期 7 天", "danxia")),
            Link(LONG[:60], "/search"),
            "",
            "未设定",
            "",
            None,
            ago(days=400),
            date(2026, 11, 15),
            ds.Access("closed", "只公布目录。依据：某某条例第十二条。复核日期 2027年6月30日。"),
            None,
            "暂不开放的数据集没有预览。",
            fields()[:1],
            (),
            None,
            1,
            revisions[1:],
            facts[:1],
            cite,
        ),
    )
