import ast
from collections.abc import Iterable

import pytest

from catalog.audit.actions import Action
from tests.architecture import rules
from tests.architecture.rules import PRODUCT_RULES, REVISION_RULES, TEST_RULES, Rule, check
from tests.architecture.sources import PACKAGES, ROOT, Source, python_sources


@pytest.mark.parametrize("rule", PRODUCT_RULES, ids=lambda rule: rule.__name__)
def test_the_product_keeps_the_rule(rule: Rule) -> None:
    sources = python_sources(ROOT, *PACKAGES)
    assert len(sources) > 20
    assert check(sources, rule) == []


@pytest.mark.parametrize("rule", TEST_RULES, ids=lambda rule: rule.__name__)
def test_the_tests_keep_the_rule(rule: Rule) -> None:
    sources = python_sources(ROOT, "tests")
    assert len(sources) > 5
    # the guards name what they look for
    assert check([source for source in sources if source.path != "tests/architecture/test_rules.py"], rule) == []


@pytest.mark.parametrize("rule", REVISION_RULES, ids=lambda rule: rule.__name__)
def test_the_revisions_keep_the_rule(rule: Rule) -> None:
    sources = python_sources(ROOT, "migrations/versions")
    assert len(sources) > 5
    assert check(sources, rule) == []


