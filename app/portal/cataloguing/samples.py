"""Samples of the cataloguer's list and of the form: new, returned with errors, locked; all of it is synthetic."""

from collections.abc import Iterator, Sequence

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
from app.portal.cataloguing.typed import ItemTyped, Typed
from app.portal.kit.forms import Action, Choice, FormError, Input, Option
from app.portal.kit.pieces import Badge, Pager
from app.portal.kit.posted import NOTHING, Wrong
from app.portal.kit.samples import CATALOGUER, CODE, SHA, TIMELINE, ago, chrome
from app.portal.kit.templating import Page
from app.projections.element_words import label
from catalog.datasets.elements import METADATA, SCHEMES
from catalog.vocabularies.models import Term
from catalog.vocabularies.queries import Words

ME = chrome(viewer=CATALOGUER, csrf="sample", active="work")
TERMS = {
    "themes": (("b", "经济建设", ""),),
    "regions": (("350000", "福建省", ""),),
    "open-classes": (
        ("GENERAL", "普遍开放", "任何人可直接下载使用"),
        ("ON_REQUEST", "依申请开放", "说明用途、经审核后使用"),
        ("NONE", "暂不开放", "只公布目录，并写明依据和复核日期"),
    ),
    "share-types": (("1", "无条件共享", ""),),
    "cycles": (("6", "每年", ""),),
    "licences": (("x", "知识共享 署名 4.0（CC BY 4.0）", ""),),
    "item-types": (("text", "文本", ""), ("integer", "整数", ""), ("date", "日期", "")),
    "levels": tuple((str(n), "", "") for n in range(1, 5)),
}
WORDS = Words(
    {
        scheme: {
            code: Term(scheme=scheme, code=code, label_zh=text, note=note, valid=True)
            for code, text, note in TERMS.get(scheme, ())
        }
        for scheme in SCHEMES
    }
)
OWNER = Choice("organization", (Option("a", "省发展和改革委员会", selected=True),))
FIRST = {scheme: terms[0][0] for scheme, terms in TERMS.items()}
PICKED = {each.name: FIRST.get(each.scheme, "") for each in METADATA} | {"contact": "0591-12345"}


def samples() -> Iterator[tuple[str, Page]]:
    """Every page of this slice by name."""
    yield from worklist()
    yield from blank()
    yield from returned()
    yield from locked()


def worklist() -> Iterator[tuple[str, Page]]:
    """The list, with a dataset that was returned, and empty."""
    tabs = (
        StateTab("全部", "/work", 6, selected=True),
        StateTab("草稿", "/work?state=draft", 2),
        StateTab("待部门审核", "/work?state=submitted", 1),
        StateTab("被退回", "/work?state=returned", 1),
        StateTab("已发布", "/work?state=published", 2),
    )
    rows = (
        WorkRow(
            CODE,
            "福建省“十四五”数字福建专项规划主要指标",
            "省发展和改革委员会",
            Badge("被退回", "amber"),
            82,
            ago(hours=3),
            "请补充“更新周期”的依据。",
        ),
        WorkRow(
            CODE,
            "国家数字经济创新发展试验区（福建）工作方案成果清单",
            "省发展和改革委员会",
            Badge("草稿"),
            45,
            ago(days=1),
        ),
        WorkRow(
            CODE,
            "福建省“十三五”数字福建专项规划重大项目（工程）表",
            "省发展和改革委员会",
            Badge("已发布", "tea"),
            100,
            ago(days=6),
        ),
    )
    yield "work", CataloguerHome(ME, tabs, rows, Pager(1, 3, 6, "/work", "/work?cursor=x"), may_create=True)
    yield "work-empty", CataloguerHome(ME, tabs[:1], (), Pager(0, 0, 0), may_create=True)


