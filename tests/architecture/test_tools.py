"""Ruff, mypy and pytest as this project configures them, each tried with a planted violation."""

import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGES, ROOT, python_sources

pytestmark = pytest.mark.usefixtures("tools")

TOOLS = Path(sys.executable).parent


def run(*command: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(TOOLS / command[0]), *command[1:]], cwd=ROOT, check=False, capture_output=True, text=True, input=text
    )


def ruff_on(text: str, *, path: str = "catalog/planted.py") -> set[str]:
    """The rules that ``text`` breaks, as if it stood at ``path``."""
    result = run("ruff", "check", "--no-cache", "--output-format=json", "--stdin-filename", path, "-", text=text)
    return {problem["code"] for problem in json.loads(result.stdout)}


MODULE = '"""Planted."""\n\n'


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("F401", MODULE + "import json\n"),
        ("D100", "VALUE = 1\n"),
        ("D103", MODULE + "def public() -> None:\n    print\n"),
        ("ANN201", MODULE + 'def public():\n    """Nothing."""\n'),
        ("T201", MODULE + 'print("here")\n'),
        ("DTZ005", MODULE + "from datetime import datetime\n\nNOW = datetime.now()\n"),
        ("S608", MODULE + 'NAME = "x"\nQUERY = f"SEL' + 'ECT * FROM t WHERE a = {NAME}"\n'),
        ("S301", MODULE + 'import pickle\n\nVALUE = pickle.loads(b"")\n'),
        ("BLE001", MODULE + "try:\n    VALUE = 1\nexcept Exception:\n    VALUE = 2\n"),
        ("ERA001", MODULE + "VALUE = 1\n# value = compute(VALUE)\n"),
        ("PLC0415", MODULE + 'def public() -> None:\n    """Nothing."""\n    import json\n\n    json.dumps(1)\n'),
        ("SLF001", MODULE + "import json\n\nVALUE = json._default_encoder\n"),
        ("ASYNC251", MODULE + 'import time\n\n\nasync def go() -> None:\n    """Go."""\n    time.sleep(1)\n'),
        ("FIX002", MODULE + "# TODO: later\n"),
        ("E501", MODULE + f'VALUE = "{"x" * 130}"\n'),
        ("PGH003", MODULE + "VALUE: int = 1  # type: ignore\n"),
    ],
)
def test_ruff_catches(rule: str, text: str) -> None:
    assert rule in ruff_on(text)


def test_ruff_catches_a_function_that_branches_too_much() -> None:
    branches = "".join(f"    if value == {n}:\n        value += {n}\n" for n in range(8))
    body = MODULE + f'def public(value: int) -> int:\n    """Branch."""\n{branches}    return value\n'
    assert "C901" in ruff_on(body)
    assert "C901" not in ruff_on(body.replace(branches, branches.split("    if value == 7", maxsplit=1)[0]))


def test_ruff_has_nothing_against_a_clean_file() -> None:
    assert ruff_on(MODULE + "VALUE = 1\n") == set()


def test_ruff_selects_all_and_gives_a_reason_beside_each_exception() -> None:
    section = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[tool.ruff.lint]", maxsplit=1)[1]
    section = section.split("[tool.ruff.lint.pydocstyle]", maxsplit=1)[0]
    assert 'select = ["ALL"]' in section
    exceptions = [line for line in section.splitlines() if re.search(r'"[A-Z]+[0-9]*"', line) and "select" not in line]
    assert len(exceptions) > 10
    assert [line for line in exceptions if not re.search(r"#\s*\S+\s+\S+", line)] == []


def silent_marks(text: str) -> list[int]:
    """Lines with a mark that quiets a tool without a reason, behind it or in a comment on the line above."""
    marks = re.compile(r"#\s*(noqa|type:\s*ignore|pragma)\b(.*)")
    reasoned = re.compile(r"^(:\s*[A-Z]+[0-9]+(,\s*[A-Z]+[0-9]+)*|\[[a-z-]+(,\s*[a-z-]+)*\])[\s#-]+\w+")
    named = re.compile(r"^(:\s*[A-Z]+[0-9]+|\[[a-z-]+)")
    lines = ["", *text.splitlines()]
    return [
        number
        for number, line in enumerate(lines)
        if (mark := marks.search(line))
        and not reasoned.match(mark.group(2))
        and not (named.match(mark.group(2)) and lines[number - 1].lstrip().startswith("#"))
    ]


def test_every_mark_that_quiets_a_tool_names_its_rule_and_its_reason() -> None:
    sources = python_sources(ROOT, *PACKAGES)
    assert [f"{source.path}:{line}" for source in sources for line in silent_marks(source.text)] == []


def test_a_planted_mark_without_a_reason_is_found() -> None:
    quiet = "# no" + "qa"
    kept = f"a = 1  {quiet}: S105 - a name\n# a name\nb = 1  {quiet}: S105\nc = 1  # type: ignore[misc]  # theirs\n"
    assert silent_marks(kept) == []
    assert silent_marks(
        f"a = 1  {quiet}\nb = 1  {quiet}: S105\n# why\nc = 1  {quiet}\nd = 1  # type: ignore[misc]\n"
    ) == [1, 2, 4, 5]


