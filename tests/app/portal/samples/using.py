"""Samples of accounts and applications, and of the pages about the platform itself."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from app.portal.account import context as account
from app.portal.applications import context as access
from app.portal.kit.forms import Action, Choice, FormError, Input, Option
from app.portal.kit.pieces import Badge, Deadline, Fact, Link, Pager
from app.portal.kit.templating import Page
from app.portal.platform import context as public
from tests.app.portal.samples.common import (
    ANSWERS,
    CITIZEN,
    CODE,
    LONG,
    NOW,
    SHA,
    STEPS,
    TIMELINE,
    ago,
    chrome,
    fields,
)


def accounts() -> Iterator[tuple[str, Page]]:
    """Login, forced change, registration, account."""
    refused = (FormError("password", "邮箱或密码不正确。请核对后重试。"),)
    yield "login", account.Login(chrome(), "/applications", Input("email"), Input("password"))
    yield (
        "login-wrong",
        account.Login(
            chrome(), "/", Input("email", "user@example.org"), Input("password", "", "邮箱或密码不正确。"), "", refused
        ),
    )
    yield "login-kept", account.Login(chrome(), "/", Input("email"), Input("password"), '["/work", []]')
    fields = (account.Kept("purpose", "研究\n两行"), account.Kept("fields", "uscc"))
    yield "resume", account.Resume(chrome(viewer=CITIZEN, csrf="sample"), "/datasets/x/apply", "/datasets/x", fields)
    code = Input("code", "", "重置码无效、已使用或已过期。")
    wrong = (FormError("code", "重置码无效、已使用或已过期。"),)
    yield "reset", account.Reset(chrome(), 12, code, Input("new"), Input("repeat"), wrong)
    change = partial(account.ChangePassword, chrome(viewer=CITIZEN, csrf="sample"))
    yield (
        "password-forced",
        change(
            forced=True,
            minimum=12,
            current=Input("current"),
            new=Input("new", "", "至少 12 个字符，现在是 6 个。"),
            repeat=Input("repeat"),
            errors=(FormError("new", "新密码：至少 12 个字符，现在是 6 个。"),),
        ),
    )
    yield (
        "password",
        change(forced=False, minimum=12, current=Input("current"), new=Input("new"), repeat=Input("repeat")),
    )
    kind = Choice(
        "kind",
        (
            Option("person", "个人", selected=True),
            Option("enterprise", "企业或其他单位", tip="由经办人注册，用途和协议以单位名义签署"),
        ),
    )
    yield (
        "register",
        account.Register(
            chrome(),
            12,
            kind,
            Input("name"),
            Input("email", "user@example.org", "这个邮箱已经注册。请直接登录，或换一个邮箱。"),
            Input("password"),
            Input("repeat"),
            (FormError("email", "邮箱：已经注册。"),),
        ),
    )
    tokens = (
        account.TokenRow(
            "数据分析服务器",
            "mst_7Kq2",
            ("读取授权数据",),
            Badge("有效", "tea"),
            ago(days=3),
            NOW + timedelta(days=87),
            ago(minutes=12),
            "/account/tokens/1/revoke",
        ),
        account.TokenRow(
            "旧笔记本", "mst_aa01", ("检索目录", "读取授权数据"), Badge("已撤销", "danxia"), ago(days=80), NOW, None
        ),
    )
    scopes = Choice(
        "scopes",
        (
            Option("catalogue:read", "检索目录", selected=True, tip="查目录和普遍开放的数据"),
            Option("data:read", "读取授权数据", tip="只限授权书批准的字段"),
        ),
    )
    me = partial(account.Account, chrome(viewer=CITIZEN, csrf="sample", active="account"))
    facts = (Fact("邮箱", "user@example.org"), Fact("类型", "个人"), Fact("注册", "2026年9月1日"))
    yield (
        "account",
        me(Badge("已实名", "tea"), facts, (), tokens, Input("name"), scopes, "mst_7Kq2vX0pL9nR4tB8wZ1cY6dH3fJ5gM0s"),
    )
    yield (
        "account-empty",
        me(
            Badge("待核实实名", "amber"),
            facts,
            (Fact("部门编目员", "省民政厅"),),
            (),
            Input("name", "", "请填写名称。"),
            scopes,
            "",
            (FormError("name", "名称：请填写。"),),
        ),
    )


def applying() -> Iterator[tuple[str, Page]]:
    """Applying: empty and refused form, the list, the application in three states."""
    link = Link("企业登记信息（合成数据）", f"/datasets/{CODE}")
    me = chrome(viewer=CITIZEN, csrf="sample", active="applications")
    options = tuple(
        Option(f.name, f.title, i < 2, f"{f.data_type} · {f.opening.label}") for i, f in enumerate(fields())
    )
    mode = Choice(
        "mode",
        (
            Option("api", "API 接口", selected=True, tip="程序按需读取，随用随查"),
            Option("download", "文件下载", tip="按批准的字段导出 CSV"),
        ),
    )
    promise = Choice("promise", (Option("yes", "只用于以上用途；不向他人提供；不试图识别具体个人；到期销毁。"),))
    form = partial(
        access.ApplyForm,
        me,
        link,
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
            mode,
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
            Choice("fields", options, "请至少选一个字段。"),
            mode,
            Input("use_until", "2030-01-01", "最长到 2027年11月21日。"),
            last,
            Input("safeguards", "存放在本单位机房"),
            promise,
            STEPS[1:],
            (
                FormError("purpose", "用途：至少 20 个字，现在是 2 个。"),
                FormError("fields", "字段：请至少选一个。"),
                FormError("use_until", "使用到：最长到 2027年11月21日。"),
            ),
        ),
    )
    rows = (
        access.ApplicationRow(
            "SQ-2026-000017",
            "/applications/1",
            link.label,
            "省市场监督管理局",
            Badge("形式审查", "sea"),
            "等数据管理部门审查",
            ago(days=2),
            Deadline(date(2026, 11, 24), 2),
        ),
        access.ApplicationRow(
            "SQ-2026-000009",
            "/applications/2",
            link.label,
            "省市场监督管理局",
            Badge("待签署", "amber"),
            "请您签署协议",
            ago(days=30),
            Deadline(date(2026, 11, 18), -3),
        ),
        access.ApplicationRow(
            "SQ-2026-000003",
            "/applications/3",
            LONG[:60],
            "省民政厅",
            Badge("未通过", "danxia"),
            "可修改后重新提交",
            ago(days=60),
        ),
    )
    yield "applications", access.MyApplications(me, rows, Pager(1, 3, 3))
    yield "applications-empty", access.MyApplications(me, (), Pager(0, 0, 0))
    page = partial(access.ApplicationPage, me, CODE, "SQ-2026-000017", 4, link)
    names = tuple(f.title for f in fields())
    withdraw = Action("withdraw", "撤回申请", "撤回后审核停止，可以重新申请。", "danxia")
    text = tuple(
        f"第{n}条　申请人只将数据用于申请书写明的用途，不向第三方提供，不试图识别具体个人。" for n in "一二三四五六七八"
    )
    yield (
        "application",
        page(
            Badge("形式审查", "sea"),
            "等数据管理部门审查，您现在不用做什么。",
            Deadline(date(2026, 11, 27), 5),
            STEPS,
            ANSWERS,
            names,
            TIMELINE,
            (withdraw,),
        ),
    )
    yield (
        "application-sign",
        page(
            Badge("待签署", "amber"),
            "已获批。请阅读并签署协议，签署后立即开通。",
            Deadline(date(2026, 11, 24), 1),
            STEPS,
            ANSWERS,
            names,
            TIMELINE,
            (),
            access.AgreementText(text, SHA),
        ),
    )
    grant = access.GrantView(
        "SY-2026-000005",
        Badge("有效", "tea"),
        names,
        "API 接口",
        NOW,
        NOW + timedelta(days=180),
        1_204,
        100_000,
        "省市场监督管理局 2026年11月20日审核同意",
        "/applications/x/tokens",
    )
    token = access.IssuedToken(
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
            names,
            TIMELINE,
            (),
            access.AgreementText(text, SHA, ago(hours=1)),
            grant,
            token,
            (FormError("", "令牌数量已到上限。"),),
        ),
    )


def others() -> Iterator[tuple[str, Page]]:
    """Audit, errors, problem types, the console."""
    rows = tuple(public.CheckpointRow(18_204 - n * 600, ago(hours=n), SHA, SHA * 2) for n in range(3))
    audit = partial(public.AuditCheckpoints, chrome(active="audit"))
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
    home_link = (Link("回到首页", "/"), Link("浏览数据目录", "/search"))
    yield (
        "error-404",
        public.ErrorPage(
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
        public.ErrorPage(
            chrome(),
            503,
            "文件存储正在恢复",
            "请在 5 秒后重试。目录和搜索不受影响。",
            "",
            home_link,
            (FormError("", "文件存储：没有应答。"),),
        ),
    )
    example = '{\n  "type": "/problems/stale-version",\n  "title": "您编辑的不是最新版本",\n  "status": 412\n}'
    members = (Fact("given", "您提交时依据的版本"), Fact("current", "现在的版本"))
    yield (
        "problem",
        public.ProblemPage(
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
    find = public.ApiParameter("q", "query", required=False, description="要找的词，最多 200 个字符")
    ident = public.ApiParameter("id", "path", required=True, description="")
    answers = (Fact("200", "找到的数据集"), Fact("400", "查询条件有误"))
    search = public.ApiOperation("op-search", "GET", "/api/v1/search", "搜索数据集", "按相关度排序。", (find,), answers)
    show = public.ApiOperation("op-dataset", "GET", "/api/v1/datasets/{id}", "一个数据集", "", (ident,), answers)
    write = public.ApiOperation("op-revoke", "DELETE", "/api/v1/access/grants/{id}", "撤销授权", "", (ident,), answers)
    groups = (public.ApiGroup("搜索", (search,)), public.ApiGroup("数据集与授权", (show, write)))
    yield (
        "docs",
        public.ApiConsole(
            chrome(active="docs"), "1", "/api/v1/openapi.json", "/problems/not-found", "http://127.0.0.1:8000", groups
        ),
    )