CAUGHT = [
    (
        rules.commits_only_at_the_edge,
        "catalog/datasets/service.py",
        "async def f(session):\n    await session.commit()\n",
    ),
    (rules.commits_only_at_the_edge, "app/api/datasets/endpoints.py", "async def f(s):\n    await s.rollback()\n"),
    (
        rules.commits_only_at_the_edge,
        "app/cli/users.py",
        "async def f(e):\n    async with e.begin() as c:\n        await c\n",
    ),
    (
        rules.commits_only_at_the_edge,
        "app/cli/users.py",
        "def f(session):\n    finish = session.commit\n    finish()\n",
    ),
    (rules.selects_only_in_queries, "catalog/datasets/service.py", "from sqlalchemy import select\nselect(1)\n"),
    (rules.selects_only_in_queries, "app/worker/jobs.py", "from sqlalchemy import select as pick\npick(1)\n"),
    (rules.selects_only_in_queries, "app/worker/jobs.py", "import sqlalchemy as sa\nsa.select(1)\n"),
    (rules.selects_only_in_queries, "catalog/audit/seals.py", "from sqlalchemy.sql import select\nselect(1)\n"),
    (
        rules.wall_clock_only_through_clock,
        "catalog/audit/service.py",
        "from datetime import datetime\ndatetime.now()\n",
    ),
    (rules.wall_clock_only_through_clock, "catalog/a.py", "import datetime as dt\ndt.datetime.now(dt.UTC)\n"),
    (rules.wall_clock_only_through_clock, "catalog/a.py", "from datetime import date\ndate.today()\n"),
    (rules.wall_clock_only_through_clock, "search/a.py", "import time\ntime.time()\n"),
    (rules.wall_clock_only_through_clock, "search/a.py", "from time import time_ns\ntime_ns()\n"),
    (rules.wall_clock_only_through_clock, "app/a.py", "from datetime import datetime\nclock = datetime.utcnow\n"),
    (
        rules.wall_clock_only_through_clock,
        "catalog/m.py",
        "from sqlalchemy import func\ncolumn(server_default=func.now())\n",
    ),
    (rules.wall_clock_only_through_clock, "catalog/m.py", "column(server_default=text('now()'))\n"),
    (
        rules.cursors_are_written_in_one_place,
        "search/a.py",
        "from base64 import urlsafe_b64encode\nurlsafe_b64encode(b'')\n",
    ),
    (rules.cursors_are_written_in_one_place, "app/api/a.py", "import base64 as b\nread = b.b64decode\n"),
    (rules.http_holds_http_only, "app/http/finding.py", "from app.http.pagination import encode_cursor\n"),
    (rules.imports_stand_at_the_top, "app/a.py", "def f():\n    import json\n    return json\n"),
    (rules.imports_stand_at_the_top, "app/a.py", "class A:\n    async def f(self):\n        from json import dumps\n"),
    (rules.package_files_hold_only_a_docstring, "catalog/access/__init__.py", '"""Access."""\nfrom x import y\n'),
    (rules.package_files_hold_only_a_docstring, "catalog/access/__init__.py", ""),
    (rules.acts_stand_in_one_registry, "catalog/datasets/service.py", 'TAG = "datasets:dataset:merge"\n'),
    (
        rules.the_live_revision_is_joined_once,
        "catalog/use/queries.py",
        "join = (Dataset.id == Revision.dataset_id) & (Dataset.live_revision == Revision.number)\n",
    ),
    (
        rules.the_live_revision_is_joined_once,
        "app/portal/dataset/queries.py",
        "from x import Revision as R\nsame = R.number == d.c.live_revision\n",
    ),
    (rules.stored_documents_are_read_typed, "catalog/a.py", "title = Revision.as_stored['title'].astext\n"),
    (rules.stored_documents_are_read_typed, "app/a.py", "def f(found):\n    return found.as_stored['title']\n"),
    (rules.words_stand_in_the_catalogues, "catalog/access/forms.py", 'f("没有这一栏")\n'),
    (rules.words_stand_in_the_catalogues, "catalog/access/forms.py", 'SAID = f"{name}：{value}"\n'),
    (rules.words_stand_in_the_catalogues, "catalog/a.py", "class A:\n    label = '\\u540d\\u79f0'\n"),
    (rules.words_stand_in_the_catalogues, "app/cli/users.py", 'HELP = "账号"\n'),
    (rules.words_stand_in_the_catalogues, "app/stack/serve.py", 'def f(n):\n    """Say it."""\n    return f"{n} 个"\n'),
    (rules.words_stand_in_the_catalogues, "app/settings.py", "MARK = b'' or '，'\n"),
    (rules.nothing_unfinished, "app/a.py", "# TODO: later\n"),
    (rules.nothing_unfinished, "app/a.py", "def f():\n    raise NotImplementedError\n"),
    (rules.tests_neither_skip_nor_mock, "tests/a.py", "import pytest\n@pytest.mark.skip\ndef test(): ...\n"),
    (rules.tests_neither_skip_nor_mock, "tests/a.py", "from pytest import skip\nskip('no')\n"),
    (rules.tests_neither_skip_nor_mock, "tests/a.py", "import pytest\npytestmark = pytest.mark.xfail\n"),
    (rules.tests_neither_skip_nor_mock, "tests/a.py", "import pytest\npytest.importorskip('x')\n"),
    (rules.tests_neither_skip_nor_mock, "tests/a.py", "from unittest import mock\n"),
    (rules.tests_wait_with_a_deadline, "tests/a.py", "import time\ntime.sleep(1)\n"),
    (
        rules.tests_wait_with_a_deadline,
        "tests/a.py",
        "from asyncio import sleep\n\nasync def f():\n    await sleep(1)\n",
    ),
    (rules.revisions_import_nothing_live, "migrations/versions/a.py", "from catalog.audit.tags import Action\n"),
    (rules.revisions_import_nothing_live, "migrations/versions/a.py", "import app.tables as live\n"),
    (rules.revisions_import_nothing_live, "migrations/versions/a.py", "def upgrade():\n    import search.document\n"),
    (rules.revisions_import_nothing_live, "migrations/versions/a.py", "from . import kit\n"),
    (rules.revisions_import_nothing_live, "migrations/versions/a.py", "import importlib\n"),
    (
        rules.revisions_leave_rights_to_the_default,
        "migrations/versions/a.py",
        'RIGHTS = """\ngrant select on leaflets to minshu_app\n"""\n',
    ),
]


@pytest.mark.parametrize(("rule", "path", "text"), CAUGHT, ids=range(len(CAUGHT)))
def test_a_planted_violation_is_caught(rule: Rule, path: str, text: str) -> None:
    found = check([Source(path, text)], rule)
    assert found
    assert all(violation.path == path and violation.line >= 1 for violation in found)


