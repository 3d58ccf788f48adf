"""Samples of the work of cataloguers and reviewers."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from app.portal.cataloguing import context as catalogue
from app.portal.kit.chrome import Chrome
from app.portal.kit.forms import Action, Choice, FormError, Input, Option
from app.portal.kit.pieces import Badge, Deadline, Fact, Link, Pager
from app.portal.kit.templating import Page
from app.portal.operators import context as learning
from app.portal.reviewing import context as review
from app.portal.reviewing.context import Decision
from tests.app.portal.samples.common import (
    ANSWERS,
    CATALOGUER,
    CODE,
    LONG,
    OPERATOR,
    REVIEWER,
    SHA,
    TIMELINE,
    ago,
    chrome,
    fields,
    preview,
)


def item(index: int, name: str, title: str, error: str = "") -> catalogue.ItemRow:
    """One row of the item grid."""
    types = tuple(Option(v, t, v == "text") for v, t in (("text", "文本"), ("integer", "整数"), ("date", "日期")))
    levels = tuple(Option(str(n), f"{n} 级", n == 1) for n in range(1, 5))
    at = f"items-{index}-"
    return catalogue.ItemRow(
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


def cataloguing() -> Iterator[tuple[str, Page]]:
    """The cataloguer's list and form: new, returned with errors, locked."""
    me = chrome(viewer=CATALOGUER, csrf="sample", active="work")
    tabs = (
        catalogue.StateTab("全部", "/work", 6, selected=True),
        catalogue.StateTab("草稿", "/work?state=draft", 2),
        catalogue.StateTab("待部门审核", "/work?state=submitted", 1),
        catalogue.StateTab("被退回", "/work?state=returned", 1),
        catalogue.StateTab("已发布", "/work?state=published", 2),
    )
    rows = (
        catalogue.WorkRow(
            CODE,
            "数字福建“十四五”主要指标",
            "省发展和改革委员会",
            Badge("被退回", "amber"),
            82,
            ago(hours=3),
            "请补充“更新周期”的依据。",
        ),
        catalogue.WorkRow(CODE, "试验区成果清单", "省发展和改革委员会", Badge("草稿"), 45, ago(days=1)),
        catalogue.WorkRow(
            CODE, "数字福建“十三五”专项规划重点项目", "省发展和改革委员会", Badge("已发布", "tea"), 100, ago(days=6)
        ),
    )
    yield "work", catalogue.CataloguerHome(me, tabs, rows, Pager(1, 3, 6, "/work", "/work?cursor=x"), may_create=True)
    yield "work-empty", catalogue.CataloguerHome(me, tabs[:1], (), Pager(0, 0, 0), may_create=True)
    yield from forms(me)


