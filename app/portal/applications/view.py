"""Applying for data, and following an application to its grant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.portal.applications.context import (
    AgreementText,
    ApplicationPage,
    ApplicationRow,
    ApplyForm,
    GrantView,
    IssuedToken,
    MyApplications,
)
from app.portal.kit.actions import buttons
from app.portal.kit.case import answers, deadline
from app.portal.kit.chrome import Chrome, Notice
from app.portal.kit.forms import Choice, Input, Option
from app.portal.kit.history import of_application
from app.portal.kit.labels import application_badge
from app.portal.kit.pieces import Badge, Link, Pager, Step
from app.portal.kit.posted import NOTHING, Wrong
from app.usecases.deciding import Case
from app.words.language import CHINESE
from app.words.sources import _, counted
from catalog.access import grants
from catalog.access.models import Agreement, Application, Grant
from catalog.access.queries import Listed
from catalog.access.workflow import OPEN_STATES, WORKFLOW, ApplicationCommand, ApplicationState, Mode
from catalog.china import china_day
from catalog.datasets.document import RevisionDocument
from catalog.datasets.models import Revision
from catalog.identity.api_tokens import IssuedToken as Minted
from catalog.parameters.working_days import Calendar
from catalog.vocabularies.queries import Words

SAFEGUARDS = "security"
"""The answer of the application form that says where the data lie and how they are protected."""

PROMISE = _("只用于以上用途；不向他人提供；不试图识别具体个人；到期停止使用并销毁。")
MODE_TIPS = {Mode.API: _("程序按需读取，随用随查"), Mode.DOWNLOAD: _("按批准的信息项导出 CSV")}

_PLACE = {
    ApplicationState.SUBMITTED: 1,
    ApplicationState.RETURNED: 1,
    ApplicationState.FORM_OK: 2,
    ApplicationState.AGREEMENT_PENDING: 3,
    ApplicationState.ACTIVE: 4,
}
_DAY = timedelta(days=1)
NEXT_FOR_APPLICANT: Mapping[ApplicationState, str] = {
    ApplicationState.SUBMITTED: _("等数据管理部门做规范性审查，您现在不用做什么。"),
    ApplicationState.RETURNED: _("请按办理记录中的意见补正后重新提交。"),
    ApplicationState.FORM_OK: _("等提供单位审核，您现在不用做什么。"),
    ApplicationState.AGREEMENT_PENDING: _("已获同意。请阅读并签署利用协议，签署后立即开通。"),
    ApplicationState.ACTIVE: _("已开通，可以读取数据。"),
    ApplicationState.REJECTED: _("未获同意，理由和依据见办理记录。可以修改后重新申请。"),
    ApplicationState.CANCELLED: _("申请已撤回。需要时可以重新申请。"),
    ApplicationState.REVOKED: _("授权已撤销，令牌不再有效，理由见办理记录。"),
}
NEXT_FOR_OTHERS: Mapping[ApplicationState, str] = {
    ApplicationState.SUBMITTED: _("等数据管理部门做规范性审查。"),
    ApplicationState.RETURNED: _("等申请人补正。"),
    ApplicationState.FORM_OK: _("等提供单位审核。"),
    ApplicationState.AGREEMENT_PENDING: _("等申请人签署利用协议。"),
    ApplicationState.ACTIVE: _("已开通。"),
    ApplicationState.REJECTED: _("未获同意，已办结。"),
    ApplicationState.CANCELLED: _("申请人已撤回，已办结。"),
    ApplicationState.REVOKED: _("授权已撤销，已办结。"),
}
NOTICES: Mapping[str, Notice] = {
    "applied": Notice(_("申请已提交。"), _("办理进度随时可以在这里查看。")),
    "cancel": Notice(_("申请已撤回。")),
    "open": Notice(_("您对这个数据集已有在办的申请。"), _("请在这里继续办理。"), "amber"),
}
"""What is said after a redirect, by the value of ``done`` in the address."""


@dataclass(frozen=True)
class Answers:
    """What was typed into the form of an application, or stands in one that was returned."""

    purpose: str = ""
    fields: tuple[str, ...] = ()
    mode: str = Mode.API
    use_until: str = ""
    safeguards: str = ""
    promised: bool = False

    @classmethod
    def of(cls, application: Application) -> "Answers":
        """What stands in an application."""
        return cls(
            application.purpose,
            tuple(application.fields),
            application.mode,
            application.use_until.isoformat(),
            application.answers.get(SAFEGUARDS, ""),
        )


@dataclass(frozen=True)
class Terms:
    """What the parameters give: shortest purpose (characters), longest use (days), working days of each step."""

    purpose_min: int
    use_days: int
    check: int
    review: int
    sign: int
    calendar: Calendar


def apply_form(
    chrome: Chrome,
    revision: Revision,
    words: Words,
    applicant: str,
    given: Answers,
    terms: Terms,
    wrong: Wrong = NOTHING,
) -> ApplyForm:
    """The form of an application with what was typed."""
    document, today = revision.document, china_day(chrome.now)
    modes = tuple(Option(mode, CHINESE.say(mode.label), mode == given.mode, tip) for mode, tip in MODE_TIPS.items())
    return ApplyForm(
        chrome=chrome,
        dataset=Link(document.title, f"/datasets/{revision.dataset_id}"),
        organization=document.organization.name,
        condition=document.open_condition,
        applicant=applicant,
        purpose_minimum=terms.purpose_min,
        purpose=Input("purpose", given.purpose, wrong.at("purpose")),
        fields=Choice("fields", tuple(_fields(document, words, given.fields)), wrong.at("fields")),
        mode=Choice("mode", modes, wrong.at("mode")),
        use_until=Input("use_until", given.use_until, wrong.at("use_until")),
        latest_until=today + timedelta(days=terms.use_days),
        safeguards=Input("safeguards", given.safeguards, wrong.at("safeguards")),
        promise=Choice("promise", (Option("yes", PROMISE, given.promised),), wrong.at("promise")),
        steps=tuple(_ahead(terms, today)),
        errors=wrong.lines,
    )


def _fields(document: RevisionDocument, words: Words, chosen: Sequence[str]) -> Iterable[Option]:
    for item in document.items:
        if item.is_open:
            kind = words.label("item-types", item.data_type)
            tip = f"{kind} · {item.description}" if item.description else kind
            yield Option(item.name, item.title, item.name in chosen, tip)


def _ahead(terms: Terms, today: date) -> Iterable[Step]:
    checked = terms.calendar.add(today, terms.check).day
    decided = terms.calendar.add(checked, terms.review).day
    signed = terms.calendar.add(decided, terms.sign).day
    yield Step(
        _("规范性审查"), counted("数据管理部门核对材料是否齐全，%(count)s 个工作日内。", terms.check), "ahead", checked
    )
    yield Step(
        _("部门审核"), counted("审核用途与信息项是否相符，%(count)s 个工作日内。", terms.review), "ahead", decided
    )
    yield Step(_("签署利用协议"), counted("您在线签署，%(count)s 个工作日内。", terms.sign), "ahead", signed)
    yield Step(_("开通"), _("签署后立即签发令牌。"))


def mine(chrome: Chrome, rows: Sequence[Listed], calendar: Calendar, pager: Pager) -> MyApplications:
    """The viewer's own applications."""
    return MyApplications(chrome, tuple(_row(row, calendar, china_day(chrome.now)) for row in rows), pager)


