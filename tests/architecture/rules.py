"""The rules that no linter knows, as checks of the syntax tree.

Names are followed through the imports of a file, so that ``from sqlalchemy import select as pick`` and
``import datetime as dt; dt.datetime.now`` are seen for what they are; a mere reference counts, not only a call.
"""

import ast
import re
from collections.abc import Callable, Iterable, Iterator

from app.settings import Settings
from tests.architecture.sources import Source, Violation

Rule = Callable[[Source], Iterator[Violation]]

COMMITS = frozenset({"commit", "rollback", "begin"})
SELECTS = frozenset(f"sqlalchemy.{module}select" for module in ("", "sql.", "future.", "sql.expression."))
WALL_CLOCKS = frozenset(
    {
        *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
        "datetime.date.today",
        *(f"time.{name}" for name in ("time", "time_ns", "localtime", "gmtime", "ctime", "asctime")),
        *(
            f"sqlalchemy.{module}func.{name}"
            for module in ("", "sql.", "sql.expression.")
            for name in (
                "now",
                "current_timestamp",
                "current_date",
                "current_time",
                "localtimestamp",
                "clock_timestamp",
                "statement_timestamp",
                "transaction_timestamp",
            )
        ),
    }
)
CODECS = frozenset(
    f"base64.{kind}{way}" for kind in ("", "urlsafe_", "standard_") for way in ("b64encode", "b64decode")
)
SKIPS = frozenset(
    {
        *(f"pytest.{name}" for name in ("skip", "xfail", "importorskip")),
        *(f"pytest.mark.{name}" for name in ("skip", "skipif", "xfail")),
        *(f"unittest.{name}" for name in ("skip", "skipIf", "skipUnless", "expectedFailure", "SkipTest")),
    }
)
MOCKS = frozenset({"unittest.mock", "mock", "pytest_mock"})
ACT = re.compile(r"(?!own:|organization:|system:)[a-z]+:[a-z-]+:[a-z-]+")
WEB = frozenset({"fastapi", "starlette", "uvicorn", "prometheus_client"})
OF_THE_WIRE = frozenset(f"app/http/{name}.py" for name in ("__init__", "asking", "errors", "wording"))
"""Modules of ``app/http`` that need no library of the web: errors of a request, questions as addresses have them, and
what is said of what was sent."""
HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
"""Chinese characters, and punctuation that only Chinese has."""
WORDLESS = ("catalog/", "app/cli/", "app/stack/", "app/settings.py")
"""Where no words stand: they come from the catalogues of ``app/words``."""
NAMES = frozenset({str(Settings.model_fields["platform_name"].default)})
"""What is called so in every language: the platform, as the setting of its name has it by default."""
SLEEPS = frozenset({"time.sleep", "asyncio.sleep", "anyio.sleep"})
REVISION_IMPORTS = frozenset({"alembic", "sqlalchemy", "procrastinate"})
GRANTING_REVISIONS = frozenset(
    f"migrations/versions/{name}.py"
    for name in (
        "2026_11_22_1845_foundation",
        "2026_11_22_2230_use",
        "2026_11_22_2240_discovery",
        "2026_11_30_0020_rights",
    )
)
"""Released before the default stood, and the one that sets it."""


def commits_only_at_the_edge(source: Source) -> Iterator[Violation]:
    """A transaction ends in ``app/database.py`` and in the worker; ``begin()`` counts, because it commits at its end.

    ``search`` holds no database session (an import contract); its ``commit`` is that of the index writer.
    """
    if source.path == "app/database.py" or source.path.startswith(("app/worker/", "search/")):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in COMMITS:
            yield Violation(source.path, node.lineno, f".{node.attr} outside app/database.py and app/worker")


def selects_only_in_queries(source: Source) -> Iterator[Violation]:
    """``select()`` stands in ``queries.py`` and ``policies.py``, where its loads and its limits can be read."""
    if source.path.rsplit("/", 1)[-1] in {"queries.py", "policies.py"}:
        return
    yield from _references(source, SELECTS, "stands only in queries.py and policies.py")


