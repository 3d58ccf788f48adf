"""No sentence of the product states a limit of its own: the number comes from what enforces it."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import ROOT, Violation, text_files

pytestmark = pytest.mark.usefixtures("tools")

SPEAKING = re.compile(r"(app|catalog|search)/.+\.(py|html|js)")
IMAGINED = re.compile(r"app/demo/.+|.+/samples\.py")
"""Facts of the demo catalogue, and pages that are made up."""

UNIT = "秒|分钟|小时|天|个月|个?工作日|个?字(?![段符节母面典])|个?字符|字节|次|行(?!政)|件|人(?!员)|[KMG]i?B"
LIMIT = re.compile(rf"(?<!表示 )(?:[0-9][0-9,.]*|[二三四五六七八九十百千万]+|两(?!次)) ?(?:{UNIT})")
HAN = re.compile(r"[\u4e00-\u9fff]")


def limits(path: str, text: str) -> Iterator[Violation]:
    """Numbers with a unit in what ``text`` says: in strings of Python that are no docstrings, and in templates."""
    said = _strings(text) if path.endswith(".py") else enumerate(text.splitlines(), 1)
    for line, words in said:
        if HAN.search(words) and (found := LIMIT.search(words)):
            yield Violation(path, line, found.group())


def _strings(text: str) -> Iterator[tuple[int, str]]:
    tree = ast.parse(text)
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    told = {id(text) for node in ast.walk(tree) if isinstance(node, owners) for text in _docstring(node.body)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def _docstring(body: list[ast.stmt]) -> list[ast.expr]:
    return [first.value for first in body[:1] if isinstance(first, ast.Expr)]


def test_no_sentence_states_a_limit_of_its_own() -> None:
    files = [each for each in text_files(ROOT) if SPEAKING.fullmatch(each[0]) and not IMAGINED.fullmatch(each[0])]
    assert len(files) > 300
    assert [str(found) for path, text in files for found in limits(path, text)] == []


@pytest.mark.parametrize(
    "said", ["24 小时内有效", "两秒内可以搜到", "至少十人", "最多 2000 字", "不超过 4 MiB 的文件", "前 100 行"]
)
def test_a_planted_limit_is_found(said: str) -> None:
    assert [found.line for found in limits("a.py", f'"""一页，24 小时。"""\nWORDS = "{said}"\n')] == [2]
    assert [found.line for found in limits("a.html", f"<p>\n{said}</p>")] == [2]


@pytest.mark.parametrize("said", ["只显示这一次", "{hours} 小时内有效", "第 3 页", "64MB", "例如 1048576 表示 1 MB"])
def test_what_is_no_limit_is_let_through(said: str) -> None:
    assert list(limits("a.html", f"<p>{said}</p>")) == []