def _row(row: Listed, calendar: Calendar, today: date) -> ApplicationRow:
    application = row.application
    return ApplicationRow(
        application.number,
        f"/applications/{application.id}",
        row.title,
        row.organization.name,
        application_badge(application.state),
        NEXT_FOR_APPLICANT[ApplicationState(application.state)],
        application.created_at,
        deadline(application, calendar, today),
    )


@dataclass(frozen=True)
class Named:
    """Titles of the fields, and the distribution to read (empty: none), as the dataset is public now."""

    titles: dict[str, str]
    table: str = ""


def page(
    chrome: Chrome, case: Case, named: Named, url: str, minted: Minted | None = None, wrong: Wrong = NOTHING
) -> ApplicationPage:
    """Where an application stands, what to do next, what was said, what came of it."""
    application, today = case.application, china_day(chrome.now)
    return ApplicationPage(
        chrome=chrome,
        id=str(application.id),
        number=application.number,
        version=application.version,
        dataset=Link(case.detail.title, f"/datasets/{application.dataset_id}"),
        state=application_badge(application.state),
        next_step=(NEXT_FOR_APPLICANT if case.own else NEXT_FOR_OTHERS)[case.state],
        deadline=deadline(application, case.calendar, today),
        steps=tuple(_steps(case)),
        answers=tuple(answers(application)),
        fields=tuple(named.titles.get(name, name) for name in application.fields),
        timeline=of_application(case.events),
        actions=buttons(WORKFLOW, _possible(case)),
        agreement=_agreement(case, case.detail.agreement),
        grant=_grant(case, case.detail.grant, named, chrome) if case.detail.grant else None,
        token=_token(minted, url, named.table) if minted else None,
        errors=wrong.lines,
    )


