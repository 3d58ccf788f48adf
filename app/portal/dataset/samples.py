"""Samples of a dataset: open, on request, and one with long and missing entries; all of it is synthetic."""

from collections.abc import Iterator
from datetime import date

from app.portal.dataset.context import Access, ApiHint, DatasetPage, Download, RevisionRow
from app.portal.kit.pieces import Badge, Fact, Link
from app.portal.kit.samples import CITIZEN, CODE, FRESH, LONG, OPEN, REQUEST, SHA, ago, cards, chrome, fields, preview
from app.portal.kit.templating import Page

DOWNLOADS = (
    Download("CSV", f"/datasets/{CODE}/file", 12_288, SHA, "发布时的原始文件"),
    Download("JSON", f"/api/v1/data/{CODE}/export.json"),
    Download("CSV（UTF-8）", f"/api/v1/data/{CODE}/export.csv", note="按列的类型整理后的数据"),
)
API = ApiHint(
    "/api/v1/data/x/schema",
    "/api/v1/data/x/rows",
    "curl 'http://127.0.0.1:8000/api/v1/data/x/rows?类别=基础设施类&size=10'",
)
REVISIONS = (
    RevisionRow(2, ago(days=6), "补充 3 个项目的责任单位", "/r/2"),
    RevisionRow(1, ago(days=90), "首次发布", "/r/1"),
)
FACTS = (
    Fact("信息资源代码", "350000-01-000012", code=True),
    Fact("更新周期", "每年"),
    Fact("地区", "福建省"),
    Fact("关键词", "数字福建、专项规划、重大项目"),
    Fact("数据来源", "数字福建“十三五”专项规划附表"),
)
CITATION = "省发展和改革委员会：福建省“十三五”数字福建专项规划重大项目（工程）表，第 2 版，2026年11月16日，闽数。"
OWNER = Link("省发展和改革委员会", "/search?organization=x")


def samples() -> Iterator[tuple[str, Page]]:
    """Every page of this slice by name."""
    yield from opened()
    yield from on_request()
    yield from closed()


def opened() -> Iterator[tuple[str, Page]]:
    """Open to everybody."""
    yield (
        "dataset",
        DatasetPage(
            chrome(active="search"),
            "福建省“十三五”数字福建专项规划重大项目（工程）表",
            "“十三五”期间数字福建建设的 101 个重大项目（工程），含责任单位、时间进度和投资估算。",
            (OPEN, FRESH, Badge("第 2 版")),
            OWNER,
            "0591-12345",
            "知识共享 署名 4.0（CC BY 4.0）",
            "可免费使用、改编和再传播，请注明来源。",
            Link("经济建设", "/search?theme=x"),
            ago(days=6),
            date(2027, 3, 31),
            Access("open", "任何人可直接下载使用，不需要登录。", "#preview"),
            preview(),
            "",
            fields(),
            DOWNLOADS,
            API,
            2,
            REVISIONS,
            FACTS,
            CITATION,
            cards()[1:],
        ),
    )


def on_request() -> Iterator[tuple[str, Page]]:
    """Open on request, seen by somebody who may apply."""
    yield (
        "dataset-request",
        DatasetPage(
            chrome(active="search", viewer=CITIZEN, csrf="sample"),
            "企业登记信息（合成数据）",
            "演示用的合成数据：按企业登记格式生成的 20,000 条记录，不对应任何真实企业。",
            (REQUEST, FRESH, Badge("合成数据", "plum")),
            OWNER,
            "",
            "按利用协议使用",
            "",
            None,
            ago(days=1),
            None,
            Access(
                "apply", "说明用途、经审核并签署利用协议后使用。一般 15 个工作日内有结果。", f"/datasets/{CODE}/apply"
            ),
            None,
            "这个数据集依申请开放，获批后可以读取所批准的信息项。",
            fields(),
            (),
            None,
            1,
            REVISIONS[1:],
            FACTS,
            CITATION,
        ),
    )


def closed() -> Iterator[tuple[str, Page]]:
    """Only catalogued, overdue, with a long title and little else."""
    yield (
        "dataset-long",
        DatasetPage(
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
            Access("closed", "只公布目录。依据：某某条例第十二条。复核日期 2027年6月30日。"),
            None,
            "暂不开放的数据集没有预览。",
            fields()[:1],
            (),
            None,
            1,
            REVISIONS[1:],
            FACTS[:1],
            CITATION,
        ),
    )
