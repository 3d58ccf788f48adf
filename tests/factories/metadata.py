"""Metadata that may be published, and strings that break careless programs."""

import json
from pathlib import Path
from typing import Any

CSV = "年份,地区,数值\n2020,福州,12.5\n2021,厦门,8\n2022,福州,13\n".encode()
RESTRICTED_CSV = (
    "企业名称,地区,联系电话,注册资本\n"
    "合成企业一,福州,13800000001,100\n"
    "合成企业二,厦门,13800000002,200\n"
    "合成企业三,泉州,13800000003,300\n"
).encode()


def open_metadata(**changes: Any) -> dict[str, Any]:
    """A complete dataset that is open to everybody and fits ``CSV``."""
    return {
        "title": "各地区年度统计",
        "summary": "记录各地区逐年数值，供核对接口行为使用。",
        "theme": "6",
        "keywords": ["统计"],
        "region": "350100",
        "open_class": "GENERAL",
        "share_type": "1",
        "cycle": "7",
        "licence": "CC-BY-4.0",
        "contact": "发展改革部门办公室",
        "source": "部门业务统计",
        "items": [
            {"name": "年份", "title": "年份", "data_type": "integer"},
            {"name": "地区", "title": "地区"},
            {"name": "数值", "title": "数值", "data_type": "number"},
        ],
        **changes,
    }


def restricted_metadata(**changes: Any) -> dict[str, Any]:
    """A complete dataset that is open on request and fits ``RESTRICTED_CSV``; the telephone is closed."""
    chosen = {
        "title": "企业名录（合成数据）",
        "open_class": "ON_REQUEST",
        "open_condition": "说明用途，仅限统计分析",
        "share_type": "2",
        "licence": "AGREEMENT",
        "items": [
            {"name": "企业名称", "title": "企业名称"},
            {"name": "地区", "title": "地区", "level": 2},
            {"name": "联系电话", "title": "联系电话", "is_open": False, "level": 3},
            {"name": "注册资本", "title": "注册资本", "data_type": "integer"},
        ],
    }
    return open_metadata(**(chosen | changes))


OWN_STRINGS = (
    "",
    " ",
    "\u3000",
    "\x00",
    "标\x00题",
    "\x1b[31m红",
    "\x7f",
    "\u0085",
    "\u202egnp.exe",
    "零\u200b宽",
    "\ufeff标题",
    "\ufffe",
    "\ud800",
    "\udfff\ud800",
    "é",
    "e\u0301",
    "\ufb2c" * 90,
    "a" * 200,
    "a" * 201,
    "𠮷" * 200,
    "👨‍👩‍👧‍👦",
    "مرحبا",
    "'; DROP TABLE datasets; --",
    "<script>alert(1)</script>",
    "{{7*7}}${7*7}",
    "%s%n%x",
    "../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "NaN",
    "null",
    "两\n行",
    "制\t表",
)
_COLLECTION = Path(__file__).parents[3] / "shared/data/fixtures/naughty-strings/blns.json"


def hostile_strings() -> list[str]:
    """Strings of our own and, where it lies beside the checkout, the big list of naughty strings."""
    listed = json.loads(_COLLECTION.read_text(encoding="utf-8")) if _COLLECTION.exists() else []
    return [*OWN_STRINGS, *listed]
