"""Samples of signing in, passwords, registration and the account; all of it is synthetic."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from app.portal.account.context import Account, ChangePassword, Kept, Login, Register, Reset, Resume, TokenRow
from app.portal.kit.forms import Choice, FormError, Input, Option
from app.portal.kit.pieces import Badge, Fact
from app.portal.kit.samples import CITIZEN, NOW, ago, chrome
from app.portal.kit.templating import Page

TOKENS = (
    TokenRow(
        "数据分析服务器",
        "mst_7Kq2",
        ("读取授权数据",),
        Badge("有效", "tea"),
        ago(days=3),
        NOW + timedelta(days=87),
        ago(minutes=12),
        "/account/tokens/1/revoke",
    ),
    TokenRow("旧笔记本", "mst_aa01", ("检索目录", "读取授权数据"), Badge("已撤销", "danxia"), ago(days=80), NOW, None),
)
SCOPES = Choice(
    "scopes",
    (
        Option("catalogue:read", "检索目录", selected=True, tip="查目录和普遍开放的数据"),
        Option("data:read", "读取授权数据", tip="只限授权的信息项"),
    ),
)


def samples() -> Iterator[tuple[str, Page]]:
    """Every page of this slice by name."""
    yield from signing_in()
    yield from passwords()
    yield from registration()
    yield from own()


def signing_in() -> Iterator[tuple[str, Page]]:
    """Login: empty, refused, with a form that was kept, and that form."""
    refused = (FormError("password", "邮箱或密码不正确。请核对后重试。"),)
    yield "login", Login(chrome(), "/applications", Input("email"), Input("password"))
    yield (
        "login-wrong",
        Login(
            chrome(), "/", Input("email", "user@example.org"), Input("password", "", "邮箱或密码不正确。"), "", refused
        ),
    )
    yield "login-kept", Login(chrome(), "/", Input("email"), Input("password"), '["/work", []]')
    fields = (Kept("purpose", "研究\n两行"), Kept("fields", "uscc"))
    yield "resume", Resume(chrome(viewer=CITIZEN, csrf="sample"), "/datasets/x/apply", "/datasets/x", fields)


def passwords() -> Iterator[tuple[str, Page]]:
    """A code that is no good, a change that is forced, a change of one's own will."""
    code = Input("code", "", "重置码无效、已使用或已过期。")
    wrong = (FormError("code", "重置码无效、已使用或已过期。"),)
    yield "reset", Reset(chrome(), 12, 24, code, Input("new"), Input("repeat"), wrong)
    change = partial(ChangePassword, chrome(viewer=CITIZEN, csrf="sample"))
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


def registration() -> Iterator[tuple[str, Page]]:
    """A registration that was refused."""
    kind = Choice(
        "kind",
        (
            Option("person", "个人", selected=True),
            Option("enterprise", "企业或其他单位", tip="由经办人注册，用途和利用协议以单位名义签署"),
        ),
    )
    yield (
        "register",
        Register(
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


def own() -> Iterator[tuple[str, Page]]:
    """The account with a new token, and one without any."""
    me = partial(Account, chrome(viewer=CITIZEN, csrf="sample", active="account"))
    facts = (Fact("邮箱", "user@example.org"), Fact("类型", "个人"), Fact("注册", "2026年9月1日"))
    yield (
        "account",
        me(Badge("已实名", "tea"), facts, (), TOKENS, Input("name"), SCOPES, "mst_7Kq2vX0pL9nR4tB8wZ1cY6dH3fJ5gM0s"),
    )
    yield (
        "account-empty",
        me(
            Badge("待实名核验", "amber"),
            facts,
            (Fact("部门编目员", "省民政厅"),),
            (),
            Input("name", "", "请填写名称。"),
            SCOPES,
            "",
            (FormError("name", "名称：请填写。"),),
        ),
    )