def wall_clock_only_through_clock(source: Source) -> Iterator[Violation]:
    """The present time comes from ``catalog.ports.Clock``; the one reader of the machine's clock is its adapter."""
    if source.path == "app/adapters/clock.py":
        return
    yield from _references(source, WALL_CLOCKS, "is the wall clock: take the time from Clock")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _is_text_of_now(node):
            yield Violation(source.path, node.lineno, "now() in SQL is the wall clock: take the time from Clock")


def cursors_are_written_in_one_place(source: Source) -> Iterator[Violation]:
    """Only ``app/http/pagination.py`` writes and reads the opaque text of a cursor; all others have plain values."""
    if source.path != "app/http/pagination.py":
        yield from _references(source, CODECS, "writes opaque texts: a cursor is encoded in app/http/pagination.py")


def imports_stand_at_the_top(source: Source) -> Iterator[Violation]:
    """An import inside a function hides what a file depends on, also from the import contracts."""
    for function in _functions(source.tree):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield Violation(source.path, node.lineno, f"import inside {function.name}")


def package_files_hold_only_a_docstring(source: Source) -> Iterator[Violation]:
    """``__init__.py`` says what a package is; code and re-exports have files of their own."""
    if not source.path.endswith("/__init__.py"):
        return
    if ast.get_docstring(source.tree) is None:
        yield Violation(source.path, 1, "a package says in a docstring what it is")
    for node in source.tree.body[1:]:
        yield Violation(source.path, node.lineno, "__init__.py holds only a docstring")


def nothing_unfinished(source: Source) -> Iterator[Violation]:
    """No marks of unfinished work in what is shipped."""
    for number, line in enumerate(source.text.splitlines(), start=1):
        for mark in ("TODO", "FIXME", "NotImplementedError"):
            if mark in line:
                yield Violation(source.path, number, f"unfinished: {mark}")


def tests_neither_skip_nor_mock(source: Source) -> Iterator[Violation]:
    """A skipped test is a defect; so is one that tests a double of our own code."""
    yield from _references(source, SKIPS, "leaves a test out")
    for line, name in _imported_modules(source.tree):
        if name in MOCKS:
            yield Violation(source.path, line, f"{name}: tests use the real parts")


def tests_wait_with_a_deadline(source: Source) -> Iterator[Violation]:
    """A test polls until a deadline with a helper of ``tests/plugins``; it never just sleeps."""
    if source.path.startswith("tests/plugins/"):
        return
    yield from _references(source, SLEEPS, "only in the deadline helpers of tests/plugins")


def revisions_import_nothing_live(source: Source) -> Iterator[Violation]:
    """A released revision does for ever what it did when it was released, so its SQL stands in it.

    The queue's own SQL comes with its library; a test in ``tests/migrations`` notices when it changes.
    """
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield Violation(source.path, node.lineno, "a revision stands alone: it imports nothing beside it")
    for line, name in _imported_modules(source.tree):
        if name.split(".")[0] not in REVISION_IMPORTS:
            yield Violation(source.path, line, f"{name}: a revision imports no code that may change")


def revisions_leave_rights_to_the_default(source: Source) -> Iterator[Violation]:
    """The application's role has its rights on a new table by default; a table that only grows takes some away."""
    if source.path in GRANTING_REVISIONS:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and re.search(r"\bgrant\b", str(node.value).lower()):
            yield Violation(source.path, node.lineno, "rights stand in the default privileges, not in a revision")


def acts_stand_in_one_registry(source: Source) -> Iterator[Violation]:
    """What can stand in the record is named in ``catalog/audit/actions.py`` alone; permissions look alike."""
    if source.path == "catalog/audit/actions.py":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ACT.fullmatch(node.value):
            yield Violation(source.path, node.lineno, f"{node.value} belongs into catalog/audit/actions.py")