def mypy_on(tmp_path: Path, text: str) -> str:
    planted = tmp_path / "planted.py"
    planted.write_text(text, encoding="utf-8")
    cache = str(ROOT / ".mypy_cache" / "planted")
    return run("mypy", "--no-error-summary", "--hide-error-context", "--cache-dir", cache, str(planted)).stdout


def test_mypy_strict_catches_what_is_planted(tmp_path: Path) -> None:
    found = mypy_on(
        tmp_path,
        "from typing import Any\n"
        "from uuid import uuid4\n"
        "from catalog.base import ReadSession\n"
        "from catalog.events import DatasetChanged, emit\n"
        "def untyped(value):\n    return value\n"
        "def generic(value: list) -> None: ...\n"
        "def leak(value: Any) -> int:\n    return value\n"
        "def optional(value: str | None) -> int:\n    return len(value)\n"
        "def writes_with_a_read_session(session: ReadSession) -> None:\n"
        "    emit(session, DatasetChanged(uuid4()))\n",
    )
    codes = {
        int(line.split(":")[1]): line.rsplit("[", 1)[-1].rstrip("]")
        for line in found.splitlines()
        if ": error:" in line
    }
    assert codes == {5: "no-untyped-def", 7: "type-arg", 9: "no-any-return", 11: "arg-type", 13: "arg-type"}


def test_mypy_has_nothing_against_a_clean_file(tmp_path: Path) -> None:
    assert mypy_on(tmp_path, "def typed(value: int) -> int:\n    return value\n") == ""


def pytest_on(tmp_path: Path, text: str) -> tuple[int, str]:
    """Exit code and output of this project's pytest on a planted test file."""
    planted = tmp_path / "test_planted.py"
    planted.write_text(text, encoding="utf-8")
    options = ["-c", "pyproject.toml", "--rootdir", str(ROOT), "-p", "tests.plugins.network", "-p", "no:cacheprovider"]
    result = run("python", "-m", "pytest", "--confcutdir", str(tmp_path), *options, str(planted))
    return result.returncode, result.stdout + result.stderr


def test_pytest_makes_a_warning_an_error(tmp_path: Path) -> None:
    code, output = pytest_on(
        tmp_path, "import warnings\n\ndef test_it():\n    warnings.warn('old', DeprecationWarning)\n"
    )
    assert code == 1
    assert "DeprecationWarning: old" in output


def test_pytest_makes_a_coroutine_that_nobody_awaits_an_error(tmp_path: Path) -> None:
    text = "async def forgotten(): ...\n\ndef test_it():\n    forgotten()\n    import gc; gc.collect()\n"
    code, output = pytest_on(tmp_path, text)
    assert code == 1
    assert "was never awaited" in output


def test_pytest_refuses_an_unknown_marker(tmp_path: Path) -> None:
    code, output = pytest_on(tmp_path, "import pytest\n\n@pytest.mark.novelty\ndef test_it(): ...\n")
    assert code == 2
    assert "'novelty' not found in `markers`" in output


LEAVING = [
    "socket.create_connection(('192.0.2.1', 9), timeout=1)",
    "socket.socket().connect_ex(('192.0.2.1', 9))",
    "socket.socket(socket.AF_INET6).connect(('2001:db8::1', 9))",
    "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 9))",
    "socket.getaddrinfo('host.invalid', 80)",
    "socket.gethostbyname('host.invalid')",
    "asyncio.run(asyncio.open_connection('192.0.2.1', 9))",
    "urllib.request.urlopen('http://host.invalid/')",
]


def test_the_network_is_closed(tmp_path: Path) -> None:
    header = "import asyncio, gc, pytest, socket, urllib.request\n"
    tests = (
        f"def test_{n}():\n    with pytest.raises(RuntimeError) as e:\n        {call}\n"
        for n, call in enumerate(LEAVING)
    )
    says = (
        "    assert e.typename == 'NetworkClosedError'\n    assert 'the network is closed in tests' in str(e.value)\n"
        # collected here, where its warning is ignored, and not when the session has ended
        "    del e\n    gc.collect()\n"
    )
    # a socket that was refused is still to be closed: its warning is not what this is about
    ignored = "'ignore::ResourceWarning', 'ignore::pytest.PytestUnraisableExceptionWarning'"
    mark = f"pytestmark = pytest.mark.filterwarnings({ignored})\n"
    code, output = pytest_on(tmp_path, header + mark + "".join(test + says for test in tests))
    assert code == 0, output
    assert f"{len(LEAVING)} passed" in output


def test_loopback_and_unix_sockets_stay_open(tmp_path: Path) -> None:
    text = (
        "import socket\n\n"
        "def test_loopback():\n"
        "    with socket.create_server(('127.0.0.1', 0)) as server:\n"
        "        with socket.create_connection(('localhost', server.getsockname()[1])) as client:\n"
        "            client.sendall(b'x')\n\n"
        "def test_unix(tmp_path):\n"
        "    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:\n"
        "        server.bind(str(tmp_path / 's'))\n        server.listen()\n"
        "        client.connect(str(tmp_path / 's'))\n"
    )
    code, output = pytest_on(tmp_path, text)
    assert code == 0, output
    assert "2 passed" in output


def test_the_network_is_closed_for_the_tests_of_this_project() -> None:
    with pytest.raises(RuntimeError, match="the network is closed in tests"):
        socket.getaddrinfo("host.invalid", 80)
