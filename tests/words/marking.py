"""Finds Chinese texts that stand unmarked in templates and in code of the portal."""

import ast
from collections.abc import Iterator

from jinja2 import nodes

from app.portal.kit.templating import AssetUrls, make_environment
from app.words.extraction import CHINESE, MARKERS
from tests.architecture.sources import Violation

ENVIRONMENT = make_environment(AssetUrls({}))
NAMED = "LABELS"
"""What the fields of a form are called in errors, which are said in the language of who asks."""


def in_template(path: str, source: str) -> Iterator[Violation]:
    """Texts, attributes and strings of a template in Chinese that are no message."""
    yield from _below(path, ENVIRONMENT.parse(source))


def _below(path: str, node: nodes.Node) -> Iterator[Violation]:
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in MARKERS:
        for each in (*node.args[1:], *node.kwargs):
            yield from _below(path, each)
        if not isinstance(node.args[0], nodes.Const):
            yield Violation(path, node.lineno, "what is marked is no text")
        return
    text = node.data if isinstance(node, nodes.TemplateData) else node.value if isinstance(node, nodes.Const) else ""
    for number, line in enumerate(str(text).splitlines(), node.lineno or 0):
        if CHINESE.search(line):
            yield Violation(path, number, line.strip())
    for child in node.iter_child_nodes():
        yield from _below(path, child)


def in_code(path: str, source: str) -> Iterator[Violation]:
    """Strings in Chinese that are neither message nor docstring, and messages that are no plain string."""
    tree = ast.parse(source)
    let = set(_docstrings(tree)) | {id(text) for node in _names(tree) for text in ast.walk(node)}
    for call in _calls(tree, frozenset(MARKERS)):
        if not isinstance(call.args[0], ast.Constant):
            yield Violation(path, call.lineno, "what is marked is no text")
        let.add(id(call.args[0]))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in let and CHINESE.search(str(node.value)):
            yield Violation(path, node.lineno, str(node.value))


def _calls(tree: ast.AST, names: frozenset[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def _names(tree: ast.AST) -> Iterator[ast.Assign]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == NAMED:
            yield node


def _docstrings(tree: ast.AST) -> Iterator[int]:
    """Strings that stand alone: documentation of modules, classes, functions and constants."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)
