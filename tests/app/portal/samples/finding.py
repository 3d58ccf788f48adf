"""Samples of what everybody reads: home, results, datasets."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from app.portal.contexts import dataset as ds
from app.portal.contexts import public
from app.portal.contexts.chrome import Badge, Fact, Link, Notice, Pager
from app.portal.contexts.forms import Choice, Option
from app.portal.templating import Page
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


def plain(text: str) -> tuple[public.Span, ...]:
    """A text without marks."""
    return (public.Span(text),) if text else ()


def cards(*, marked: bool = False) -> tuple[public.DatasetCard, ...]:
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
        spans = (
            (public.Span(title[:4]), public.Span(title[4:6], marked=True), public.Span(title[6:]))
            if marked
            else plain(title)
        )
        result.append(
            public.DatasetCard(
                CODE,
                spans,
                plain(summary),
                organization,
                theme,
                badge,
                ago(days=days),
                ("CSV", "JSON", "API"),
                count,
                FRESH,
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
        public.Tile(n, "/search?theme=x", c)
        for n, c in (("经济建设", 2), ("科技创新", 2), ("城乡建设", 1), ("市场监管", 1))
    )
    units = tuple(
        public.Tile(n, "/search?organization=x", c)
        for n, c in (("省发展和改革委员会", 4), ("省民政厅", 1), ("省市场监督管理局", 1))
    )
    yield "home", public.Home(chrome(), figures, examples, themes, units, cards())
    signed = chrome(csrf="sample", viewer=REVIEWER, notice=Notice("已发布。", "两秒内可以搜到。"))
    yield "home-empty", public.Home(signed, figures[:1], (), (), (), (), search_down=True)


def results() -> Iterator[tuple[str, Page]]:
    """Results: found, nothing found, reduced, refused."""
    facets = (
        public.Facet(
            "theme",
            "主题",
            (public.FacetValue("a", "经济建设", 2, selected=True), public.FacetValue("b", "科技创新", 2)),
        ),
        public.Facet(
            "organization",
            "提供单位",
            (public.FacetValue("c", "省发展和改革委员会", 4), public.FacetValue("d", LONG[:40], 12_345)),
        ),
        public.Facet(
            "open_class",
            "开放属性",
            (public.FacetValue("GENERAL", "普遍开放", 5), public.FacetValue("ON_REQUEST", "依申请开放", 1)),
        ),
        public.Facet("format", "格式", (public.FacetValue("csv", "CSV", 6),)),
    )
    sort = Choice("sort", (Option("relevance", "相关", selected=True), Option("updated", "最近更新")))
    chips = (
        public.ActiveFilter("主题", "经济建设", "/search?q=福建", 6),
        public.ActiveFilter("格式", "CSV", "/search?q=福建"),
    )
    pager = Pager(1, 5, 6, "", "/search?cursor=x")
    base = partial(public.Results, chrome(active="search", path="/search?q=福建"))
    yield "results", base("福建", 6, cards(marked=True), facets, chips, "/search?q=福建", sort, pager)
    none = Pager(0, 0, 0)
    meant = Link("行政区划", "/search?q=行政区划")
    yield "results-none", base("行政区花", 0, (), (), chips, "/search", sort, none, meant)
    yield "results-bare", base("不存在的东西", 0, (), (), (), "/search", sort, none, reduced=True)
    yield (
        "results-wrong",
        base(
            "",
            0,
            (),
            (),
            (),
            "/search",
            sort,
            none,
            problem="“更新于”应为日期，例如 2026-11-22；填写为“昨天”。请改正后再搜索。",
        ),
    )


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
