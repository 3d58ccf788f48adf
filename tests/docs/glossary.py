"""The glossary as data, and where a text uses a name that the glossary says not to use."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tests.architecture.sources import ROOT, Violation

FILE = "docs/glossary.md"
HEAD = "| Term | English | Meaning | Source | Not |"
SPEAKING = re.compile(
    r"(app|catalog|search|docs/guides|openapi)/.+\.(py|po|html|js|md|toml|csv|json)|README\.zh-CN\.md"
)
"""Whatever speaks to people: code, messages, templates, vocabularies, parameters, guides, the API."""

QUOTED = re.compile(r"app/demo/data/.+|catalog/vocabularies/data/sources\.csv")
"""What others printed: the tables of the plans, and the rules that a term rests on."""

INSIDE: Mapping[str, tuple[str, ...]] = {
    "协议": ("利用协议", "本协议", "协议编号"),
    "许可": ("使用许可",),
    "提供方": ("提供方式",),
    "有条件开放": ("有条件开放数据申请",),
}
"""Longer words in which a name not to use is part of another thing, or of what a rule is called."""

ELSEWHERE: Mapping[str, str] = {
    "search/asking/operators.py": "字段 数据项 目录代码 标题",  # what people type before a colon
    "catalog/tables/data/recognised.toml": "帐号",  # what agencies call their columns
    "catalog/audit/data/bases.toml": "协议",  # a kind of basis in entries that are sealed
}
"""Names that one file must know."""


@dataclass(frozen=True)
class Term:
    """One row: the name to use, and the names that are not to be used for the same thing."""

    name: str
    english: str
    meaning: str
    source: str
    instead_of: tuple[str, ...]


@cache
def terms() -> Mapping[str, Term]:
    """Every row of every table of terms, by its name."""
    return {term.name: term for term in rows((ROOT / FILE).read_text(encoding="utf-8"))}


def rows(text: str) -> Iterator[Term]:
    """The terms of a glossary, in their order."""
    for table in text.split(HEAD)[1:]:
        for line in table.lstrip("\n").splitlines()[1:]:
            if not line.startswith("|"):
                break
            name, english, meaning, source, instead = (cell.strip() for cell in line[1:-1].split("|"))
            yield Term(name, english, meaning, source, tuple(filter(None, instead.split("、"))))


def misnamed(path: str, text: str) -> Iterator[Violation]:
    """Every line of ``text`` that says a name not to use."""
    for number, line in enumerate(text.splitlines(), start=1):
        for term in terms().values():
            for name in term.instead_of:
                if name in _without(line, name) and name not in ELSEWHERE.get(path, "").split():
                    yield Violation(path, number, f"“{name}”, not “{term.name}”: {line.strip()[:80]}")


def _without(line: str, name: str) -> str:
    for longer in INSIDE.get(name, ()):
        line = line.replace(longer, "…")
    return line
