"""The reviewers' work: one queue, and the two things that are decided there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from app.portal.kit.actions import buttons
from app.portal.kit.case import answers, deadline
from app.portal.kit.chrome import Chrome, Notice
from app.portal.kit.document import Preview, facts, facts_at, field_rows, told
from app.portal.kit.formats import number
from app.portal.kit.forms import Action, Input
from app.portal.kit.history import of_application, of_dataset
from app.portal.kit.labels import application_badge, dataset_badge, field_badge
from app.portal.kit.pieces import Badge, Deadline, Fact, Link, Pager
from app.portal.kit.posted import NOTHING, Wrong
from app.portal.reviewing.context import (
    Change,
    Decision,
    RequestedField,
    ReviewApplication,
    ReviewDataset,
    ReviewQueue,
    ReviewRow,
)
from app.projections.element_words import label
from app.usecases.deciding import Case
from app.usecases.reviewing import Submission
from app.words.language import CHINESE
from app.words.sources import _, counted
from catalog.access.models import Application
from catalog.access.queries import Listed
from catalog.access.workflow import WORKFLOW, ApplicationCommand, ApplicationState
from catalog.china import china_day
from catalog.datasets.document import Difference, ItemShown, RevisionDocument, difference
from catalog.datasets.elements import BY_NAME, ITEM_BY_NAME, PagePlace
from catalog.datasets.lifecycle import LIFECYCLE, DatasetState
from catalog.datasets.models import Dataset
from catalog.organizations.models import Organization
from catalog.parameters.working_days import Calendar
from catalog.promises import SEARCHABLE_WITHIN
from catalog.vocabularies.queries import Words

KIND_APPLICATION, KIND_DATASET = Badge(_("使用申请"), "plum"), Badge(_("数据集"), "sea")
VIEW_ONLY = _("您可以查看，现在没有需要您办理的事项。")
OWN_SUBMISSION = _("这是您自己提交的，须由其他审核人办理。")
OWN_APPLICATION = _("这是您自己的申请，须由其他审核人办理。")
_LEAST = 3
_FILE = {"filename": _("数据文件文件名"), "rows": _("数据文件行数")}
ASKED_OF_APPLICATION: Mapping[ApplicationState, str] = {
    ApplicationState.SUBMITTED: _("规范性审查"),
    ApplicationState.FORM_OK: _("审核是否同意"),
}
ASKED_OF_DATASET: Mapping[DatasetState, str] = {
    DatasetState.SUBMITTED: _("部门审核"),
    DatasetState.APPROVED: _("审查发布"),
}
"""What is to be done with what waits in a state; the two keep apart, because their states have like names."""
NOTICES: Mapping[str, Notice] = {
    "approve": Notice(_("已审核通过。")),
    "return": Notice(_("已退回。")),
    "publish": Notice(_("已发布。"), counted("%(count)s 秒内可以搜到。", SEARCHABLE_WITHIN.seconds)),
    "withdraw": Notice(_("已撤回发布。"), _("公众不再能找到和下载。")),
    "check_form": Notice(_("规范性审查已通过。"), _("已转提供单位审核。")),
    "approved": Notice(_("已同意。"), _("申请人签署利用协议后开通。")),
    "reject": Notice(_("已办结：不予同意。")),
    "revoke": Notice(_("授权已撤销。"), _("令牌从下一次调用起失效。")),
}
"""What is said after a redirect, by the value of ``done`` in the address."""


@dataclass(frozen=True)
class Days:
    """Working days within which a submission must be reviewed, and published."""

    review: int
    publish: int
    calendar: Calendar


def queue(
    chrome: Chrome,
    asked: Sequence[Listed],
    submitted: Sequence[tuple[Dataset, Organization]],
    days: Days,
    pager: Pager,
) -> ReviewQueue:
    """What waits, the nearest limit first."""
    today = china_day(chrome.now)
    rows = [_application_row(row, days.calendar, today) for row in asked]
    rows += [_dataset_row(found, owner, days, today) for found, owner in submitted]
    return ReviewQueue(
        chrome, tuple(sorted(rows, key=lambda row: row.deadline.on if row.deadline else date.max)), pager
    )


def _application_row(row: Listed, calendar: Calendar, today: date) -> ReviewRow:
    application = row.application
    return ReviewRow(
        KIND_APPLICATION,
        row.title,
        f"/review/applications/{application.id}",
        row.organization.name,
        _("申请人"),
        application.created_at,
        ASKED_OF_APPLICATION[ApplicationState(application.state)],
        deadline(application, calendar, today),
        application.number,
    )


def _dataset_row(found: Dataset, owner: Organization, days: Days, today: date) -> ReviewRow:
    submitted = found.state == DatasetState.SUBMITTED
    since = (found.submitted_at if submitted else None) or found.updated_at
    due = days.calendar.add(china_day(since), days.review if submitted else days.publish).day
    return ReviewRow(
        KIND_DATASET,
        found.title,
        f"/review/datasets/{found.id}",
        owner.name,
        _("部门编目员"),
        found.submitted_at or found.updated_at,
        ASKED_OF_DATASET[DatasetState(found.state)],
        Deadline(due, days.calendar.between(today, due)),
        found.code or "",
    )


def review_dataset(
    chrome: Chrome,
    submission: Submission,
    words: Words,
    preview: Preview | None,
    *,
    reason: str = "",
    wrong: Wrong = NOTHING,
) -> ReviewDataset:
    """A submission with its differences, and what may be decided."""
    row, document = submission.dataset, submission.document
    return ReviewDataset(
        chrome=chrome,
        title=row.title,
        summary=row.summary,
        state=dataset_badge(row.state),
        organization=submission.organization.name,
        submitted_by=_("部门编目员"),
        submitted_at=row.submitted_at or row.updated_at,
        live_revision=row.live_revision,
        changes=tuple(changes(submission.live, document, words)) if submission.live else (),
        facts=tuple(_facts(document, words)),
        fields=field_rows(document.items, document.open_class, words),
        preview=preview,
        timeline=of_dataset(submission.events),
        decision=_dataset_decision(submission, Input("reason", reason, wrong.at("reason"))),
        errors=wrong.lines,
    )


def _facts(document: RevisionDocument, words: Words) -> Iterable[Fact]:
    yield from facts_at(PagePlace.OWN, document, words)
    for file in document.distributions:
        said: str = file.filename
        if file.rows is not None:
            said = counted("%(file)s，%(rows)s 行", file.rows, file=said, rows=number(file.rows))
        yield Fact(label("file"), said)
    yield from facts(document, words)


def _dataset_decision(submission: Submission, reason: Input) -> Decision:
    base, version = f"/review/datasets/{submission.dataset.id}", submission.dataset.version
    offered = buttons(LIFECYCLE, (name for name in submission.commands if not LIFECYCLE.command(name).own))
    return _decision(base, version, reason, offered, OWN_SUBMISSION if submission.own else "")


def _decision(base: str, version: int, reason: Input, offered: Sequence[Action], own: str) -> Decision:
    if own and offered:
        return Decision(base, version, reason, (), own)
    return Decision(base, version, reason, tuple(offered), "" if offered else VIEW_ONLY)


def changes(before: RevisionDocument, after: RevisionDocument, words: Words) -> Iterable[Change]:
    """What differs, in words; an item that is new or gone is one line."""
    seen: set[str] = set()
    old, new = ({item.name: item for item in each.items} for each in (before, after))
    for found in difference(before, after):
        parts = [part.replace("~1", "/").replace("~0", "~") for part in found.pointer.split("/")[1:]]
        if parts[0] == "items" and len(parts) >= _LEAST:
            name = parts[1]
            if name in old and name in new:
                yield _item_change(name, parts[2], found, words)
            elif name not in seen:
                seen.add(name)
                yield Change(_("信息项“%(name)s”", name=name), *_whole_item(old.get(name), new.get(name), words))
        elif parts[0] == "distributions" and parts[-1] in _FILE:
            yield _change(_FILE[parts[-1]], found, _said)
        elif parts[0] in BY_NAME:
            yield _change(label(parts[0]), found, partial(told, BY_NAME[parts[0]], words))


def _change(called: str, found: Difference, said: Callable[[Any], str]) -> Change:
    return Change(called, _kind(found), said(found.before), said(found.after))


def _item_change(name: str, column: str, found: Difference, words: Words) -> Change:
    element = ITEM_BY_NAME[column]
    before, after = (told(element, words, value) for value in (found.before, found.after))
    called = _("信息项“%(name)s”的%(element)s", name=name, element=label(element.key))
    return Change(called, "changed", before, after)


def _whole_item(old: ItemShown | None, new: ItemShown | None, words: Words) -> tuple[Any, str, str]:
    def said(item: ItemShown | None) -> str:
        if item is None:
            return ""
        return _("%(title)s（%(type)s）", title=item.title, type=words.label("item-types", item.data_type))

    return ("added" if new else "removed"), said(old), said(new)


def _kind(found: Difference) -> Any:
    if not found.before:
        return "added"
    return "changed" if found.after else "removed"


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def review_application(
    chrome: Chrome,
    case: Case,
    document: RevisionDocument | None,
    earlier: Sequence[Application],
    facts: tuple[Sequence[Fact], Sequence[Fact]],
    given: Mapping[str, str],
    wrong: Wrong = NOTHING,
) -> ReviewApplication:
    """A request beside what it asks for; ``facts``: of the applicant, and of the dataset."""
    application = case.application
    today = china_day(chrome.now)
    return ReviewApplication(
        chrome=chrome,
        number=application.number,
        state=application_badge(application.state),
        dataset=Link(case.detail.title, f"/datasets/{application.dataset_id}"),
        deadline=deadline(application, case.calendar, today),
        answers=tuple(answers(application)),
        fields=tuple(_requested(document, application.fields)),
        applicant=tuple(facts[0]),
        dataset_facts=tuple(facts[1]),
        earlier=tuple(
            Fact(each.number, CHINESE.say(WORKFLOW.wording.state(each.state)), f"/review/applications/{each.id}")
            for each in earlier
        ),
        timeline=of_application(case.events),
        decision=_application_decision(case, given, wrong),
        errors=wrong.lines,
    )


def _requested(document: RevisionDocument | None, names: Iterable[str]) -> Iterable[RequestedField]:
    """The data items asked for, with how they are open; none where the dataset is not public."""
    items = {item.name: item for item in document.items} if document else {}
    for name in names:
        if document and name in items:
            badge = field_badge(document.open_class, is_open=items[name].is_open)
            yield RequestedField(items[name].title, name, _("%(level)s 级", level=items[name].level), badge)


def _application_decision(case: Case, given: Mapping[str, str], wrong: Wrong) -> Decision:
    possible = WORKFLOW.allowed(case.state, replace(case.party, own=False))
    names = [name for name in possible if not WORKFLOW.command(name).own]
    reason = Input("reason", given.get("reason", ""), wrong.at("reason"))
    base = f"/review/applications/{case.application.id}"
    rejecting = ApplicationCommand.REJECT in names and not case.own
    basis = Input("basis", given.get("basis", ""), wrong.at("basis")) if rejecting else None
    own = OWN_APPLICATION if case.own and names else ""
    offered = buttons(WORKFLOW, names)
    made = _decision(base, case.application.version, reason, offered, own)
    return Decision(made.base, made.version, made.reason, made.actions, made.blocked, basis)
