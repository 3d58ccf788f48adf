"""Starts the parts in order, starts again what dies, stops all in the reverse order.

One thread, one loop. Signals are taken with ``sigtimedwait`` while they are blocked, so that none is lost and none
interrupts a step halfway. Each part dies with this process, however it ends (``processes.spawn``).
"""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.logging import get_logger
from app.stack.logs import keep_small
from app.stack.processes import ChildCommand, end, last_line, spawn
from app.stack.refusals import PartFailed, PartHindered
from catalog.messages import Message

_log = get_logger(__name__)
_STOPPING = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
_HELD = _STOPPING | {signal.SIGCHLD}
_POLL_SECONDS = 0.03
_WATCH_SECONDS = 5.0
_ATTEMPTS = 6  # of a part that has never been ready, within six seconds; later it is tried for ever
_FIRST_PAUSE, _LONGEST_PAUSE, _HEALTHY_SECONDS = 0.1, 10.0, 30.0
_HINDERED_SECONDS = 15.0  # killed processes are gone within three seconds; a busy machine takes several times as long
STOPPED_WITHIN = 5.0
"""Seconds after which all parts have ended."""
_STOP_SECONDS = STOPPED_WITHIN - 0.4  # what is left is for the supervisor itself


class StopAsked(Exception):
    """Ctrl-C, SIGTERM or a closed terminal."""


@dataclass(frozen=True)
class Part:
    """One process of the stack.

    Attributes:
        name: what people call it; also the name of its log.
        command: what to run, asked anew at each start.
        ready: whether it does its work now; asked every 30 ms until it says yes the first time.
        hindrance: what an earlier run left that would make a start fail and goes away by itself, or None; asked
            before each start until it is gone.
        prepare: what must be done before each start; may be called after a crash at any point.
        stop_signal: how it is asked to stop.
        stop_seconds: how long it may take before it is killed.
        ready_seconds: how long it may take to become ready.
        once: it runs to its end and must succeed, instead of staying.
    """

    name: str
    command: Callable[[], ChildCommand]
    ready: Callable[[], bool] = lambda: True
    hindrance: Callable[[], Message | None] = lambda: None
    prepare: Callable[[], None] = lambda: None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 1.0
    ready_seconds: float = 60.0
    once: bool = False


@dataclass
class _Running:
    """A part with its present process."""

    part: Part
    process: subprocess.Popen[bytes] | None = None
    command: ChildCommand | None = None
    started: float = 0.0
    failures: int = 0
    is_ready: bool = False
    next_start: float | None = None


