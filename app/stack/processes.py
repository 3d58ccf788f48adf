"""Starting child processes that die with their parent, and ending them."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)  # loaded here: nothing may be imported between fork and exec


@dataclass(frozen=True)
class SystemAccount:
    """An unprivileged account of the machine that a child is to run as."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class ChildCommand:
    """What to run: everything ``spawn`` needs and nothing about when."""

    argv: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    log: Path
    cwd: Path | None = None
    account: SystemAccount | None = None
    death_signal: signal.Signals = signal.SIGKILL


def spawn(command: ChildCommand, inherited: Sequence[int] = ()) -> subprocess.Popen[bytes]:
    """Start ``command`` in a session of its own, its output appended to its log.

    The kernel sends the child ``death_signal`` when the calling THREAD ends, however it ends; so call this from a
    thread that lives as long as the child should, in practice the main one.

    Args:
        command: what to run.
        inherited: file descriptors the child keeps open, such as the lock of the data directory.

    Raises:
        OSError: the program or its folder is missing or may not be run.
    """
    account = command.account
    with command.log.open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - fixed programs, no shell
            list(command.argv),
            env=dict(command.environment),
            cwd=command.cwd,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which then stops the parts in order
            pass_fds=tuple(inherited),
            umask=0o077,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            preexec_fn=_die_with(  # noqa: PLW1509 - the supervisor has one thread
                os.getpid(), command.death_signal
            ),
        )


def _die_with(parent: int, death_signal: signal.Signals) -> Callable[[], None]:
    def ask_kernel() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])  # the supervisor waits for its signals with them blocked
        if os.getppid() != parent:  # it died between fork and prctl
            os._exit(1)

    return ask_kernel


def end(process: subprocess.Popen[bytes], stop_signal: signal.Signals, seconds: float) -> bool:
    """Ask ``process`` to stop, wait at most ``seconds``, then kill it; tell whether it stopped by itself."""
    with suppress(ProcessLookupError):
        process.send_signal(stop_signal)
    try:
        process.wait(timeout=max(seconds, 0.0))
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()
        return False
    return True


def last_line(log: Path) -> str:
    """The last line of a log that is not empty, at most 300 characters, for a message to a person."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 4096))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.strip()[-300:] for line in reversed(lines) if line.strip()), "")
