"""The inputs of the form of a dataset, one for each element: where it stands, how it looks, what is in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from app.portal.cataloguing.context import FormBlock, FormField, FormSection, GridRow
from app.portal.cataloguing.typed import ItemTyped, Typed
from app.portal.kit.forms import Choice, Input, Option
from app.portal.kit.posted import Wrong
from app.projections.element_words import hint, label, section
from app.words.sources import _
from catalog.datasets.elements import ITEMS, Element, ElementKind, FormGroup, ItemElement, asked_in
from catalog.vocabularies.queries import Words

Component = Literal["line", "prose", "select", "picks", "flag"]
GRID = tuple(sorted(ITEMS, key=lambda element: element.column))
"""The columns of the grid of items, in their order."""


@dataclass(frozen=True)
class Look:
    """In what an input differs from others of its kind: component, characters that it takes, lines that it shows."""

    component: Component | None = None
    takes: int = 0
    lines: int = 4


LOOKS: Mapping[str, Look] = {
    "summary": Look(takes=1000),
    "keywords": Look(takes=200),
    "source": Look("line", takes=500),
    "open_class": Look("picks"),
    "open_condition": Look(takes=1000, lines=2),
    "items.length": Look(takes=9),
    "items.description": Look("line", takes=500),
}
"""By the key of the element; those that are not here look like their kind."""

_COMPONENTS: Mapping[ElementKind, Component] = {
    ElementKind.PROSE: "prose",
    ElementKind.CODE: "select",
    ElementKind.FLAG: "flag",
}
_NARROW = {ElementKind.CODE, ElementKind.LIST}


def sections(typed: Typed, owner: Choice, words: Words, wrong: Wrong) -> tuple[FormSection, ...]:
    """The sections of the form; who provides the data is chosen right behind what they are called."""
    made = []
    for group in FormGroup:
        fields = [_field(element, typed, words, wrong) for element in asked_in(group)]
        if group is FormGroup.BASIC:
            fields.insert(1, FormField("select", label("organization"), owner, required=True))
        made.append(FormSection(f"g-{group}", section(group), tuple(_blocks(fields))))
    return tuple(made)


def _blocks(fields: Iterable[FormField]) -> Iterable[FormBlock]:
    for narrow, found in groupby(fields, key=lambda each: each.narrow):
        yield FormBlock(tuple(found), narrow)


def _field(element: Element, typed: Typed, words: Words, wrong: Wrong) -> FormField:
    look = LOOKS.get(element.key, Look())
    component = look.component or _COMPONENTS.get(element.kind, "line")
    name, given = element.name, typed.metadata[element.name]
    return FormField(
        component,
        label(element.key),
        _choice(name, element.scheme, given, words, wrong) if element.scheme else Input(name, given, wrong.at(name)),
        hint(element.key),
        required=element.required,
        narrow=component != "picks" and element.kind in _NARROW,
        takes=look.takes or element.limit,
        lines=look.lines,
    )


def _choice(name: str, scheme: str, chosen: str, words: Words, wrong: Wrong) -> Choice:
    """The terms of a vocabulary that may be chosen, and the one that is, whether or not it still may be."""
    options = tuple(
        Option(code, _("%(level)s 级", level=code) if scheme == "levels" else term.label_zh, code == chosen, term.note)
        for code, term in words.terms[scheme].items()
        if term.valid or code == chosen
    )
    return Choice(name, options, wrong.at(name))


def grid_row(index: int, item: ItemTyped, words: Words, wrong: Wrong) -> GridRow:
    """One row of the grid of items; its inputs are called ``items-{index}-{element}``."""
    cells = tuple(_cell(element, index, item, words, wrong) for element in GRID)
    return GridRow(f"items-{index}", item.stored, cells)


def _cell(element: ItemElement, index: int, item: ItemTyped, words: Words, wrong: Wrong) -> FormField:
    look = LOOKS.get(element.key, Look())
    component = look.component or ("select" if element.scheme else _COMPONENTS.get(element.kind, "line"))
    name, given = f"items-{index}-{element.name}", item.cells[element.name]
    value = _choice(name, element.scheme, given, words, wrong) if element.scheme else Input(name, given, wrong.at(name))
    called = _("第 %(row)s 行%(element)s", row=index + 1, element=label(element.key))
    return FormField(component, called, value, takes=look.takes or element.limit)
