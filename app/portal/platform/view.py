"""Home, and pages about the platform itself: errors, types of problems, the audit chain, the API console."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from app.http.problems import PROBLEM_TYPES, Problem, ProblemType
from app.portal.kit.cards import card_of_revision
from app.portal.kit.chrome import Chrome
from app.portal.kit.facets import Known, tiles
from app.portal.kit.forms import FormError
from app.portal.kit.pieces import Badge, Fact, Link, Pager
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
from app.portal.platform.problems import MEMBERS, PROBLEMS
from app.words.language import CHINESE
from app.words.sources import Listing, _, listed
from catalog.audit.models import AuditCheckpoint
from catalog.datasets.grading import GENERAL
from catalog.datasets.models import Revision
from search.results import SearchResults

HOME, CATALOGUE = Link(_("回到首页"), "/"), Link(_("浏览数据目录"), "/search")
GROUPS = {
    "search": _("搜索"),
    "datasets": _("数据集"),
    "distributions": _("文件"),
    "data": _("数据行与导出"),
    "access": _("使用申请与授权"),
    "audit": _("审计"),
    "organizations": _("机构"),
    "vocabularies": _("代码表"),
    "identity": _("账号与令牌"),
    "operators": _("系统管理"),
    "problems": _("错误类型"),
    "health": _("运行状况"),
}
_ANSWERS = {
    "200": _("成功"),
    "201": _("已创建"),
    "204": _("成功，没有内容"),
    "206": _("部分内容"),
    "304": _("没有变化"),
}
_NOT_FOUND = _("请核对地址；需要登录才能看的内容，请先登录。")
_GAP = "…detail…"
EXAMPLES = 4


def home(
    chrome: Chrome,
    counts: tuple[int, int, int],
    recent: Sequence[Revision],
    found: SearchResults | None,
    known: Known,
) -> Home:
    """Home; ``found`` is everything with its facets, None while search is down. ``counts``: datasets, owners, week."""
    facets = found.facets if found else {}
    free = sum(each.count for each in facets.get("open_class", ()) if each.value == GENERAL)
    figures = [
        Figure(_("公开的数据集"), counts[0], _("个"), "/search"),
        Figure(_("提供单位"), counts[1], _("家"), "/search"),
        Figure(_("一周内更新"), counts[2], _("个"), "/search?sort=updated"),
    ]
    if found:
        figures.insert(2, Figure(_("可直接下载"), free, _("个"), f"/search?open_class={GENERAL}"))
    return Home(
        chrome,
        tuple(figures),
        tuple(_examples(recent)),
        tiles("theme", facets.get("theme", ()), known.words.terms["themes"].keys(), known.label),
        tiles("organization", facets.get("organization", ()), (), known.label),
        tuple(card_of_revision(revision, known.words) for revision in recent),
        search_down=found is None,
    )


def _examples(recent: Iterable[Revision]) -> Iterable[Link]:
    """Words that lead to something: the first keyword of each of the latest datasets."""
    first = dict.fromkeys(r.document.keywords[0] for r in recent if r.document.keywords)
    return [Link(word, "/search?" + urlencode({"q": word})) for word in list(first)[:EXAMPLES]]


def error(chrome: Chrome, problem: Problem) -> ErrorPage:
    """A refusal or failure as a page."""
    missing = problem.slug == "not-found"
    title = _("找不到这个页面，或您无权查看") if missing else problem.title
    detail = _NOT_FOUND if missing else problem.detail
    listed = tuple(FormError("", each["message"]) for each in problem.extras.get("errors", ()))
    links = [HOME, CATALOGUE]
    if problem.slug == "access-required":
        links.insert(0, Link(_("申请使用"), f"/datasets/{problem.extras['dataset']}/apply"))
    elif problem.slug in {"conflict", "stale-version", "unavailable", "unauthenticated"}:
        links.insert(0, Link(_("刷新后重试"), problem.instance))
    return ErrorPage(chrome, problem.status, title, detail, problem.request_id, tuple(links), listed)


def problem_page(chrome: Chrome, known: ProblemType) -> ProblemPage:
    """What one type of problem means and what to do about it."""
    words = PROBLEMS[known.slug]
    members = _members(known)
    others = tuple(
        Link(CHINESE.say(each.title), f"/problems/{each.slug}") for each in PROBLEM_TYPES if each is not known
    )
    return ProblemPage(
        chrome,
        known.slug,
        CHINESE.say(known.title),
        known.status,
        words.meaning,
        words.remedy,
        members,
        _example(known),
        others,
    )


def _example(known: ProblemType) -> Listing:
    """A document of this type; what it means stands in it in the language of the page."""
    document = {"type": f"/problems/{known.slug}", "title": CHINESE.say(known.title), "status": known.status}
    document |= {"detail": _GAP, "instance": "/api/v1/…", "request_id": "019f…"}
    before, _gap, after = json.dumps(document, ensure_ascii=False, indent=2).partition(_GAP)
    return listed((before, PROBLEMS[known.slug].meaning, after), "")


def _members(known: ProblemType) -> tuple[Fact, ...]:
    """Members that the words of this type mention by name."""
    words = PROBLEMS[known.slug]
    named = {name for text in (words.meaning, words.remedy) for name in re.findall(r"[a-z_]+", text)}
    return tuple(Fact(name, meaning) for name, meaning in MEMBERS.items() if name in named)


def checkpoints(
    chrome: Chrome,
    rows: Sequence[AuditCheckpoint],
    sealed_to: int,
    *,
    sound: bool,
    checked_at: datetime,
    pager: Pager,
) -> AuditCheckpoints:
    """The signed heads of the chain; ``sound``: every signature shown is right, and the newest fits the chain."""
    if not rows:
        return AuditCheckpoints(chrome, Badge(_("还没有校验点")), sealed_to, None, "", (), pager)
    state = Badge(_("签名校验通过"), "tea") if sound else Badge(_("校验未通过"), "danxia", _("请联系系统管理员核查"))
    shown = tuple(CheckpointRow(row.sequence, row.at, row.hash.hex(), row.signature.hex()) for row in rows)
    fingerprint = sha256(rows[0].public_key).hexdigest()
    return AuditCheckpoints(chrome, state, sealed_to, checked_at, fingerprint, shown, pager)


def console(chrome: Chrome, document: Mapping[str, Any], base_url: str) -> ApiConsole:
    """The API by resource, from its OpenAPI document."""
    groups: dict[str, list[ApiOperation]] = {name: [] for name in GROUPS}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["other"])[0]
            groups.setdefault(tag, []).append(_operation(path, method, operation))
    made = tuple(ApiGroup(GROUPS.get(name, name), tuple(found)) for name, found in groups.items() if found)
    return ApiConsole(
        chrome, document["info"]["version"], "/api/v1/openapi.json", "/problems/not-found", base_url, made
    )


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> ApiOperation:
    title = str(operation.get("description") or operation.get("summary", "")).partition("\n\n")[0]
    return ApiOperation(
        id="op-" + re.sub(r"[^a-z0-9]+", "-", f"{method} {path}".lower()).strip("-"),
        method=method.upper(),
        path=path,
        summary=title.replace("\n", " "),
        description=_rest(str(operation.get("description", ""))),
        parameters=tuple(_parameters(operation)),
        answers=tuple(_answers(operation)),
    )


def _rest(description: str) -> str:
    return description.partition("\n\n")[2].replace("\n", " ")


def _parameters(operation: Mapping[str, Any]) -> Iterable[ApiParameter]:
    for each in operation.get("parameters", ()):
        if each["in"] in {"path", "query"}:
            described = each.get("description", "")
            yield ApiParameter(each["name"], each["in"], bool(each.get("required")), described)


def _answers(operation: Mapping[str, Any]) -> Iterable[Fact]:
    for status, answer in operation.get("responses", {}).items():
        yield Fact(status, _ANSWERS.get(status, answer.get("description", "")))
