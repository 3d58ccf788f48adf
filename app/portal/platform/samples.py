"""Samples of home, the audit chain, errors, types of problems and the console; all of it is synthetic."""

from collections.abc import Iterator
from functools import partial

from app.portal.kit.chrome import Notice
from app.portal.kit.facets import Tile
from app.portal.kit.forms import FormError
from app.portal.kit.pieces import Badge, Fact, Link, Pager
from app.portal.kit.samples import REVIEWER, SHA, ago, cards, chrome
from app.portal.kit.templating import Page
from app.portal.platform.context import (
    ApiConsole,
    ApiGroup,
    ApiOperation,
    ApiParameter,
    AuditCheckpoints,
    CheckpointRow,
    ErrorPage,
    Figure,
    Home,
    ProblemPage,
)


def samples() -> Iterator[tuple[str, Page]]:
    """Every page of this slice by name."""
    yield from home()
    yield from checkpoints()
    yield from errors()
    yield from problem()
    yield from console()


def home() -> Iterator[tuple[str, Page]]:
    """Home: ordinary, signed in, and before anything is published."""
    figures = (
        Figure("公开的数据集", 6, "个", "/search"),
        Figure("提供单位", 4, "家", "/search"),
        Figure("可直接查询的数据", 20_267, "行", "/search"),
        Figure("本周更新", 6, "个", "/search?sort=updated"),
    )
    examples = (
        Link("行政区划", "/search?q=行政区划"),
        Link("重大项目", "/search?q=重大项目"),
        Link("5G", "/search?q=5G"),
    )
    themes = tuple(
        Tile(n, "/search?theme=x", c) for n, c in (("经济建设", 2), ("科技创新", 2), ("城乡建设", 1), ("市场监管", 1))
    )
    units = tuple(
        Tile(n, "/search?organization=x", c)
        for n, c in (("省发展和改革委员会", 4), ("省民政厅", 1), ("省市场监督管理局", 1))
    )
    yield "home", Home(chrome(), figures, examples, themes, units, cards())
    signed = chrome(csrf="sample", viewer=REVIEWER, notice=Notice("已发布。", "2 秒内可以搜到。"))
    yield "home-empty", Home(signed, figures[:1], (), (), (), (), search_down=True)


def checkpoints() -> Iterator[tuple[str, Page]]:
    """The audit chain: with checkpoints, and before the first."""
    rows = tuple(CheckpointRow(18_204 - n * 600, ago(hours=n), SHA, SHA * 2) for n in range(3))
    audit = partial(AuditCheckpoints, chrome(active="audit"))
    yield (
        "audit",
        audit(
            Badge("校验通过", "tea"),
            18_204,
            ago(minutes=1),
            SHA,
            rows,
            Pager(1, 3, 31, "", "/audit/checkpoints?cursor=x"),
        ),
    )
    yield "audit-empty", audit(Badge("还没有校验点"), 0, None, SHA, (), Pager(0, 0, 0))


def errors() -> Iterator[tuple[str, Page]]:
    """A page that does not exist, and a part that is down."""
    home_link = (Link("回到首页", "/"), Link("浏览数据目录", "/search"))
    yield (
        "error-404",
        ErrorPage(
            chrome(),
            404,
            "找不到这个页面，或您无权查看",
            "请核对地址；需要登录才能看的内容，请先登录。",
            "01JD5Y3X9Q",
            home_link,
        ),
    )
    yield (
        "error-503",
        ErrorPage(
            chrome(),
            503,
            "文件存储正在恢复",
            "请在 5 秒后重试。目录和搜索不受影响。",
            "",
            home_link,
            (FormError("", "文件存储：没有应答。"),),
        ),
    )


def problem() -> Iterator[tuple[str, Page]]:
    """What one type of problem means."""
    example = '{\n  "type": "/problems/stale-version",\n  "title": "您编辑的不是最新版本",\n  "status": 412\n}'
    members = (Fact("given", "您提交时依据的版本"), Fact("current", "现在的版本"))
    yield (
        "problem",
        ProblemPage(
            chrome(active="docs"),
            "stale-version",
            "您编辑的不是最新版本",
            412,
            "提交所依据的版本已经过时：别人先保存了。",
            "取回最新内容，对照后用新的 ETag 再提交。",
            members,
            example,
            (Link("找不到，或您无权查看", "/problems/not-found"),),
        ),
    )


def console() -> Iterator[tuple[str, Page]]:
    """The API console."""
    find = ApiParameter("q", "query", required=False, description="要找的词，最多 200 个字符")
    ident = ApiParameter("id", "path", required=True, description="")
    answers = (Fact("200", "找到的数据集"), Fact("400", "查询条件有误"))
    search = ApiOperation("op-search", "GET", "/api/v1/search", "搜索数据集", "按相关度排序。", (find,), answers)
    show = ApiOperation("op-dataset", "GET", "/api/v1/datasets/{id}", "一个数据集", "", (ident,), answers)
    write = ApiOperation("op-revoke", "DELETE", "/api/v1/access/grants/{id}", "撤销授权", "", (ident,), answers)
    groups = (ApiGroup("搜索", (search,)), ApiGroup("数据集与授权", (show, write)))
    yield (
        "docs",
        ApiConsole(
            chrome(active="docs"), "1", "/api/v1/openapi.json", "/problems/not-found", "http://127.0.0.1:8000", groups
        ),
    )
