"""Samples of the queue, of submissions and of an application to decide; all of it is synthetic."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from app.portal.kit.forms import Action, FormError, Input
from app.portal.kit.pieces import Badge, Deadline, Fact, Link, Pager
from app.portal.kit.samples import ANSWERS, CODE, LONG, REVIEWER, TIMELINE, ago, chrome, fields, preview
from app.portal.kit.templating import Page
from app.portal.reviewing.context import (
    Change,
    Decision,
    RequestedField,
    ReviewApplication,
    ReviewDataset,
    ReviewQueue,
    ReviewRow,
)

ME = chrome(viewer=REVIEWER, csrf="sample", active="review")


def samples() -> Iterator[tuple[str, Page]]:
    """Every page of this slice by name."""
    yield from queue()
    yield from submissions()
    yield from application()


def queue() -> Iterator[tuple[str, Page]]:
    """The queue, with something overdue, and empty."""
    rows = (
        ReviewRow(
            Badge("使用申请", "plum"),
            "企业登记信息（合成数据）",
            "/review/applications/1",
            "省市场监督管理局",
            "注册用户",
            ago(days=6),
            "规范性审查",
            Deadline(date(2026, 11, 20), -1),
            "SQ202611200001",
        ),
        ReviewRow(
            Badge("数据集", "sea"),
            "福建省“十四五”数字福建专项规划主要指标",
            "/review/datasets/1",
            "省发展和改革委员会",
            "部门编目员",
            ago(days=1),
            "发布",
            Deadline(date(2026, 11, 24), 2),
        ),
        ReviewRow(
            Badge("数据集", "sea"), LONG[:70], "/review/datasets/2", "省民政厅", "部门编目员", ago(hours=2), "部门审核"
        ),
    )
    yield "queue", ReviewQueue(ME, rows, Pager(1, 3, 3))
    yield "queue-empty", ReviewQueue(ME, (), Pager(0, 0, 0))


def submissions() -> Iterator[tuple[str, Page]]:
    """A change of what is public, and one's own first submission."""
    actions = (
        Action("publish", "发布", "公众 2 秒内可以搜到并下载，成为第 3 版。"),
        Action("return", "退回修改", "编目员修改后重新提交。", "amber", needs_reason=True),
    )
    decide = Decision(f"/review/datasets/{CODE}", 7, Input("reason", "", "退回时必须填写理由。"), actions)
    changes = (
        Change(
            "摘要", "changed", "重大项目（工程）98 个。", "重大项目（工程）101 个，含责任单位、时间进度和投资估算。"
        ),
        Change("信息项“时间进度”", "added", "", "文本（200）"),
        Change("信息项“备注”", "removed", "文本（500）", ""),
    )
    facts = (Fact("开放属性", "普遍开放"), Fact("更新周期", "每年"), Fact("使用许可", "知识共享 署名 4.0（CC BY 4.0）"))
    page = partial(
        ReviewDataset,
        ME,
        "福建省“十三五”数字福建专项规划重大项目（工程）表",
        "“十三五”期间的 101 个重大项目（工程）。",
        Badge("待发布", "sea"),
        "省发展和改革委员会",
        "部门编目员",
        ago(days=1),
    )
    yield (
        "review-dataset",
        page(
            2,
            changes,
            facts,
            fields(),
            preview(),
            TIMELINE,
            decide,
            (FormError("reason", "审核意见：退回时必须填写理由。"),),
        ),
    )
    blocked = Decision("/review/datasets/x", 7, Input("reason"), (), "这是您自己提交的，须由其他审核人办理。")
    yield "review-own", page(None, (), facts, fields(), None, TIMELINE, blocked)


def application() -> Iterator[tuple[str, Page]]:
    """An application whose form is checked."""
    asked = tuple(RequestedField(f.title, f.name, "2 级", f.opening) for f in fields())
    yes = (
        Action("accept", "规范性审查通过", "转提供单位审核。"),
        Action("return", "退回补正", "一次性告知需要补正的内容。", "amber", needs_reason=True),
        Action("reject", "不予受理", "申请结束，申请人可提出异议。", "danxia", needs_reason=True),
    )
    page = partial(
        ReviewApplication,
        ME,
        "SQ-2026-000017",
        Badge("规范性审查", "sea"),
        Link("企业登记信息（合成数据）", f"/datasets/{CODE}"),
        Deadline(date(2026, 11, 24), 2),
        ANSWERS,
        asked,
        (Fact("类型", "个人"), Fact("实名", "已核验")),
        (Fact("提供单位", "省市场监督管理局"), Fact("开放条件", "用途应与公共利益相符")),
    )
    yield (
        "review-application",
        page(
            (Fact("SQ-2026-000009", "已开通", "/review/applications/2"),),
            TIMELINE,
            Decision("/review/applications/1", 2, Input("reason"), yes),
        ),
    )
