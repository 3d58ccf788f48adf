"""The commands in the documents are ones that the product understands."""

import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import typer

from app.cli.main import app as minshu
from catalog.tables.query import RESERVED
from search.asking.parameters import PARAMETERS
from tests.architecture.documents import CODE, FENCE
from tests.docs.test_guides import documents
from tests.openapi.document import described, operation_of

DOCUMENT = described()
VALUED = ("-X", "-H", "-d", "--data-urlencode")


def shell(text: str) -> Iterator[str]:
    """Every command line in code, continuation lines joined."""
    for block in FENCE.findall(text):
        yield from block.replace("\\\n", " ").splitlines()[1:-1]
    yield from (match[1] for match in CODE.finditer(FENCE.sub("", text)))


def calls(text: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Method, path and query of every curl command."""
    for line in shell(text):
        if not line.startswith("curl "):
            continue
        words = shlex.split(line)
        options = list(pairwise(words))
        method = next((value for name, value in options if name == "-X"), "GET")
        taken = {value for name, value in options if name in VALUED}
        (address,) = [word for word in words[1:] if not word.startswith("-") and word not in taken]
        query = dict(parse_qsl(urlsplit(address).query))
        query |= dict(value.split("=", 1) for name, value in options if name == "--data-urlencode")
        yield method, urlsplit(re.sub(r"<[^>]+>", "x", address)).path, query


def unknown_options(line: str) -> list[str]:
    """Options of a ``minshu`` command line that the command does not have."""
    words = shlex.split(line.partition("#")[0])
    command: Any = typer.main.get_command(minshu)
    context = typer.Context(command)
    while hasattr(command, "get_command") and words:
        below = command.get_command(context, words[0])
        if below is None:
            break
        command, words = below, words[1:]
    known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    return [word for word in words if word.startswith("--") and word not in known]


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_every_call_is_one_the_api_describes(path: Path) -> None:
    for method, address, query in calls(path.read_text(encoding="utf-8")):
        operation_of(DOCUMENT, method, address)
        known = {"/api/v1/search": set(PARAMETERS)}.get(address)
        assert known is None or set(query) <= known
        if address.endswith("/rows"):
            assert {name for name in query if "%" not in name} <= set(RESERVED)


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_every_option_of_every_command_exists(path: Path) -> None:
    for line in shell(path.read_text(encoding="utf-8")):
        if match := re.match(r"(?:\.venv/bin/)?minshu (.+)", line):
            assert unknown_options(match[1]) == [], line


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_curl_is_given_only_names_that_it_can_send(path: Path) -> None:
    """It encodes what stands after the sign of equality, and sends a name as it is: a server refuses raw Chinese."""
    for _, address, query in calls(path.read_text(encoding="utf-8")):
        assert address.isascii()
        assert [name for name in query if not name.isascii()] == []


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = (found.read_text(encoding="utf-8") for found in documents()[:2])
    assert len(list(calls(english))) == 3
    assert [(method, path, query) for method, path, query in calls(english)] == list(calls(chinese))
    for command in ("make demo", "make test", ".minshu/demo-accounts.txt"):
        assert command in english
        assert command in chinese


def test_planted_faults_are_found() -> None:
    assert unknown_options("serve --prot 1 --data-dir x") == ["--prot"]
    assert unknown_options("search check --repair") == []
    assert list(calls("`curl -X PUT -H 'a: b' http://127.0.0.1:1/api/v1/nowhere?a=1`")) == [
        ("PUT", "/api/v1/nowhere", {"a": "1"})
    ]
    with pytest.raises(LookupError):
        operation_of(DOCUMENT, "PUT", "/api/v1/nowhere")
