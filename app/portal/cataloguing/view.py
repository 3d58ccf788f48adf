"""The cataloguer's work: the list of datasets and the form of one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.portal.cataloguing.context import (
    CataloguerHome,
    Completeness,
    DatasetForm,
    EditConflict,
    FileState,
    Missing,
    StateTab,
    WorkRow,
)
from app.portal.cataloguing.inputs import GRID, grid_row, sections
from app.portal.cataloguing.typed import PASTED, ItemTyped, Typed
from app.portal.kit.actions import buttons
from app.portal.kit.chrome import Chrome, Notice
from app.portal.kit.forms import Action, Choice, Input, Option
from app.portal.kit.history import hand_of, of_dataset
from app.portal.kit.labels import dataset_badge
from app.portal.kit.pieces import Badge, Pager
from app.portal.kit.posted import NOTHING, Wrong
from app.projections.element_words import label, labels
from app.words.language import CHINESE
from app.words.sources import _, counted, listed
from catalog.datasets.elements import BY_NAME, ITEM_BY_NAME, METADATA_FIELDS, values_of
from catalog.datasets.grading import PARTS, Facts, FileFacts, ItemFacts, completeness, problems
from catalog.datasets.lifecycle import LIFECYCLE, DatasetCommand, DatasetState
from catalog.datasets.models import Dataset, DatasetEvent, FileVersion
from catalog.organizations.models import Organization
from catalog.vocabularies.queries import Words

_FILE_BADGES: Mapping[str, Badge] = {
    "received": Badge(_("正在检查"), "sea", _("几秒后刷新本页")),
    "ready": Badge(_("已就绪"), "tea"),
    "failed": Badge(_("未读通"), "danxia"),
}
NOTICES: Mapping[str, Notice] = {
    "saved": Notice(_("已保存。")),
    "created": Notice(_("已新建。"), _("接着上传数据文件，填齐必填项后提交审核。")),
    "file": Notice(_("文件已收到，正在检查。"), _("几秒后刷新本页，可以看到检查结果。")),
    "submit": Notice(_("已提交审核。"), _("部门审核人会收到待办；审核期间不能修改。")),
}
"""What is said after a redirect, by the value of ``done`` in the address."""


@dataclass(frozen=True)
class Standing:
    """Everything around what was typed: where the dataset stands and what may be done with it."""

    words: Words
    organizations: Sequence[Organization]
    max_bytes: int
    dataset: Dataset | None = None
    file: FileVersion | None = None
    events: Sequence[DatasetEvent] = ()
    commands: Sequence[DatasetCommand] = (DatasetCommand.EDIT,)
    rows: int = 0
    facts: Facts = Facts({}, (), None)  # noqa: RUF009 - frozen, and empty


def form(
    chrome: Chrome,
    typed: Typed,
    standing: Standing,
    wrong: Wrong = NOTHING,
    conflict: EditConflict | None = None,
    paste: str = "",
) -> DatasetForm:
    """The form of a dataset."""
    dataset, words = standing.dataset, standing.words
    owner = _organizations(standing.organizations, typed.organization, wrong)
    rows = (*typed.items, *(ItemTyped(),) * standing.rows)
    return DatasetForm(
        chrome=chrome,
        id=str(dataset.id) if dataset else "",
        version=dataset.version if dataset else 0,
        state=dataset_badge(dataset.state) if dataset else Badge(_("新建")),
        editable=DatasetCommand.EDIT in standing.commands,
        published=dataset is not None and dataset.state == DatasetState.PUBLISHED,
        saved_at=dataset.updated_at if dataset else None,
        name=typed.metadata["title"],
        sections=sections(typed, owner, words, wrong),
        columns=tuple(label(element.key) for element in GRID),
        items=tuple(grid_row(index, item, words, wrong) for index, item in enumerate(rows)),
        paste=Input("paste", paste, wrong.at("paste")),
        paste_columns=listed(label(ITEM_BY_NAME[name].key) for name in PASTED),
        file=_file(standing.file),
        max_bytes=standing.max_bytes,
        completeness=missing(standing.facts),
        history=of_dataset(standing.events),
        actions=_actions(standing.commands),
        reason=Input("reason", "", wrong.at("reason")),
        conflict=conflict,
        errors=wrong.lines,
    )


def _actions(commands: Iterable[DatasetCommand]) -> tuple[Action, ...]:
    """What a cataloguer may do beside editing; decisions have their own page."""
    return buttons(LIFECYCLE, (command for command in commands if command is DatasetCommand.SUBMIT))


def _organizations(found: Sequence[Organization], chosen: str, wrong: Wrong) -> Choice:
    only = len(found) == 1
    options = tuple(Option(each.code, each.name, only or each.code == chosen) for each in found)
    return Choice("organization", options, wrong.at("organization"))


def _file(version: FileVersion | None) -> FileState | None:
    if version is None:
        return None
    said = listed((error["message"] for error in version.problem.get("errors", ())), _("；"))
    return FileState(
        version.filename,
        version.stored.size,
        version.sha256,
        version.uploaded_at,
        _FILE_BADGES[version.state],
        version.row_count,
        said,
    )


def missing(facts: Facts) -> Completeness:
    """How far the form is, and what keeps it from being submitted."""
    found = problems(facts)
    done = round(completeness(facts) * PARTS / 100)
    return Completeness(
        done, PARTS, tuple(Missing(each.pointer.strip("/"), CHINESE.say(each.message)) for each in found)
    )


def conflict(typed: Typed, standing: Standing, now: datetime) -> EditConflict:
    """Who saved in between, when, and which entries differ from what was typed."""
    last = standing.events[0] if standing.events else None
    actor = hand_of(last.command, last.from_state) if last else _("其他人")
    dataset = standing.dataset
    if dataset is None:
        return EditConflict(actor, now, ())
    theirs = Typed.of_copy(dataset, standing.organizations[0])
    rows = [
        (label(name), _shown(name, theirs.metadata[name], standing), _shown(name, typed.metadata[name], standing))
        for name in METADATA_FIELDS
        if theirs.metadata[name] != typed.metadata[name]
    ]
    if theirs.items != typed.items:
        rows.append((label("items"), _summary(theirs.items), _summary(typed.items)))
    return EditConflict(actor, last.at if last else now, tuple(rows))


def _shown(name: str, value: str, standing: Standing) -> str:
    scheme = BY_NAME[name].scheme
    return standing.words.label(scheme, value) if scheme else value


def _summary(items: Sequence[ItemTyped]) -> str:
    return counted("%(count)s 个：%(names)s", len(items), names=listed(item.called for item in items))


def worklist(
    chrome: Chrome,
    counts: Mapping[str, int],
    chosen: str,
    rows: Sequence[tuple[Dataset, Organization]],
    extra: tuple[dict[UUID, tuple[bool, bool]], dict[UUID, str]],
    pager: Pager,
    *,
    may_create: bool,
) -> CataloguerHome:
    """The datasets of the viewer by state; ``extra``: which have items and a file, and why they came back."""
    tabs = [StateTab(_("全部"), "/work", sum(counts.values()), not chosen)]
    tabs += [
        StateTab(
            CHINESE.say(LIFECYCLE.wording.state(state)), f"/work?state={state}", counts.get(state, 0), state == chosen
        )
        for state in DatasetState
        if counts.get(state) or state == chosen
    ]
    filled, reasons = extra
    made = tuple(_row(dataset, owner, filled[dataset.id], reasons.get(dataset.id, "")) for dataset, owner in rows)
    return CataloguerHome(chrome, tuple(tabs), made, pager, may_create)


def _row(dataset: Dataset, owner: Organization, has: tuple[bool, bool], reason: str) -> WorkRow:
    items = (ItemFacts("", is_open=True, level=1),) if has[0] else ()
    facts = Facts(values_of(dataset), items, FileFacts("ready", ()) if has[1] else None)
    note = _("退回意见：%(reason)s", reason=reason) if reason and dataset.state == DatasetState.RETURNED else ""
    return WorkRow(
        str(dataset.id),
        dataset.title,
        owner.name,
        dataset_badge(dataset.state),
        completeness(facts),
        dataset.updated_at,
        note,
    )


LABELS = labels()
"""Names of entries and of columns of the grid, for messages."""
