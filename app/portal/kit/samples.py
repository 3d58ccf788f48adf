"""What the samples of all slices share: present time, badges, viewers, cards, fields, rows.

All samples are synthetic: they imagine a catalogue so that its pages can be looked at, and nothing in them is a fact
about a dataset, an agency or a person. People appear by role.
"""

from datetime import UTC, datetime, timedelta
from functools import partial

from app.portal.kit.cards import DatasetCard, Span
from app.portal.kit.chrome import Chrome, NavLink, Viewer
from app.portal.kit.document import FieldRow, Preview, PreviewColumn
from app.portal.kit.pieces import Badge, Fact, TimelineEntry
from app.settings import Settings

NOW = datetime(2026, 11, 22, 2, 31, tzinfo=UTC)
CODE = "0193a1c2-7d11-7c3a-9c55-2f1e8c0a1b2c"
SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
NAME = str(Settings.model_fields["platform_name"].default)
LONG = "福建省政务部门和公共企事业单位在依法履行职责、提供公共服务过程中收集和产生的公共数据资源目录及其衍生数据" * 3
OPEN = Badge("普遍开放", "tea", "任何人可直接下载使用")
REQUEST = Badge("依申请开放", "amber", "说明用途、经审核后使用")
FRESH = Badge("按期更新", "tea")
CITIZEN = Viewer("注册用户", ("注册用户",), (NavLink("applications", "我的申请", "/applications", 1),))
CATALOGUER = Viewer("部门编目员", ("部门编目员 · 省发展和改革委员会",), (NavLink("work", "编目", "/work", 2),))
OPERATOR = Viewer("系统管理员", ("系统管理员",), (NavLink("learning", "检索改进", "/operators/search"),))
REVIEWER = Viewer(
    "数据管理部门",
    ("数据管理部门 · 省数据管理局", "审计员"),
    (
        NavLink("review", "审核", "/review", 3),
        NavLink("work", "编目", "/work"),
        NavLink("applications", "我的申请", "/applications"),
    ),
)
SCORE = (Fact("名称中有“福建”", "6.2041"), Fact("使用、更新和完整程度", "0.4100"))
CATALOGUE = (
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
        "福建省“十三五”数字福建专项规划重大项目（工程）表",
        "“十三五”期间数字福建建设的 101 个重大项目（工程），含责任单位、时间进度和投资估算。",
        "省发展和改革委员会",
        "经济建设",
        OPEN,
        101,
        6,
    ),
    (
        "福建省“十四五”数字福建专项规划主要指标",
        "数字福建“十四五”规划的 18 项主要指标，含 2020 年基期、2025 年目标和分年度目标。",
        "省发展和改革委员会",
        "经济建设",
        OPEN,
        18,
        6,
    ),
    (
        "国家数字经济创新发展试验区（福建）工作方案任务清单",
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
"""Title, summary, owner, theme, how open, rows, and days since the last change."""


def ago(**kwargs: float) -> datetime:
    """A moment before the samples' present."""
    return NOW - timedelta(**kwargs)


chrome = partial(Chrome, NAME, NOW)


def fields() -> tuple[FieldRow, ...]:
    """Fields of the enterprise register."""
    rows = (
        ("uscc", "统一社会信用代码", "文本", 18, True, REQUEST, "18 位，末位为校验位"),
        ("name", "企业名称", "文本", 200, False, REQUEST, ""),
        ("established_on", "成立日期", "日期", None, False, OPEN, ""),
        ("capital", "注册资本（万元）", "小数", None, False, REQUEST, "人民币；外币按登记当日汇率折算"),
    )
    return tuple(FieldRow(*row) for row in rows)


def preview() -> Preview:
    """The first projects of the thirteenth plan."""
    columns = (
        PreviewColumn("no", "序号", numeric=True),
        PreviewColumn("kind", "类别"),
        PreviewColumn("name", "项目名称"),
        PreviewColumn("unit", "责任单位"),
        PreviewColumn("progress", "时间进度"),
        PreviewColumn("investment", "投资估算（亿元）", numeric=True),
    )
    rows = (
        ("1", "基础设施类", "数字福建·宽带工程", "省通信管理局牵头，各电信运营商配合", "2015年启动，持续推进", "300"),
        (
            "2",
            "基础设施类",
            "国家级互联网骨干直联点",
            "省通信管理局牵头，各电信运营商配合",
            "2016年启动，力争2018年建成",
            "5",
        ),
        ("3", "基础设施类", "4G网络广覆盖工程", "省通信管理局牵头，各电信运营商配合", None, "200"),
    )
    return Preview(columns, rows, 101)


ANSWERS = (
    Fact("用途", "研究福建省数字经济企业的行业与区域分布，形成公开发布的年度报告。\n报告只用汇总数，不涉及单个企业。"),
    Fact("使用方式", "API 接口"),
    Fact("使用到", "2027年11月21日"),
    Fact("存放与保护", "存放在本单位机房，等级保护三级，两人可接触。"),
)
TIMELINE = (
    TimelineEntry(ago(hours=3), "退回补正", "数据管理部门", "请说明为何需要“统一社会信用代码”。", "amber"),
    TimelineEntry(ago(days=2), "提交", "注册用户", "", "sea"),
    TimelineEntry(ago(days=2, hours=1), "起草", "注册用户"),
)


def plain(text: str) -> tuple[Span, ...]:
    """A text without marks."""
    return (Span(text),) if text else ()


def columns(days: int) -> tuple[tuple[Span, ...], ...]:
    """Columns that match: one, or with a long one."""
    code = (Span("统一社会"), Span("信用代码", marked=True))
    return (code, plain(LONG[:60])) if days == 1 else (code,)


def cards(*, marked: bool = False) -> tuple[DatasetCard, ...]:
    """The demo catalogue as a list."""
    result = []
    for title, summary, organization, theme, badge, count, days in CATALOGUE:
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
