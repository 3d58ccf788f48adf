"""The file that tells the person at the machine with which passwords the demo accounts sign in."""

import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

from app.demo.content import DemoAccount
from catalog.identity import passwords

_HEADING = "# 演示账号：邮箱、密码、身份，每行一个，以制表符分隔。只用于本机演示。"
_LOST = "（密码已无从得知：此文件曾被删除）"
_BYTES = 12  # 96 bits, 16 characters


def read(path: Path) -> dict[str, str]:
    """The passwords by e-mail address; none where there is no file."""
    if not path.exists():
        return {}
    lines = (line.split("\t") for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {fields[0]: fields[1] for fields in lines if len(fields) > 1 and fields[1] != _LOST}


def plan(accounts: Iterable[DemoAccount], known: Mapping[str, str], existing: Iterable[str]) -> dict[str, str]:
    """The password of every account: the known one, else a new one; none for an account that exists without one."""
    taken = frozenset(existing)
    planned = {each.email: known.get(each.email) or _fresh(each.email) for each in accounts if each.email not in taken}
    return {**known, **planned}


def write(path: Path, accounts: Iterable[DemoAccount], planned: Mapping[str, str]) -> None:
    """Replace the file in one step, so that a crash leaves the old one or the new one."""
    lines = [_HEADING, *("\t".join((a.email, planned.get(a.email, _LOST), a.display_name)) for a in accounts)]
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _fresh(email: str) -> str:
    while passwords.problems(password := secrets.token_urlsafe(_BYTES), email):
        pass
    return password