def _possible(case: Case) -> Iterable[ApplicationCommand]:
    """Commands of the applicant; reviewers decide on their own page, and signing has a form of its own."""
    if not case.own:
        return ()
    possible = WORKFLOW.allowed(case.state, case.party)
    return [name for name in possible if name is not ApplicationCommand.SIGN]


def _steps(case: Case) -> Iterable[Step]:
    texts = (
        (_("提交申请"), _("已提交。")),
        (_("规范性审查"), _("数据管理部门核对材料是否齐全。")),
        (_("部门审核"), _("审核用途与信息项是否相符。")),
        (_("签署利用协议"), _("您在线签署后开通。")),
    )
    if case.state not in _PLACE:
        yield Step(_("提交申请"), _("已提交。"), "done")
        yield Step(CHINESE.say(WORKFLOW.wording.state(case.state)), _("已办结，详见办理记录。"), "done")
        return
    place = _PLACE[case.state]
    for index, (title, text) in enumerate(texts):
        current = index == place
        due = case.application.deadline if current else None
        yield Step(title, text, "done" if index < place else "current" if current else "ahead", due)


def _agreement(case: Case, agreement: Agreement | None) -> AgreementText | None:
    if agreement is None or not case.own:
        return None
    if agreement.signed_at is None and case.state not in OPEN_STATES:
        return None
    paragraphs = tuple(part for part in agreement.text.split("\n\n") if part.strip())
    return AgreementText(paragraphs, agreement.digest, agreement.signed_at)


def _grant(case: Case, grant: Grant, named: Named, chrome: Chrome) -> GrantView:
    reason = grants.refusal(grant, chrome.now)
    states = {
        "revoked": Badge(_("已撤销"), "danxia"),
        "expired": Badge(_("已到期")),
        "not-yet": Badge(_("尚未生效"), "amber"),
    }
    live = reason is None
    today = china_day(chrome.now)
    return GrantView(
        grant.number,
        Badge(_("有效"), "tea") if reason is None else states[reason],
        tuple(named.titles.get(name, name) for name in grant.fields),
        CHINESE.say(Mode(grant.mode).label),
        grant.valid_from,
        grant.valid_until - _DAY,
        grant.used if grant.used_on == today else 0,
        grant.quota,
        grant.basis,
        f"/applications/{case.application.id}/tokens" if live and case.own else "",
    )


def _token(minted: Minted, url: str, table: str) -> IssuedToken:
    example = f"curl -H 'Authorization: Bearer {minted.secret}' \\\n  '{url}/api/v1/data/{table}/rows?size=10'"
    return IssuedToken(minted.secret, minted.token.expires_at, example)
