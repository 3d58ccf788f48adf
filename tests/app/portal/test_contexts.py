"""The contract inside every slice: each page has context, template and sample, and they name the same fields."""

import importlib
import tomllib
import types
import typing
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError, nodes

from app.portal.kit.chrome import Chrome
from app.portal.kit.templating import ROOT, Page, make_environment, read_assets, render
from app.portal.slices import SLICES, samples

SAMPLES = samples()
ENVIRONMENT = make_environment(read_assets())


def page_classes() -> list[type]:
    """Every dataclass of a slice's contexts that names a template."""
    modules = [importlib.import_module(f"{each.__name__}.context") for each in SLICES]
    return [c for m in modules for c in vars(m).values() if isinstance(c, type) and "template" in vars(c)]


def templates() -> list[str]:
    """Every template of a page; what lies in folders below a slice are components."""
    folders = {path.parent for path in ROOT.glob("*/__init__.py")} - {ROOT / "kit"}
    return sorted(path.relative_to(ROOT).as_posix() for folder in folders for path in folder.glob("*.html"))


def strays(contexts: Iterable[type], files: Iterable[str], pages: Iterable[object]) -> list[str]:
    """What is not whole: a context, a template or a sample without the others, or beside them in another slice."""
    named = {c: str(vars(c)["template"]) for c in contexts}
    shown = {type(page) for page in pages}
    found = [f"{file} belongs to {owners} contexts" for file in files if (owners := [*named.values()].count(file)) != 1]
    found += [f"{c.__name__} has no template" for c, file in named.items() if file not in files]
    found += [f"{c.__name__} has no sample" for c in named if c not in shown]
    found += [f"{kind.__name__} has a sample and no page" for kind in shown if kind not in named]
    slices = {c: c.__module__.split(".")[-2] for c in named}
    return found + [
        f"{c.__name__} shows {file} of another slice" for c, file in named.items() if slices[c] != Path(file).parts[0]
    ]


class Checker:
    """Follows attribute access of a template through the types of the context."""

    def __init__(self, context: type) -> None:
        self.scope: dict[str, Any] = {"page": context, "chrome": Chrome}
        self.used: set[str] = set()
        self.wrong: list[str] = []

    def type_of(self, node: nodes.Node) -> Any:
        """The type of an expression where it can be told, else None."""
        if isinstance(node, nodes.Name):
            return self.scope.get(node.name)
        if isinstance(node, nodes.Getattr):
            return self.attribute(self.type_of(node.node), node)
        if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Slice):
            return self.type_of(node.node)
        return None

    def attribute(self, owner: Any, node: nodes.Getattr) -> Any:
        """The type of one attribute; notes the use of a page's field, and a field that does not exist."""
        options = [option for option in typing.get_args(owner) or (owner,) if is_dataclass(option)]
        if not options:
            return None
        hints = typing.get_type_hints(options[0])
        if node.attr not in hints:
            self.wrong.append(f"line {node.lineno}: {owner} has no field {node.attr}")
            return None
        if owner is self.scope["page"]:
            self.used.add(node.attr)
        return hints[node.attr]

    def walk(self, node: nodes.Node) -> None:
        """Visit a node; inside a loop its target has the type of the items."""
        if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
            self.scope[node.target.name] = item_of(self.type_of(node.iter))
        if isinstance(node, nodes.Getattr):
            self.type_of(node)
        for child in node.iter_child_nodes():
            self.walk(child)


def item_of(kind: Any) -> Any:
    """The type of the items of ``tuple[T, ...]``."""
    return typing.get_args(kind)[0] if isinstance(kind, types.GenericAlias) else None


def check(context: type, source: str) -> Checker:
    """Walk one template's source for one context."""
    checker = Checker(context)
    checker.walk(ENVIRONMENT.parse(source))
    return checker


def source_of(context: type) -> str:
    """The source of the template of a context."""
    return (ROOT / str(vars(context)["template"])).read_text(encoding="utf-8")


def test_every_page_has_context_template_and_sample() -> None:
    assert strays(page_classes(), templates(), SAMPLES.values()) == []


def test_strays_of_every_kind_are_seen() -> None:
    context, other = page_classes()[:2]
    page, file = next(each for each in SAMPLES.values() if type(each) is context), vars(context)["template"]
    assert strays([context], [file, "home/new.html"], [page]) == ["home/new.html belongs to 0 contexts"]
    assert strays([context], [], [page]) == [f"{context.__name__} has no template"]
    assert strays([context], [file], []) == [f"{context.__name__} has no sample"]
    assert strays([], [], [page]) == [f"{context.__name__} has a sample and no page"]
    assert len(strays([context, other], [file], [page])) == 2
    moved = type("Moved", (), {"template": file, "__module__": "app.portal.elsewhere.context"})
    assert strays([moved], [file], [moved()]) == [f"Moved shows {file} of another slice"]


def test_every_folder_beside_the_kit_is_a_slice() -> None:
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert {each.__name__.rpartition(".")[2] for each in SLICES} == folders - {"kit"}


def test_every_template_is_shipped_with_its_package() -> None:
    settings = tomllib.loads((ROOT.parent.parent / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"]["*"]
    packages = sorted((path.parent for path in ROOT.glob("**/__init__.py")), reverse=True)
    files = list(ROOT.rglob("*.html"))
    homes = {file: next(folder for folder in packages if file.is_relative_to(folder)) for file in files}
    assert len(files) > 20
    assert [f for f, home in homes.items() if not any(f in home.glob(each) for each in patterns)] == []


def test_samples_stand_in_the_slice_of_their_page_and_say_that_they_are_synthetic() -> None:
    for each in SLICES:
        module = importlib.import_module(f"{each.__name__}.samples")
        assert "synthetic" in (module.__doc__ or "")
        assert {type(page).__module__ for _, page in module.samples()} == {f"{each.__name__}.context"}


@pytest.mark.parametrize("context", page_classes(), ids=lambda c: c.__name__)
def test_template_names_only_fields_that_exist_and_leaves_none_unused(context: type) -> None:
    checker = check(context, source_of(context))
    assert checker.wrong == []
    declared = {f.name for f in fields(context)} - {"chrome"}
    assert declared - checker.used == set()


def test_checker_sees_a_planted_field() -> None:
    context = type(SAMPLES["applications"])
    planted = "{{ page.nothing }}{% for row in page.rows %}{{ row.state.colour }}{% endfor %}"
    assert len(check(context, planted).wrong) == 2


def test_rendering_refuses_a_name_that_does_not_exist() -> None:
    page = SAMPLES["home"]
    with pytest.raises(UndefinedError):
        ENVIRONMENT.from_string("{{ page.nothing }}").render(page=page, chrome=page.chrome)


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_renders_with_strict_names(name: str) -> None:
    page: Page = SAMPLES[name]
    text = render(ENVIRONMENT, page)
    assert page.chrome.platform in text
    assert "</html>" in text


def test_text_of_others_is_escaped() -> None:
    page = next(iter(SAMPLES.values()))
    hostile = Chrome("<script>alert(1)</script>\"'", page.chrome.now, path="/x?next=<b>")
    text = ENVIRONMENT.get_template("platform/error.html").render(page=SAMPLES["error-404"], chrome=hostile)
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "<b>" not in text