@dataclass
class Supervisor:
    """Runs ``stages``: the parts of one stage start together, the next stage waits until all are ready.

    Attributes:
        stages: the parts in the order of their start.
        inherited: file descriptors every child keeps open.
        changed: told the process id of each running part, and whether all are ready, after each change.
    """

    stages: Sequence[Sequence[Part]]
    inherited: Sequence[int] = ()
    changed: Callable[[Mapping[str, int], bool], None] = lambda _pids, _ready: None
    _running: dict[str, _Running] = field(default_factory=dict, init=False)
    _complete: bool = field(default=False, init=False)

    def run(self, on_ready: Callable[[], None]) -> None:
        """Start everything, call ``on_ready``, watch until asked to stop, stop everything.

        Raises:
            PartFailed: a part did not start; the others have been stopped.
        """
        with _signals_held():
            try:
                self.start()
                on_ready()
                self._watch()
            except StopAsked:
                _log.info("stopping")
            finally:
                self.stop()

    def start(self) -> None:
        """Start all stages and return when all are ready.

        Raises:
            PartFailed: a part ended again and again, or was not ready in time; the caller must ``stop``.
            PartHindered: what an earlier run left did not go away; the caller must ``stop``.
            StopAsked: a signal came, if signals are held.
        """
        for stage in self.stages:
            for part in stage:
                _await_way(part)
                self._running[part.name] = _Running(part)
                self._start(self._running[part.name])
            for part in stage:
                self._await(self._running[part.name], [self._running[each.name] for each in stage])
        self._complete = True
        self._tell()

    def stop(self) -> None:
        """Stop all parts, the last stage first, within ``STOPPED_WITHIN`` seconds in all."""
        deadline = time.monotonic() + _STOP_SECONDS
        for stage in reversed(self.stages):
            alive = [running for part in stage if (running := self._running.get(part.name)) and running.process]
            for running in alive:  # all are asked before any is waited for
                if running.process and running.process.poll() is None:
                    running.process.send_signal(running.part.stop_signal)
            for running in alive:
                self._end(running, deadline)
        self._running.clear()

    def _end(self, running: _Running, deadline: float) -> None:
        if running.process is None or running.process.poll() is not None:
            return
        seconds = min(running.part.stop_seconds, deadline - time.monotonic())
        if not end(running.process, running.part.stop_signal, seconds):
            _log.warning("killed_at_stop", part=running.part.name)

    def _start(self, running: _Running) -> None:
        running.part.prepare()
        running.command = running.part.command()
        running.process = spawn(running.command, self.inherited)
        running.started = time.monotonic()
        running.next_start = None
        self._tell()

    def _await(self, awaited: _Running, stage: Sequence[_Running]) -> None:
        """Wait for one part, bringing up again any part of its stage that ends meanwhile."""
        deadline = time.monotonic() + awaited.part.ready_seconds
        while not self._has_arrived(awaited):
            _pause(_POLL_SECONDS)
            if time.monotonic() > deadline:
                raise _failure(awaited)
            for running in stage:
                self._bring_up_again(running)

    def _has_arrived(self, running: _Running) -> bool:
        code = running.process.poll() if running.process else None
        if running.part.once:
            running.is_ready = code == 0
        elif code is None and not running.is_ready:
            running.is_ready = running.part.ready()
        return running.is_ready

    def _bring_up_again(self, running: _Running) -> None:
        if running.next_start is not None:
            if time.monotonic() >= running.next_start and running.part.hindrance() is None:
                self._start(running)
            return
        code = running.process.poll() if running.process else None
        if code is None or (running.part.once and code == 0):
            return
        running.failures += 1
        if running.failures >= _ATTEMPTS or running.part.once:
            raise _failure(running)
        # what makes it end may be passing, such as a port or a file that a process of the last run still holds
        running.next_start = time.monotonic() + _FIRST_PAUSE * 2**running.failures

    def _watch(self) -> None:
        while True:
            waiting = [running.next_start for running in self._running.values() if running.next_start is not None]
            _pause(min([_WATCH_SECONDS, *(max(when - time.monotonic(), 0.01) for when in waiting)]))
            for running in self._running.values():
                if not running.part.once:
                    self._look_after(running)
                if running.command:
                    keep_small(running.command.log)

    def _look_after(self, running: _Running) -> None:
        now = time.monotonic()
        if running.next_start is not None:
            if now >= running.next_start:
                self._restart(running)
        elif running.process is not None and running.process.poll() is not None:
            running.failures = 0 if now - running.started > _HEALTHY_SECONDS else running.failures + 1
            pause = min(_FIRST_PAUSE * 2**running.failures, _LONGEST_PAUSE)
            running.next_start = now + pause
            _log.warning("part_ended", part=running.part.name, code=running.process.returncode, restart_in=pause)

    def _restart(self, running: _Running) -> None:
        if (found := running.part.hindrance()) is not None:
            running.next_start = time.monotonic() + _FIRST_PAUSE
            _log.info("part_hindered", part=running.part.name, reason=str(found))
            return
        try:
            self._start(running)
        except OSError as problem:  # such as a full disk: it may have room again later
            running.next_start = time.monotonic() + _LONGEST_PAUSE
            _log.warning("part_not_started", part=running.part.name, reason=problem.strerror)
            return
        _log.info("part_restarted", part=running.part.name)

    def _tell(self) -> None:
        pids = {
            name: running.process.pid
            for name, running in self._running.items()
            if running.process is not None and not running.part.once
        }
        self.changed(pids, self._complete)


def _failure(running: _Running) -> PartFailed:
    assert running.command is not None  # noqa: S101 - it has been started
    return PartFailed(running.part.name, running.command.log, last_line(running.command.log))


def _await_way(part: Part) -> None:
    deadline = time.monotonic() + _HINDERED_SECONDS
    while (found := part.hindrance()) is not None:
        if time.monotonic() > deadline:
            raise PartHindered(part.name, found, _HINDERED_SECONDS)
        _pause(_POLL_SECONDS)


def _pause(seconds: float) -> None:
    """Wait for a child to end, at most ``seconds``; a stop signal raises ``StopAsked``."""
    came = signal.sigtimedwait(_HELD & signal.pthread_sigmask(signal.SIG_BLOCK, ()), seconds)
    if came is not None and came.si_signo in _STOPPING:
        raise StopAsked


@contextmanager
def _signals_held() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _HELD)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
