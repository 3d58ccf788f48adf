"""Samples of the cataloguer's list and of the form: new, returned with errors, locked; all of it is synthetic."""

from collections.abc import Iterator

from app.portal.cataloguing.context import (
    CataloguerHome,
    Completeness,
    DatasetForm,
    EditConflict,
    FileState,
    ItemRow,
    Missing,
    StateTab,
    WorkRow,
)
from app.portal.kit.forms import Action, Choice, FormError, Input, Option
from app.portal.kit.pieces import Badge, Pager
from app.portal.kit.samples import CATALOGUER, CODE, SHA, TIMELINE, ago, chrome
from app.portal.kit.templating import Page

ME = chrome(viewer=CATALOGUER, csrf="sample", active="work")
OPENING = Choice(
    "open_class",
    (
        Option("GENERAL", "普遍开放", selected=True, tip="任何人可直接下载使用"),
        Option("ON_REQUEST", "依申请开放", tip="说明用途、经审核后使用"),
        Option("NONE", "暂不开放", tip="只公布目录，并写明依据和复核日期"),
    ),
)
PICKED = {
    name: Choice(name, (Option(value, label, selected=True),))
    for name, value, label in (
        ("organization", "a", "省发展和改革委员会"),
        ("theme", "b", "经济建设"),
        ("region", "350000", "福建省"),
        ("cycle", "6", "每年"),
        ("share_type", "1", "无条件共享"),
        ("licence", "x", "知识共享 署名 4.0（CC BY 4.0）"),
    )
}


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


def form(ident: str, state: Badge, title: Input, items: tuple[ItemRow, ...], **rest: object) -> DatasetForm:
    """The form with what is the same in every state."""
    filled = bool(ident)
    return DatasetForm(
        chrome=ME,
        id=ident,
        version=3,
        state=state,
        saved_at=ago(minutes=4) if filled else None,
        title=title,
        summary=Input("summary", "“十四五”规划的 18 项主要指标。" if filled else ""),
        keywords=Input("keywords"),
        open_class=OPENING,
        open_condition=Input("open_condition"),
        contact=Input("contact", "0591-12345"),
        source=Input("source"),
        items=items,
        paste=Input("paste"),
        max_bytes=200 * 1024 * 1024,
        reason=Input("reason"),
        **(PICKED | rest),  # type: ignore[arg-type]  # fields of the form by name
    )


def item(index: int, name: str, title: str, error: str = "") -> ItemRow:
    """One row of the item grid."""
    types = tuple(Option(v, t, v == "text") for v, t in (("text", "文本"), ("integer", "整数"), ("date", "日期")))
    levels = tuple(Option(str(n), f"{n} 级", n == 1) for n in range(1, 5))
    at = f"items-{index}-"
    return ItemRow(
        index,
        Input(at + "name", name, error),
        Input(at + "title", title),
        Choice(at + "data_type", types),
        Input(at + "length", "100"),
        Choice(at + "level", levels),
        is_key=index == 0,
        is_open=True,
        description=Input(at + "description"),
    )


ITEMS = (
    item(0, "type", "类型"),
    item(1, "name", "指标名称"),
    item(2, "1年", "2020年基期", "列名只用小写字母、数字和下划线，以字母开头。"),
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
            Input("title"),
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
            Input("title", "福建省“十四五”数字福建专项规划主要指标"),
            ITEMS,
            cycle=Choice("cycle", (Option("6", "每年"),), "请选择更新周期。"),
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
            errors=(
                FormError("cycle", "更新周期：请选择。"),
                FormError("items-2-name", "第 3 行列名：只用小写字母、数字和下划线。"),
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
            Input("title", "福建省“十四五”数字福建专项规划主要指标"),
            ITEMS[:2],
            editable=False,
            published=False,
            file=ready,
            completeness=Completeness(11, 11, ()),
            history=TIMELINE,
            actions=(withdraw,),
        ),
    )
