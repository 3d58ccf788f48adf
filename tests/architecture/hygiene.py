"""What may stand in the repository: no addresses of machines and registries, no large files, locks with hashes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import Violation

LARGEST = 1_000_000
"""Bytes a committed file may have."""

MACHINE_PATHS = re.compile(r"(?<![\w.$}{/-])/(?:work/(?:main|shared)|root/|home/[a-z]\w*|Users/\w+|mnt/\w+)")
# written so that this file does not find itself
REGISTRIES = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|npm[m]irror|repo1?\.maven|maven\.aliyun|proxy\.golang"
    r"|--(?:extra-)?index-url\b|--find-link[s]\b|PIP_(?:EXTRA_)?INDEX_URL|UV_(?:DEFAULT_)?INDEX\b"
)
ADDRESSES = (("a path of one machine", MACHINE_PATHS), ("the address of a registry", REGISTRIES))


def addresses(path: str, text: str) -> Iterator[Violation]:
    """Machine paths and registry addresses: neither means anything on another machine."""
    for number, line in enumerate(text.splitlines(), start=1):
        for what, pattern in ADDRESSES:
            if match := pattern.search(line):
                yield Violation(path, number, f"{what}: {match.group()}")


def python_lock(path: str, text: str) -> Iterator[Violation]:
    """Every requirement is pinned and carries hashes; no option line, no address."""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line or line[0] in " #":
            continue
        if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*(\[[a-z0-9,-]+\])?==\S+( ; .+)? \\", line):
            yield Violation(path, number, f"not a pinned requirement with hashes: {line[:60]}")
        elif not text.split("\n")[number].startswith("    --hash=sha256:"):
            yield Violation(path, number, f"no hash: {line[:60]}")


def npm_lock(path: str, text: str) -> Iterator[Violation]:
    """Every package has its integrity, and none says where it came from."""
    for name, package in json.loads(text)["packages"].items():
        if "resolved" in package:
            yield Violation(path, 1, f"{name}: names a registry")
        if name and "integrity" not in package:
            yield Violation(path, 1, f"{name}: no integrity")


def too_large(path: Path) -> bool:
    """Whether a file is larger than a repository should carry."""
    return path.stat().st_size > LARGEST