def forms(me: Chrome) -> Iterator[tuple[str, Page]]:
    """The dataset form in three states."""
    pick = partial(Option, selected=True)
    opening = Choice(
        "open_class",
        (
            pick("GENERAL", "普遍开放", tip="任何人可直接下载使用"),
            Option("ON_REQUEST", "依申请开放", tip="说明用途、经审核后使用"),
            Option("NONE", "暂不开放", tip="只公布目录，并写明依据和复核日期"),
        ),
    )
    one = [
        Choice(n, (pick(v, t),))
        for n, v, t in (
            ("organization", "a", "省发展和改革委员会"),
            ("theme", "b", "经济建设"),
            ("region", "350000", "福建省"),
            ("cycle", "6", "每年"),
            ("share_type", "1", "无条件共享"),
            ("licence", "x", "福建省公共数据开放许可"),
        )
    ]
    organization, theme, region, cycle, share, licence = one
    wrong = Choice("cycle", (Option("6", "每年"),), "请选择更新周期。")

    def form(
        ident: str, state: Badge, title: Input, cycle: Choice, items: tuple[catalogue.ItemRow, ...], **rest: object
    ) -> catalogue.DatasetForm:
        filled = bool(ident)
        return catalogue.DatasetForm(
            chrome=me,
            id=ident,
            version=3,
            state=state,
            saved_at=ago(minutes=4) if filled else None,
            organization=organization,
            title=title,
            summary=Input("summary", "“十四五”规划的 18 项主要指标。" if filled else ""),
            theme=theme,
            keywords=Input("keywords"),
            region=region,
            cycle=cycle,
            open_class=opening,
            open_condition=Input("open_condition"),
            share_type=share,
            licence=licence,
            contact=Input("contact", "0591-12345"),
            source=Input("source"),
            items=items,
            paste=Input("paste"),
            max_bytes=200 * 1024 * 1024,
            reason=Input("reason"),
            **rest,  # type: ignore[arg-type]
        )

    nothing = catalogue.Completeness(
        2,
        11,
        (
            catalogue.Missing("title", "名称"),
            catalogue.Missing("summary", "简介"),
            catalogue.Missing("file", "数据文件"),
        ),
    )
    yield (
        "form-new",
        form(
            "",
            Badge("新建"),
            Input("title"),
            cycle,
            (),
            editable=True,
            published=False,
            file=None,
            completeness=nothing,
            history=(),
            actions=(),
        ),
    )
    items = (
        item(0, "type", "类型"),
        item(1, "name", "指标名称"),
        item(2, "1年", "2020年基期", "列名只用小写字母、数字和下划线，以字母开头。"),
    )
    broken = catalogue.FileState(
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
            Input("title", "数字福建“十四五”主要指标"),
            wrong,
            items,
            editable=True,
            published=False,
            file=broken,
            completeness=catalogue.Completeness(9, 11, (catalogue.Missing("cycle", "更新周期"),)),
            history=TIMELINE,
            actions=(Action("submit", "提交审核", "提交后由部门审核人审核，期间不能修改。"),),
            conflict=catalogue.EditConflict(
                "部门编目员",
                ago(minutes=1),
                (("简介", "“十四五”主要指标 18 项。", "“十四五”规划的 18 项主要指标。"), ("关键词", "", "指标")),
            ),
            errors=(
                FormError("cycle", "更新周期：请选择。"),
                FormError("items-2-name", "第 3 行列名：只用小写字母、数字和下划线。"),
            ),
        ),
    )
    ready = catalogue.FileState("主要指标.csv", 2_048, SHA, ago(minutes=5), Badge("已就绪", "tea"), 18)
    withdraw = Action("withdraw", "撤回", "撤回后可以修改，再重新提交。", "danxia", needs_reason=True)
    yield (
        "form-locked",
        form(
            CODE,
            Badge("待部门审核", "sea"),
            Input("title", "数字福建“十四五”主要指标"),
            cycle,
            items[:2],
            editable=False,
            published=False,
            file=ready,
            completeness=catalogue.Completeness(11, 11, ()),
            history=TIMELINE,
            actions=(withdraw,),
        ),
    )


def searching() -> Iterator[tuple[str, Page]]:
    """What operators learn from searches: something, nothing, a refused synonym."""
    me = chrome(viewer=OPERATOR, csrf="sample", active="learning")
    rows = (
        learning.AskedRow("工交站点", "/search?q=工交站点", 34, 61, 61, 0, Input("meaning-empty-1", "公交站点")),
        learning.AskedRow(LONG[:58], "/search?q=x", 12_345, 23_456, 20_001, 3, Input("meaning-empty-2")),
    )
    lists = (
        learning.AskedList("empty", "查不到的检索", "数据可能在别的名称下，也可能确实没有。", rows),
        learning.AskedList("unopened", "查到了却没人打开的检索", "找到的多半不是想要的。", ()),
    )
    accept, decline = (
        Action("accept", "采用", "一分钟内生效。", "tea"),
        Action("decline", "不采用", "可重新登记。", "neutral"),
    )
    withdraw = Action("withdraw", "撤回", "不再起作用。", "danxia")
    synonyms = (
        learning.SynonymRow(
            "工交", "公交", Badge("待处理", "amber"), ago(hours=1), "/operators/search/synonyms/1", (accept, decline)
        ),
        learning.SynonymRow(
            "社保", "社会保险", Badge("已采用", "tea"), ago(days=3), "/operators/search/synonyms/2", (withdraw,)
        ),
        learning.SynonymRow("旧词", "新词", Badge("不采用"), ago(days=9), "/operators/search/synonyms/3", ()),
    )
    page = partial(learning.SearchLearning, me, 10, 30)
    yield "learning", page(lists, synonyms, Input("word"), Input("meaning"))
    none = tuple(learning.AskedList(each.key, each.label, each.note, ()) for each in lists)
    same = "两个词相同，不必登记为同义词"
    errors = (FormError("meaning", same),)
    yield "learning-empty", page(none, (), Input("word", "社保"), Input("meaning", "社保", same), errors)


