"""Signing in, registering, one's own account."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from app.portal.account.context import Account, ChangePassword, Kept, Login, Register, Reset, Resume, TokenRow
from app.portal.kit.chrome import Chrome, Notice
from app.portal.kit.formats import zh_date
from app.portal.kit.forms import Choice, Input, Option
from app.portal.kit.labels import ACCOUNT_KINDS
from app.portal.kit.pieces import Badge, Fact
from app.portal.kit.posted import NOTHING, Wrong
from app.words.language import CHINESE
from app.words.sources import _
from catalog.acting.actor import Person
from catalog.acting.permissions import PERMISSIONS_IN_ORDER, ROLES_IN_ORDER, TOKEN_SCOPES, Permission, permissions_of
from catalog.identity.models import Account as AccountRow
from catalog.identity.models import AccountKind, ApiToken
from catalog.identity.passwords import MIN_LENGTH
from catalog.identity.service import RESET_LIFETIME
from catalog.organizations.models import Organization

SCOPE_TIPS: Mapping[str, str] = {
    Permission.READ_GRANTED_DATA: _("只限授权的信息项"),
    Permission.SUBMIT_APPLICATIONS: _("提交、补正、签署和撤回本人的申请"),
    Permission.READ_DATASETS: _("含未发布的草稿"),
    Permission.EDIT_DATASETS: _("登记、修改、提交数据集"),
    Permission.MANAGE_SEARCH: _("常见检索和同义词"),
}
"""What the name of a scope leaves open."""
NOTICES: Mapping[str, Notice] = {
    "registered": Notice(_("注册成功，请登录。"), _("系统管理员核验实名后，就可以提交使用申请。")),
    "password": Notice(_("密码已修改。"), _("其他浏览器上的登录已退出。")),
    "reset": Notice(_("密码已设置，请用新密码登录。")),
    "revoked": Notice(_("令牌已撤销。"), _("使用它的程序下一次调用就会被拒绝。")),
}
"""What is said after a redirect, by the value of ``done`` in the address."""


def login(chrome: Chrome, onward: str, *, email: str = "", resume: str = "", wrong: Wrong = NOTHING) -> Login:
    """The login form; passwords are never given back."""
    return Login(
        chrome,
        onward,
        Input("email", email, wrong.at("email")),
        Input("password", "", wrong.at("password")),
        resume,
        wrong.lines,
    )


def resume(chrome: Chrome, address: str, fields: Sequence[tuple[str, str]]) -> Resume:
    """The form that was sent after the session had ended, to be sent again."""
    back = address.split("/commands/", maxsplit=1)[0]
    return Resume(chrome, address, back, tuple(Kept(name, value) for name, value in fields))


def register(chrome: Chrome, given: dict[str, str], wrong: Wrong = NOTHING) -> Register:
    """The form of registration with what was typed."""
    chosen = given.get("kind") or AccountKind.PERSON
    options = tuple(Option(kind, label, kind == chosen, tip) for kind, (label, tip) in ACCOUNT_KINDS.items())
    return Register(
        chrome,
        MIN_LENGTH,
        Choice("kind", options, wrong.at("kind")),
        Input("name", given.get("name", ""), wrong.at("name")),
        Input("email", given.get("email", ""), wrong.at("email")),
        Input("password", "", wrong.at("password")),
        Input("repeat", "", wrong.at("repeat")),
        wrong.lines,
    )


def change_password(chrome: Chrome, *, forced: bool, wrong: Wrong = NOTHING) -> ChangePassword:
    """The form for a new password."""
    names = ("current", "new", "repeat")
    current, new, repeat = (Input(name, "", wrong.at(name)) for name in names)
    return ChangePassword(chrome, forced, MIN_LENGTH, current, new, repeat, wrong.lines)


def reset(chrome: Chrome, wrong: Wrong = NOTHING) -> Reset:
    """The form for a new password with a one-time code."""
    code, new, repeat = (Input(name, "", wrong.at(name)) for name in ("code", "new", "repeat"))
    return Reset(chrome, MIN_LENGTH, RESET_LIFETIME // timedelta(hours=1), code, new, repeat, wrong.lines)


def account(
    chrome: Chrome,
    person: Person,
    row: AccountRow,
    tokens: Iterable[ApiToken],
    organizations: dict[UUID, Organization],
    *,
    name: str = "",
    chosen: Sequence[str] = (),
    minted: str = "",
    wrong: Wrong = NOTHING,
) -> Account:
    """The account with its tokens."""
    real = (
        Badge(_("已实名"), "tea")
        if person.real_name
        else Badge(_("待实名核验"), "amber", _("系统管理员核验后可以申请数据"))
    )
    kind, _tip = ACCOUNT_KINDS[AccountKind(row.kind)]
    facts = (Fact(_("邮箱"), row.email), Fact(_("类型"), kind), Fact(_("注册"), zh_date(row.created_at)))
    return Account(
        chrome,
        real,
        facts,
        tuple(_memberships(person, organizations)),
        tuple(_token(token, chrome.now) for token in tokens),
        Input("name", name, wrong.at("name")),
        Choice("scopes", tuple(_scopes(person, chosen)), wrong.at("scopes")),
        minted,
        wrong.lines,
    )


def _memberships(person: Person, organizations: dict[UUID, Organization]) -> Iterable[Fact]:
    for role in ROLES_IN_ORDER:
        for post in sorted(person.posts, key=lambda post: str(post.organization_id)):
            if post.role is role and (post.organization_id is not None or role.value != "user"):
                found = organizations.get(post.organization_id) if post.organization_id else None
                yield Fact(CHINESE.say(role.label), found.name if found else _("全平台"))


def _scopes(person: Person, chosen: Sequence[str]) -> Iterable[Option]:
    possible = permissions_of(person) & TOKEN_SCOPES
    for scope in PERMISSIONS_IN_ORDER:
        if scope in possible:
            yield Option(scope, CHINESE.say(scope.label), scope in chosen, SCOPE_TIPS.get(scope, ""))


def _token(token: ApiToken, now: datetime) -> TokenRow:
    if token.revoked_at is not None:
        state = Badge(_("已撤销"), "danxia")
    else:
        state = Badge(_("已到期")) if token.expires_at <= now else Badge(_("有效"), "tea")
    over = token.revoked_at is not None or token.expires_at <= now
    return TokenRow(
        token.name,
        token.prefix,
        tuple(CHINESE.say(scope.label) for scope in PERMISSIONS_IN_ORDER if scope in token.scopes),
        state,
        token.created_at,
        token.expires_at,
        token.last_used_at,
        "" if over else f"/account/tokens/{token.id}/revoke",
    )