def the_live_revision_is_joined_once(source: Source) -> Iterator[Violation]:
    """Which revision the public reads is asked in ``catalog.datasets.policies.live`` alone."""
    if source.path == "catalog/datasets/policies.py":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Compare):
            sides = {side.attr for side in (node.left, *node.comparators) if isinstance(side, ast.Attribute)}
            if sides >= {"live_revision", "number"}:
                yield Violation(source.path, node.lineno, "join with live() of catalog/datasets/policies.py")


def stored_documents_are_read_typed(source: Source) -> Iterator[Violation]:
    """What a revision says is an attribute of its typed document; SQL takes its paths from ``datasets/stored.py``."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "as_stored":
            yield Violation(source.path, node.lineno, "read .document; SQL has its paths in catalog/datasets/stored.py")


def http_holds_http_only(source: Source) -> Iterator[Violation]:
    """A module of ``app/http`` deals with requests or answers; what two faces share otherwise is a use case."""
    if not source.path.startswith("app/http/") or source.path in OF_THE_WIRE:
        return
    if not any(name.split(".")[0] in WEB for _, name in _imported_modules(source.tree)):
        yield Violation(source.path, 1, "is no HTTP: what faces share belongs into app/usecases")


def words_stand_in_the_catalogues(source: Source) -> Iterator[Violation]:
    """Whoever says keys (``catalog/messages.py``) has the words in ``app/words``, and Chinese data in data files.

    Docstrings and comments may name what a rule or a form is called.
    """
    if not source.path.startswith(WORDLESS):
        return
    told = {id(node.value) for node in ast.walk(source.tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Constant) or id(node) in told or str(node.value) in NAMES:
            continue
        if HAN.search(str(node.value)):
            yield Violation(source.path, node.lineno, f"Chinese in code: {node.value!s:.40}")


PRODUCT_RULES: tuple[Rule, ...] = (
    words_stand_in_the_catalogues,
    acts_stand_in_one_registry,
    commits_only_at_the_edge,
    http_holds_http_only,
    selects_only_in_queries,
    stored_documents_are_read_typed,
    the_live_revision_is_joined_once,
    wall_clock_only_through_clock,
    cursors_are_written_in_one_place,
    imports_stand_at_the_top,
    package_files_hold_only_a_docstring,
    nothing_unfinished,
)
TEST_RULES: tuple[Rule, ...] = (tests_neither_skip_nor_mock, tests_wait_with_a_deadline)
REVISION_RULES: tuple[Rule, ...] = (revisions_import_nothing_live, revisions_leave_rights_to_the_default)


def check(sources: Iterable[Source], rule: Rule) -> list[Violation]:
    """Every place of ``sources`` that breaks ``rule``."""
    return sorted(violation for source in sources for violation in rule(source))


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _imported_modules(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def _aliases(tree: ast.Module) -> dict[str, str]:
    """Local name → the dotted name that it stands for."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(
                (a.asname or a.name.split(".")[0], a.name if a.asname else a.name.split(".")[0]) for a in node.names
            )
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)
    return names


def _dotted(node: ast.AST, aliases: dict[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return aliases.get(node.id)
    if isinstance(node, ast.Attribute) and (owner := _dotted(node.value, aliases)):
        return f"{owner}.{node.attr}"
    return None


def _references(source: Source, names: frozenset[str], why: str) -> Iterator[Violation]:
    aliases = _aliases(source.tree)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name | ast.Attribute) and (name := _dotted(node, aliases)) in names:
            yield Violation(source.path, node.lineno, f"{name} {why}")


def _is_text_of_now(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Name) or call.func.id != "text" or not call.args:
        return False
    first = call.args[0]
    words = first.value.lower() if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
    return any(now in words for now in ("now()", "current_timestamp", "current_date", "clock_timestamp()"))