def reviewing() -> Iterator[tuple[str, Page]]:
    """The queue, a submission with and without a live revision, an application."""
    me = chrome(viewer=REVIEWER, csrf="sample", active="review")
    rows = (
        review.ReviewRow(
            Badge("使用申请", "plum"),
            "企业登记信息（合成数据）",
            "/review/applications/1",
            "省市场监督管理局",
            "注册用户",
            ago(days=6),
            "形式审查",
            Deadline(date(2026, 11, 20), -1),
            "SQ202611200001",
        ),
        review.ReviewRow(
            Badge("数据集", "sea"),
            "数字福建“十四五”主要指标",
            "/review/datasets/1",
            "省发展和改革委员会",
            "部门编目员",
            ago(days=1),
            "发布",
            Deadline(date(2026, 11, 24), 2),
        ),
        review.ReviewRow(
            Badge("数据集", "sea"), LONG[:70], "/review/datasets/2", "省民政厅", "部门编目员", ago(hours=2), "部门审核"
        ),
    )
    yield "queue", review.ReviewQueue(me, rows, Pager(1, 3, 3))
    yield "queue-empty", review.ReviewQueue(me, (), Pager(0, 0, 0))
    actions = (
        Action("publish", "发布", "公众两秒内可以搜到并下载，成为第 3 版。"),
        Action("return", "退回修改", "编目员修改后重新提交。", "amber", needs_reason=True),
    )
    decide = Decision(f"/review/datasets/{CODE}", 7, Input("reason", "", "退回时必须填写理由。"), actions)
    changes = (
        review.Change("简介", "changed", "重点项目 98 个。", "重点项目 101 个，含责任单位、时间进度和投资估算。"),
        review.Change("字段“时间进度”", "added", "", "文本（200）"),
        review.Change("字段“备注”", "removed", "文本（500）", ""),
    )
    facts = (Fact("开放属性", "普遍开放"), Fact("更新周期", "每年"), Fact("使用许可", "福建省公共数据开放许可"))
    page = partial(
        review.ReviewDataset,
        me,
        "数字福建“十三五”专项规划重点项目",
        "“十三五”期间的 101 个重点项目。",
        Badge("待发布", "sea"),
        "省发展和改革委员会",
        "部门编目员",
        ago(days=1),
    )
    yield (
        "review-dataset",
        page(
            2,
            changes,
            facts,
            fields(),
            preview(),
            TIMELINE,
            decide,
            (FormError("reason", "审核意见：退回时必须填写理由。"),),
        ),
    )
    blocked = Decision("/review/datasets/x", 7, Input("reason"), (), "这是您自己提交的，须由其他审核人办理。")
    yield "review-own", page(None, (), facts, fields(), None, TIMELINE, blocked)
    asked = tuple(review.RequestedField(f.title, f.name, "2 级", f.opening) for f in fields())
    yes = (
        Action("accept", "形式审查通过", "转提供单位审核。"),
        Action("return", "退回补正", "一次性告知需要补正的内容。", "amber", needs_reason=True),
        Action("reject", "不予受理", "申请结束，申请人可提出异议。", "danxia", needs_reason=True),
    )
    application = partial(
        review.ReviewApplication,
        me,
        "SQ-2026-000017",
        Badge("形式审查", "sea"),
        Link("企业登记信息（合成数据）", f"/datasets/{CODE}"),
        Deadline(date(2026, 11, 24), 2),
        ANSWERS,
        asked,
        (Fact("类型", "个人"), Fact("实名", "已核实")),
        (Fact("提供单位", "省市场监督管理局"), Fact("开放条件", "用途应与公共利益相符")),
    )
    yield (
        "review-application",
        application(
            (Fact("SQ-2026-000009", "已开通", "/review/applications/2"),),
            TIMELINE,
            Decision("/review/applications/1", 2, Input("reason"), yes),
        ),
    )
