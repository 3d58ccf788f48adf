"""What a Markdown document promises: links, files, commands."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|\b(?:src|href)=\"([^\"]+)\"")
CODE = re.compile(r"`([^`\n]+)`")
CommandTree = dict[str, "CommandTree | None"]
PLACES = ("app/", "catalog/", "search/", "tests/", "docs/", "docker/", "migrations/", "openapi/", "benchmarks/")


def relative_links(text: str) -> Iterator[str]:
    """The targets of links that stay inside the repository, without their fragment."""
    for match in LINK.finditer(FENCE.sub("", text)):
        target = (match[1] or match[2]).partition("#")[0]
        if target and not re.match(r"[a-z][a-z0-9+.-]*:|/", target):
            yield target


def named_files(text: str) -> Iterator[str]:
    """Files and folders of the repository that stand in backticks; patterns and <examples> do not count."""
    for match in CODE.finditer(FENCE.sub("", text)):
        name = match[1].strip()
        if name.startswith(PLACES) and not re.search(r"[\s*<>{}…|]", name):
            yield name.split(":")[0]


def _shell_lines(text: str) -> Iterator[str]:
    for block in FENCE.findall(text):
        yield from block.splitlines()[1:-1]
    for match in CODE.finditer(FENCE.sub("", text)):
        yield match[1]


def make_targets(text: str) -> set[str]:
    """Every target ``X`` of a command ``make X`` in code."""
    found = (
        match[1] for line in _shell_lines(text) for match in re.finditer(r"(?:^|[;&] *|\$ )make ([a-z][\w-]*)", line)
    )
    return set(found)


def minshu_commands(text: str) -> set[tuple[str, ...]]:
    """The words after ``minshu`` of every command in code, up to the first that is no plain word."""
    found = set()
    for line in _shell_lines(text):
        for match in re.finditer(r"(?:^|[;&] *|\$ |bin/)minshu((?: [a-z][a-z-]*(?=\s|$))+)", line):
            found.add(tuple(match[1].split()))
    return found


def command_tree(command: Any) -> CommandTree | None:
    """The names below a command group, as a tree; None for a command that has none below it."""
    if not hasattr(command, "list_commands"):
        return None
    return {name: command_tree(command.get_command(None, name)) for name in command.list_commands(None)}


def leads_to_command(tree: CommandTree | None, words: tuple[str, ...]) -> bool:
    """Whether ``words`` name a command of ``tree``; what follows a command without subcommands is its argument."""
    if not words or tree is None:
        return True
    return words[0] in tree and leads_to_command(tree[words[0]], words[1:])


def missing_links(document: Path, root: Path) -> list[str]:
    """Links and named files of ``document`` that lead nowhere."""
    text = document.read_text(encoding="utf-8")
    links = [link for link in relative_links(text) if not (document.parent / link).exists()]
    return links + [name for name in named_files(text) if not (root / name).exists()]
