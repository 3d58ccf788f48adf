"""Samples of the form of an application, the list of one's own, and one in three states; all of it is synthetic."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from app.portal.applications.context import (
    AgreementText,
    ApplicationPage,
    ApplicationRow,
    ApplyForm,
    GrantView,
    IssuedToken,
    MyApplications,
)
from app.portal.kit.forms import Action, Choice, FormError, Input, Option
from app.portal.kit.pieces import Badge, Deadline, Link, Pager, Step
from app.portal.kit.samples import ANSWERS, CITIZEN, CODE, LONG, NOW, SHA, TIMELINE, ago, chrome, fields
from app.portal.kit.templating import Page

STEPS = (
    Step("提交申请", "11月20日已提交。", "done"),
    Step("规范性审查", "数据管理部门核对材料是否齐全。", "current", date(2026, 11, 27)),
    Step("部门审核", "提供单位审核用途与信息项是否相符。", "ahead", date(2026, 12, 11)),
    Step("签署利用协议", "您在线签署后开通。"),
)
ME = chrome(viewer=CITIZEN, csrf="sample", active="applications")
DATASET = Link("企业登记信息（合成数据）", f"/datasets/{CODE}")
ROWS = (
    ApplicationRow(
        "SQ-2026-000017",
        "/applications/1",
        DATASET.label,
        "省市场监督管理局",
        Badge("规范性审查", "sea"),
        "等数据管理部门审查",
        ago(days=2),
        Deadline(date(2026, 11, 24), 2),
    ),
    ApplicationRow(
        "SQ-2026-000009",
        "/applications/2",
        DATASET.label,
        "省市场监督管理局",
        Badge("待签署", "amber"),
        "请您签署利用协议",
        ago(days=30),
        Deadline(date(2026, 11, 18), -3),
    ),
    ApplicationRow(
        "SQ-2026-000003",
        "/applications/3",
        LONG[:60],
        "省民政厅",
        Badge("未通过", "danxia"),
        "可修改后重新提交",
        ago(days=60),
    ),
)
TEXT = tuple(
    f"第{n}条　申请人只将数据用于申请书写明的用途，不向第三方提供，不试图识别具体个人。" for n in "一二三四五六七八"
)
NAMES = tuple(f.title for f in fields())
MODE = Choice(
    "mode",
    (
        Option("api", "API 接口", selected=True, tip="程序按需读取，随用随查"),
        Option("download", "文件下载", tip="按批准的信息项导出 CSV"),
    ),
)
page = partial(ApplicationPage, ME, CODE, "SQ-2026-000017", 4, DATASET)


def samples() -> Iterator[tuple[str, Page]]:
    """Every page of this slice by name."""
    yield from applying()
    yield "applications", MyApplications(ME, ROWS, Pager(1, 3, 3))
    yield "applications-empty", MyApplications(ME, (), Pager(0, 0, 0))
    yield from underway()
    yield from granted()


def applying() -> Iterator[tuple[str, Page]]:
    """The form: empty, and refused."""
    options = tuple(
        Option(f.name, f.title, f.name in {"uscc", "name"}, f"{f.data_type} · {f.opening.label}") for f in fields()
    )
    promise = Choice("promise", (Option("yes", "只用于以上用途；不向他人提供；不试图识别具体个人；到期销毁。"),))
    form = partial(
        ApplyForm,
        ME,
        DATASET,
        "省市场监督管理局",
        "限已实名的个人和单位；用途应与公共利益相符。",
        "注册用户（已实名）",
        10,
    )
    last = date(2027, 11, 21)
    yield (
        "apply",
        form(
            Input("purpose"),
            Choice("fields", options),
            MODE,
            Input("use_until", "2027-05-21"),
            last,
            Input("safeguards"),
            promise,
            STEPS[1:],
        ),
    )
    yield (
        "apply-wrong",
        form(
            Input("purpose", "研究", "至少 20 个字，现在是 2 个。"),
            Choice("fields", options, "请至少选一个信息项。"),
            MODE,
            Input("use_until", "2030-01-01", "最长到 2027年11月21日。"),
            last,
            Input("safeguards", "存放在本单位机房"),
            promise,
            STEPS[1:],
            (
                FormError("purpose", "用途：至少 20 个字，现在是 2 个。"),
                FormError("fields", "信息项：请至少选一个。"),
                FormError("use_until", "使用到：最长到 2027年11月21日。"),
            ),
        ),
    )


def underway() -> Iterator[tuple[str, Page]]:
    """An application that is looked at, and one whose agreement is to be signed."""
    withdraw = Action("withdraw", "撤回申请", "撤回后审核停止，可以重新申请。", "danxia")
    yield (
        "application",
        page(
            Badge("规范性审查", "sea"),
            "等数据管理部门审查，您现在不用做什么。",
            Deadline(date(2026, 11, 27), 5),
            STEPS,
            ANSWERS,
            NAMES,
            TIMELINE,
            (withdraw,),
        ),
    )
    yield (
        "application-sign",
        page(
            Badge("待签署", "amber"),
            "已获批。请阅读并签署利用协议，签署后立即开通。",
            Deadline(date(2026, 11, 24), 1),
            STEPS,
            ANSWERS,
            NAMES,
            TIMELINE,
            (),
            AgreementText(TEXT, SHA),
        ),
    )


def granted() -> Iterator[tuple[str, Page]]:
    """An application that was granted, with its token."""
    grant = GrantView(
        "SY-2026-000005",
        Badge("有效", "tea"),
        NAMES,
        "API 接口",
        NOW,
        NOW + timedelta(days=180),
        1_204,
        100_000,
        "省市场监督管理局 2026年11月20日审核同意",
        "/applications/x/tokens",
    )
    token = IssuedToken(
        "mst_7Kq2vX0pL9nR4tB8wZ1cY6dH3fJ5gM0s",
        NOW + timedelta(days=90),
        "curl -H 'Authorization: Bearer mst_7Kq2…' \\\n  'http://127.0.0.1:8000/api/v1/data/x/rows?size=10'",
    )
    yield (
        "application-granted",
        page(
            Badge("已开通", "tea"),
            "已开通，可以读取数据。",
            None,
            STEPS,
            ANSWERS,
            NAMES,
            TIMELINE,
            (),
            AgreementText(TEXT, SHA, ago(hours=1)),
            grant,
            token,
            (FormError("", "令牌数量已到上限。"),),
        ),
    )
