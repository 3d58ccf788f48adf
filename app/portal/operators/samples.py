"""Samples of what operators learn from searches; all of it is synthetic."""

from collections.abc import Iterator
from functools import partial

from app.portal.kit.forms import Action, FormError, Input
from app.portal.kit.pieces import Badge
from app.portal.kit.samples import LONG, OPERATOR, ago, chrome
from app.portal.kit.templating import Page
from app.portal.operators.context import AskedList, AskedRow, SearchLearning, SynonymRow


def samples() -> Iterator[tuple[str, Page]]:
    """What operators learn from searches: something, nothing, a refused synonym."""
    me = chrome(viewer=OPERATOR, csrf="sample", active="learning")
    rows = (
        AskedRow("工交站点", "/search?q=工交站点", 34, 61, 61, 0, Input("meaning-empty-1", "公交站点")),
        AskedRow(LONG[:58], "/search?q=x", 12_345, 23_456, 20_001, 3, Input("meaning-empty-2")),
    )
    lists = (
        AskedList("empty", "查不到的检索", "数据可能在别的名称下，也可能确实没有。", rows),
        AskedList("unopened", "查到了却没人打开的检索", "找到的多半不是想要的。", ()),
    )
    accept, decline = (
        Action("accept", "采用", "1 分钟内生效。", "tea"),
        Action("decline", "不采用", "可重新登记。", "neutral"),
    )
    withdraw = Action("withdraw", "撤回", "不再起作用。", "danxia")
    synonyms = (
        SynonymRow(
            "工交", "公交", Badge("待处理", "amber"), ago(hours=1), "/operators/search/synonyms/1", (accept, decline)
        ),
        SynonymRow(
            "社保", "社会保险", Badge("已采用", "tea"), ago(days=3), "/operators/search/synonyms/2", (withdraw,)
        ),
        SynonymRow("旧词", "新词", Badge("不采用"), ago(days=9), "/operators/search/synonyms/3", ()),
    )
    page = partial(SearchLearning, me, 10, 30, "1 分钟内")
    yield "learning", page(lists, synonyms, Input("word"), Input("meaning"))
    none = tuple(AskedList(each.key, each.label, each.note, ()) for each in lists)
    same = "两个词相同，不必登记为同义词"
    errors = (FormError("meaning", same),)
    yield "learning-empty", page(none, (), Input("word", "社保"), Input("meaning", "社保", same), errors)
