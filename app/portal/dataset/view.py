"""The public page of one dataset, from one revision."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from app.portal.dataset.context import Access, ApiHint, DatasetPage, Download, RevisionRow
from app.portal.kit.cards import Rows, card_of_hit
from app.portal.kit.chrome import Chrome
from app.portal.kit.document import Preview, facts, field_rows
from app.portal.kit.formats import zh_date
from app.portal.kit.labels import open_badge
from app.portal.kit.pieces import Badge, Link
from app.words.sources import _, counted
from catalog.access.models import Application, Grant
from catalog.access.workflow import Mode
from catalog.datasets.document import FileShown, RevisionDocument
from catalog.datasets.grading import GENERAL, ON_REQUEST
from catalog.datasets.models import Revision
from catalog.vocabularies.queries import Words
from search.hit import Hit


@dataclass(frozen=True)
class Standing:
    """How the viewer stands to data that are open on request."""

    signed_in: bool
    grant: Grant | None = None
    open_application: Application | None = None


@dataclass(frozen=True)
class Shown:
    """A revision with what is known around it; ``live`` is the number of the one that is public."""

    revision: Revision
    live: int | None
    revisions: Sequence[Any]
    max_age: timedelta | None
    url: str

    @property
    def document(self) -> RevisionDocument:
        """The frozen document."""
        return self.revision.document

    @property
    def current(self) -> bool:
        """Whether this is what the public reads."""
        return self.revision.number == self.live

    @property
    def file(self) -> FileShown | None:
        """The file as published."""
        return self.document.file


@dataclass(frozen=True)
class Seen:
    """The first rows, or why there are none, and datasets like this one with their rows and owners."""

    preview: Preview | None
    note: str
    similar: Sequence[Hit]
    rows: Rows


def page(chrome: Chrome, shown: Shown, words: Words, standing: Standing, seen: Seen) -> DatasetPage:
    """The page of a dataset."""
    document = shown.document
    theme = words.label("themes", document.theme)
    due = shown.revision.published_at + shown.max_age if shown.max_age else None
    return DatasetPage(
        chrome=chrome,
        title=document.title,
        summary=document.summary,
        badges=tuple(_badges(shown, due, chrome.now)),
        organization=_organization(document),
        contact=document.contact,
        licence=words.label("licences", document.licence),
        licence_text=words.note("licences", document.licence),
        theme=Link(theme, "/search?" + urlencode({"theme": document.theme})) if theme else None,
        updated_at=shown.revision.published_at,
        next_due=due.date() if due else None,
        access=_access(shown, standing),
        preview=seen.preview,
        preview_note=seen.note,
        fields=field_rows(document.items, document.open_class, words),
        downloads=tuple(_downloads(shown, standing)),
        api=_api(shown),
        revision=shown.revision.number,
        revisions=tuple(_revisions(shown)),
        facts=tuple(facts(document, words)),
        citation=_citation(shown),
        similar=tuple(card_of_hit(hit, words, seen.rows) for hit in seen.similar),
    )


def _organization(document: RevisionDocument) -> Link:
    owner = document.organization
    return Link(owner.name, "/search?" + urlencode({"organization": owner.code}))


def _badges(shown: Shown, due: datetime | None, now: datetime) -> Iterable[Badge]:
    yield open_badge(shown.document.open_class)
    if due is not None and shown.current:
        late = (now - due).days
        yield (
            Badge(counted("已逾期 %(count)s 天", late), "danxia", _("超过了更新周期"))
            if late > 0
            else Badge(_("按期更新"), "tea")
        )
    yield Badge(_("第 %(number)s 版", number=shown.revision.number), "neutral" if shown.current else "amber")


def _access(shown: Shown, standing: Standing) -> Access:
    document, key = shown.document, shown.document.id
    badge = open_badge(document.open_class)
    if not shown.current:
        return Access("closed", _("您看到的是以前的一版，仅供查阅和引用。"), f"/datasets/{key}" if shown.live else "")
    if document.open_class == GENERAL:
        return Access("open", _("任何人可直接下载使用，不需要登录。"), "#preview")
    if document.open_class != ON_REQUEST:
        return Access(
            "closed",
            _(
                "%(open)s：%(tip)s。%(condition)s",
                open=badge.label,
                tip=badge.tip,
                condition=document.open_condition,
            ),
        )
    if standing.grant is not None:
        until = zh_date(standing.grant.valid_until)
        return Access(
            "granted", _("您已获授权，有效至 %(day)s。", day=until), f"/applications/{standing.grant.application_id}"
        )
    if standing.open_application is not None:
        text = _("您的申请 %(number)s 正在办理。", number=standing.open_application.number)
        return Access("pending", text, f"/applications/{standing.open_application.id}")
    text = _("说明用途、经审核并签署利用协议后使用。")
    return Access("apply" if standing.signed_in else "login", text, f"/datasets/{key}/apply")


def _downloads(shown: Shown, standing: Standing) -> Iterable[Download]:
    file = shown.file
    if file is None or not shown.current:
        return
    original = f"/api/v1/distributions/{file.id}/file"
    export = f"/api/v1/data/{file.id}/export"
    if shown.document.open_class == GENERAL:
        yield Download(
            _("原始文件 %(format)s", format=file.format.upper()),
            original,
            file.size,
            file.sha256,
            _("发布时的原始文件"),
        )
        if file.rows is not None:
            yield Download(_("CSV（UTF-8）"), f"{export}.csv", note=_("整理后的数据，Excel 可直接打开"))
            yield Download("JSON", f"{export}.json", note=_("整理后的数据，便于程序读取"))
    elif standing.grant is not None and standing.grant.mode == Mode.DOWNLOAD:
        yield Download(_("CSV（授权的信息项）"), f"{export}.csv", note=_("只含授权的信息项，每次下载都有记录"))


def _api(shown: Shown) -> ApiHint | None:
    file = shown.file
    if file is None or file.rows is None or not shown.current:
        return None
    if shown.document.open_class not in {GENERAL, ON_REQUEST}:
        return None
    rows = f"/api/v1/data/{file.id}/rows"
    address = f"'{shown.url}{rows}?size=10'"
    example = f"curl {address}"
    if shown.document.open_class != GENERAL:
        example = _("curl -H 'Authorization: Bearer <令牌>' \\\n  %(address)s", address=address)
    return ApiHint(f"/api/v1/data/{file.id}/schema", rows, example)


def _revisions(shown: Shown) -> Iterable[RevisionRow]:
    for row in shown.revisions:
        address = f"/datasets/{shown.document.id}"
        href = address if row.number == shown.live else f"{address}?revision={row.number}"
        yield RevisionRow(row.number, row.published_at, row.note, href)


def _citation(shown: Shown) -> str:
    document = shown.document
    link = f"{shown.url}/datasets/{document.id}?revision={shown.revision.number}"
    return _(
        "%(owner)s：%(title)s，第 %(number)s 版，%(day)s。\n%(address)s",
        owner=document.organization.name,
        title=document.title,
        number=shown.revision.number,
        day=zh_date(shown.revision.published_at),
        address=link,
    )