ALLOWED = [
    (rules.commits_only_at_the_edge, "app/database.py", "async def f(session):\n    await session.commit()\n"),
    (rules.commits_only_at_the_edge, "app/worker/jobs.py", "async def f(session):\n    await session.commit()\n"),
    (rules.commits_only_at_the_edge, "search/engines/embedded/engine.py", "def f(writer):\n    writer.commit()\n"),
    (
        rules.commits_only_at_the_edge,
        "catalog/a.py",
        "async def f(s):\n    async with s.begin_nested():\n        pass\n",
    ),
    (rules.selects_only_in_queries, "catalog/datasets/queries.py", "from sqlalchemy import select\nselect(1)\n"),
    (rules.selects_only_in_queries, "catalog/datasets/policies.py", "from sqlalchemy import select\nselect(1)\n"),
    (rules.selects_only_in_queries, "catalog/datasets/service.py", "def f(menu):\n    return menu.select(1)\n"),
    (
        rules.wall_clock_only_through_clock,
        "app/adapters/clock.py",
        "from datetime import UTC, datetime\ndatetime.now(UTC)\n",
    ),
    (rules.wall_clock_only_through_clock, "catalog/a.py", "def f(clock):\n    return clock.now()\n"),
    (rules.wall_clock_only_through_clock, "catalog/a.py", "import time\ntime.monotonic()\n"),
    (
        rules.wall_clock_only_through_clock,
        "catalog/a.py",
        "from datetime import datetime\ndatetime.fromisoformat('x')\n",
    ),
    (rules.acts_stand_in_one_registry, "catalog/audit/actions.py", 'TAG = "datasets:dataset:merge"\n'),
    (rules.acts_stand_in_one_registry, "catalog/a.py", 'SCOPE = "own:account:manage"\nAT = "%H:%M:%S"\n'),
    (rules.cursors_are_written_in_one_place, "app/http/pagination.py", "import base64\nbase64.b64decode('')\n"),
    (rules.cursors_are_written_in_one_place, "catalog/a.py", "import base64\nbase64.b32encode(b'')\n"),
    (rules.words_stand_in_the_catalogues, "catalog/a.py", '"""名称."""\nX = "x"  # 名称\n"""名称"""\n'),
    (rules.words_stand_in_the_catalogues, "app/portal/kit/labels.py", 'SAID = "没有"\n'),
    (
        rules.the_live_revision_is_joined_once,
        "catalog/datasets/policies.py",
        "def live():\n    return Revision.number == Dataset.live_revision\n",
    ),
    (rules.the_live_revision_is_joined_once, "app/a.py", "def f(shown):\n    return shown.number == shown.live\n"),
    (rules.stored_documents_are_read_typed, "app/a.py", "def f(found):\n    return found.document.title\n"),
    (rules.http_holds_http_only, "app/http/head.py", "from starlette.types import Scope\n"),
    (rules.http_holds_http_only, "app/usecases/finding.py", "import json\n"),
    (rules.words_stand_in_the_catalogues, "app/cli/a.py", '"""账号"""\n\nN = 1\n"""多少"""  # 个\n'),
    (rules.words_stand_in_the_catalogues, "app/settings.py", f'NAME = "{next(iter(rules.NAMES))}"\n'),
    (rules.imports_stand_at_the_top, "app/a.py", "import json\n\ndef f():\n    return json\n"),
    (rules.package_files_hold_only_a_docstring, "catalog/access/__init__.py", '"""Access."""\n'),
    (
        rules.tests_neither_skip_nor_mock,
        "tests/a.py",
        "import pytest\n@pytest.mark.parametrize('a', [1])\ndef test(a): ...\n",
    ),
    (rules.tests_wait_with_a_deadline, "tests/plugins/waiting.py", "import time\ntime.sleep(1)\n"),
    (
        rules.revisions_import_nothing_live,
        "migrations/versions/a.py",
        "import sqlalchemy as sa\nfrom alembic import op\nfrom sqlalchemy.dialects import postgresql\n",
    ),
]


@pytest.mark.parametrize(("rule", "path", "text"), ALLOWED, ids=range(len(ALLOWED)))
def test_what_is_allowed_is_let_through(rule: Rule, path: str, text: str) -> None:
    assert check([Source(path, text)], rule) == []


def test_every_act_of_the_registry_is_used() -> None:
    assert unused_acts(python_sources(ROOT, *PACKAGES)) == set()
    assert unused_acts([Source("catalog/a.py", "Action.FILE_READ\n")]) == set(Action) - {Action.FILE_READ}


def unused_acts(sources: Iterable[Source]) -> set[Action]:
    """The acts that no file names, or only the registry itself."""
    named = {
        node.attr
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in {"Action", "_A"}
    }
    return {action for action in Action if action.name not in named}


def test_every_rule_has_a_planted_violation() -> None:
    assert {rule for rule, _, _ in CAUGHT} == {*PRODUCT_RULES, *TEST_RULES, *REVISION_RULES}
