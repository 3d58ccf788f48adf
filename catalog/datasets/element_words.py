"""What the elements are called, and what is said beside their inputs, in both languages. Pure."""

from collections.abc import Mapping
from typing import NamedTuple


class ElementWords(NamedTuple):
    """The words of one element; a hint says what is to be written."""

    label: str
    label_en: str
    hint: str = ""
    hint_en: str = ""


WORDS: Mapping[str, ElementWords] = {
    "title": ElementWords(
        "名称",
        "Title",
        "说清对象、范围和时间，例如“福建省行政区划代码”。",
        "Say what, where and when, such as “Division codes of Fujian Province”.",
    ),
    "summary": ElementWords(
        "摘要",
        "Summary",
        "一两句话：这是什么、有什么用、从哪里来。公众最先看到这一段。",
        "One or two sentences: what it is, what it is good for, where it comes from. The public reads this first.",
    ),
    "theme": ElementWords("主题", "Theme"),
    "keywords": ElementWords("关键词", "Keywords"),
    "region": ElementWords("地区", "Region"),
    "open_class": ElementWords("开放属性", "Open class"),
    "open_condition": ElementWords(
        "开放条件或不开放依据",
        "Open condition, or basis for not opening",
        "依申请开放写明条件；暂不开放写明法律、行政法规或国家政策条款。",
        "For data on request the condition; for data not open the clause of law, regulation or national policy.",
    ),
    "share_type": ElementWords("共享属性", "Sharing"),
    "cycle": ElementWords("更新周期", "Update cycle"),
    "licence": ElementWords("使用许可", "Licence"),
    "contact": ElementWords(
        "联系方式",
        "Contact",
        "单位公开电话或邮箱，不写个人姓名。",
        "Public telephone or e-mail of the office, without anybody's name.",
    ),
    "source": ElementWords(
        "数据来源",
        "Source",
        "来自哪个系统、哪项业务或哪份文件。",
        "The system, business or document that the data come from.",
    ),
    "organization": ElementWords("提供单位", "Provider"),
    "items": ElementWords("信息项", "Items"),
    "file": ElementWords("数据文件", "Data file"),
    "items.name": ElementWords("列名", "Column name"),
    "items.title": ElementWords("名称", "Title"),
    "items.data_type": ElementWords("类型", "Type"),
    "items.length": ElementWords("长度", "Length"),
    "items.is_key": ElementWords("主键", "Key"),
    "items.is_open": ElementWords("开放", "Open"),
    "items.level": ElementWords("级别", "Level"),
    "items.description": ElementWords("说明", "Description"),
}
"""By the key of the element; organization, items and file are no columns of a dataset, and named beside those."""

GROUPS: Mapping[str, ElementWords] = {
    "basic": ElementWords("基本信息", "Basics"),
    "open": ElementWords("开放与共享", "Opening and sharing"),
}
"""What the sections of the form are called."""


def label(key: str) -> str:
    """What an element is called in Chinese; its name where it has no words, so that no page fails of it."""
    return WORDS[key].label if key in WORDS else key.rpartition(".")[2]


def hint(key: str) -> str:
    """What is said in Chinese beside the input of an element; empty where nothing need be said."""
    return WORDS[key].hint if key in WORDS else ""
