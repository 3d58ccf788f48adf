"""Strings that break careless programs."""

import json
from pathlib import Path

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
