"""The gate has no side door: who may read rows and objects, as a check of the syntax tree.

What can be read from is known by where it comes from: the parts of a process (``parts.tables``, ``parts.store``), a
name that is annotated with one of the two ports or its adapter, what makes an adapter, and whatever one of these is
given to by an assignment. Of such a thing nobody else may even name what reads; handing it in to a plan of the gate
(``plan.stream(parts.store)``) reads nothing.
"""

import ast
from collections.abc import Iterator

from tests.architecture.sources import Source, Violation

GATE = ("catalog/delivery/", "app/adapters/", "app/worker/")
READS = frozenset({"page", "count", "stream", "read", "client"})
PARTS = frozenset({"tables", "store"})
"""What the ports are called among the parts of a process (``app.container.Services``)."""
PORTS = frozenset({"TableEngine", "ObjectStore", "DuckTableEngine", "S3ObjectStore", "TableCache"})
MAKERS = frozenset({*PORTS, "tables_of", "store_of"})
READERS = frozenset({"fetch", "locked_connections", "run_select"})
"""Functions of adapters that read for whoever calls them."""
ADAPTERS = "app.adapters."
LIBRARIES = frozenset({"duckdb", "minio"})
MAKES_THE_BUCKET = "app/stack/store.py"


def rows_and_objects_leave_through_the_gate(source: Source) -> Iterator[Violation]:
    """Rows of tables and objects of the store are read by ``catalog/delivery``, the adapters and the worker alone."""
    if source.path.startswith(GATE):
        return
    imported = dict(_imports(source.tree))
    for line, name in (*imported.values(), *_named(source.tree, imported)):
        reader = name.startswith(ADAPTERS) and name.rsplit(".", 1)[-1] in READERS
        if reader or (name.split(".")[0] in LIBRARIES and source.path != MAKES_THE_BUCKET):
            yield Violation(source.path, line, f"{name} reads beside catalog/delivery")
    ports = _ports(source.tree, imported)
    for node in ast.walk(source.tree):
        if (read := _read(node)) and ports.holds(read[0]):
            yield Violation(source.path, read[0].lineno, f"{read[1]} reads beside catalog/delivery")


class _Ports:
    """What can be read from in one file: by a name, or by an attribute of whatever."""

    def __init__(self, imported: dict[str, tuple[int, str]]) -> None:
        self._imported = imported
        self.names: set[str] = set()
        self.attributes = set(PARTS)

    def add(self, target: ast.AST) -> bool:
        """Take in what a port was given to; answers whether that is new."""
        known = len(self.names) + len(self.attributes)
        if isinstance(target, ast.Name | ast.arg):
            self.names.add(target.id if isinstance(target, ast.Name) else target.arg)
        elif isinstance(target, ast.Attribute):
            self.attributes.add(target.attr)
        return len(self.names) + len(self.attributes) > known

    def declare(self, node: ast.arg | ast.AnnAssign) -> bool:
        """Take in an argument or a variable, which may be a field of a class; answers whether that is new."""
        target = node if isinstance(node, ast.arg) else node.target
        if isinstance(target, ast.Name):
            self.attributes.add(target.id)
        return self.add(target)

    def holds(self, node: ast.AST) -> bool:
        """Whether ``node`` is something that can be read from."""
        match node:
            case ast.Name(id=name):
                return name in self.names
            case ast.Attribute(value=ast.Name(id=name)) if name in self._imported:
                return False  # a module, which may be called like one of the parts
            case ast.Attribute(attr=name):
                return name in self.attributes
            case ast.Call(func=function):
                return self._last(function) in MAKERS or _port_of_getattr(node) in self.attributes
            case ast.NamedExpr(value=value) | ast.Await(value=value):
                return self.holds(value)
        return False

    def annotates(self, annotation: ast.AST | None) -> bool:
        """Whether an annotation names one of the ports, also quoted, or as one of several."""
        for node in ast.walk(annotation) if annotation else ():
            if isinstance(node, ast.Name | ast.Attribute) and self._last(node) in PORTS:
                return True
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and PORTS & {*node.value.split(".")}:
                return True
        return False

    def _last(self, node: ast.AST) -> str:
        """The last name of what ``node`` stands for, also where it was imported under another one."""
        if isinstance(node, ast.Attribute):
            return node.attr if node.attr != "connect" else self._last(node.value)
        if isinstance(node, ast.Name):
            return self._imported.get(node.id, (0, node.id))[1].rsplit(".", 1)[-1]
        return ""


def _ports(tree: ast.Module, imported: dict[str, tuple[int, str]]) -> _Ports:
    found, grown = _Ports(imported), True
    while grown:
        grown = False
        for node in ast.walk(tree):
            if isinstance(node, ast.arg | ast.AnnAssign) and found.annotates(node.annotation):
                grown |= found.declare(node)
            for target, value in _given(node):
                grown |= found.holds(value) and found.add(target)
    return found


def _given(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """What is assigned to what, pair by pair."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
        targets = [node.target]
    for target in targets:
        value = node.value  # type: ignore[attr-defined]  # all three have one
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            yield from zip(target.elts, value.elts, strict=False)
        else:
            yield target, value


def _read(node: ast.AST) -> tuple[ast.expr, str] | None:
    """From what ``node`` reads, and by which name."""
    if isinstance(node, ast.Attribute) and node.attr in READS:
        return node.value, f".{node.attr}"
    name = _port_of_getattr(node)
    return (node.args[0], f"getattr {name}") if isinstance(node, ast.Call) and name in READS else None


def _port_of_getattr(node: ast.AST) -> str:
    """The name that ``getattr(…, "name")`` asks for."""
    match node:
        case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=str(name)), *_]):
            return name
    return ""


def _named(tree: ast.Module, imported: dict[str, tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """What is named by a module and a name in it: its line, and the dotted name that it stands for."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=module), attr=name) if module in imported:
                yield node.lineno, f"{imported[module][1]}.{name}"
            case ast.Attribute() if ast.unparse(node).startswith(ADAPTERS):
                yield node.lineno, ast.unparse(node)


def _imports(tree: ast.Module) -> Iterator[tuple[str, tuple[int, str]]]:
    """Local name → the line of its import, and the dotted name that it stands for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                yield each.asname or each.name.split(".")[0], (node.lineno, each.name)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for each in node.names:
                yield each.asname or each.name, (node.lineno, f"{node.module}.{each.name}")