def form(
    ident: str, state: Badge, title: str, items: Sequence[ItemTyped], wrong: Wrong = NOTHING, **rest: object
) -> DatasetForm:
    """The form with what is the same in every state."""
    filled = bool(ident)
    summary = "“十四五”规划的 18 项主要指标。" if filled else ""
    cycle = "" if wrong.at("cycle") else PICKED["cycle"]
    typed = Typed(PICKED | {"title": title, "summary": summary, "cycle": cycle}, tuple(items))
    return DatasetForm(
        chrome=ME,
        id=ident,
        version=3,
        state=state,
        saved_at=ago(minutes=4) if filled else None,
        name=title,
        sections=sections(typed, OWNER, WORDS, wrong),
        columns=tuple(label(element.key) for element in GRID),
        items=tuple(grid_row(index, item, WORDS, wrong) for index, item in enumerate(typed.items)),
        paste=Input("paste"),
        paste_columns="列名、名称、类型、长度、说明",
        max_bytes=200 * 1024 * 1024,
        reason=Input("reason"),
        errors=wrong.lines,
        **rest,  # type: ignore[arg-type]  # fields of the form by name
    )


ITEMS = (
    ItemTyped.of("type", name="type", title="类型", data_type="text", length="100", is_key="yes"),
    ItemTyped.of("name", name="name", title="指标名称", data_type="text", length="100"),
    ItemTyped.of(name="1年", title="2020年基期", data_type="text", length="100"),
)


def blank() -> Iterator[tuple[str, Page]]:
    """A new dataset."""
    nothing = Completeness(
        2,
        11,
        (
            Missing("title", "名称"),
            Missing("summary", "摘要"),
            Missing("file", "数据文件"),
        ),
    )
    yield (
        "form-new",
        form(
            "",
            Badge("新建"),
            "",
            (),
            editable=True,
            published=False,
            file=None,
            completeness=nothing,
            history=(),
            actions=(),
        ),
    )


def returned() -> Iterator[tuple[str, Page]]:
    """A dataset that came back, with errors, and saved by somebody else meanwhile."""
    broken = FileState(
        "主要指标.csv",
        2_048,
        SHA,
        ago(minutes=5),
        Badge("未读通", "danxia"),
        None,
        "第 37 行有 7 列，表头有 6 列。请核对后重新上传。",
    )
    yield (
        "form-returned",
        form(
            CODE,
            Badge("被退回", "amber"),
            "福建省“十四五”数字福建专项规划主要指标",
            ITEMS,
            editable=True,
            published=False,
            file=broken,
            completeness=Completeness(9, 11, (Missing("cycle", "更新周期"),)),
            history=TIMELINE,
            actions=(Action("submit", "提交审核", "提交后由部门审核人审核，期间不能修改。"),),
            conflict=EditConflict(
                "部门编目员",
                ago(minutes=1),
                (("摘要", "“十四五”主要指标 18 项。", "“十四五”规划的 18 项主要指标。"), ("关键词", "", "指标")),
            ),
            wrong=Wrong(
                {"cycle": "请选择更新周期。", "items-2-name": "列名只用小写字母、数字和下划线，以字母开头。"},
                (
                    FormError("cycle", "更新周期：请选择。"),
                    FormError("items-2-name", "第 3 行列名：只用小写字母、数字和下划线。"),
                ),
            ),
        ),
    )


def locked() -> Iterator[tuple[str, Page]]:
    """A dataset that others review."""
    ready = FileState("主要指标.csv", 2_048, SHA, ago(minutes=5), Badge("已就绪", "tea"), 18)
    withdraw = Action("withdraw", "撤回", "撤回后可以修改，再重新提交。", "danxia", needs_reason=True)
    yield (
        "form-locked",
        form(
            CODE,
            Badge("待部门审核", "sea"),
            "福建省“十四五”数字福建专项规划主要指标",
            ITEMS[:2],
            editable=False,
            published=False,
            file=ready,
            completeness=Completeness(11, 11, ()),
            history=TIMELINE,
            actions=(withdraw,),
        ),
    )
