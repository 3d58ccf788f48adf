"""The supervisor, with small programs as parts."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from app.stack import supervisor as supervision
from app.stack.logs import keep_small
from app.stack.processes import ChildCommand
from app.stack.refusals import PartFailed, PartHindered
from app.stack.supervisor import Part, Supervisor
from catalog.messages import message
from tests.waiting import until

STAY = "import signal; signal.pause()"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); signal.pause()"
MakePart = Callable[..., Part]


@pytest.fixture
def make_part(processes: None, tmp_path: Path) -> MakePart:
    def make(name: str, code: str, **options: object) -> Part:
        command = ChildCommand([sys.executable, "-c", code], dict(os.environ), tmp_path / f"{name}.log")
        return Part(name, lambda: command, **options)  # type: ignore[arg-type]

    return make


@pytest.fixture
def supervise(processes: None) -> Iterator[Callable[..., Supervisor]]:
    made: list[Supervisor] = []

    def make(*stages: list[Part]) -> Supervisor:
        made.append(Supervisor(stages))
        return made[-1]

    yield make
    for supervisor in made:
        supervisor.stop()


def _pid(supervisor: Supervisor, name: str) -> int:
    process = supervisor._running[name].process
    assert process is not None
    return process.pid


def test_stages_start_in_order_and_stop_in_reverse(make_part: MakePart, tmp_path: Path) -> None:
    story = tmp_path / "story"
    code = (
        "import signal, sys\n"
        f"def tell(word): open({str(story)!r}, 'a').write(word + ' ')\n"
        "def stop(*_): tell('-{0}'); sys.exit()\n"
        "signal.signal(signal.SIGTERM, stop); tell('+{0}'); print('up', flush=True)\n"
        "while True: signal.pause()"
    )
    parts = [
        make_part(name, code.format(name), ready=lambda name=name: (tmp_path / f"{name}.log").read_text() != "")
        for name in ("first", "second", "third")
    ]
    supervisor = Supervisor([[part] for part in parts])
    supervisor.start()
    supervisor.stop()
    assert story.read_text().split() == ["+first", "+second", "+third", "-third", "-second", "-first"]


def test_a_part_that_keeps_failing_is_told_with_its_last_line(
    make_part: MakePart, supervise: Callable[..., Supervisor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "_FIRST_PAUSE", 0.01)
    supervisor = supervise([make_part("broken", "import sys; sys.exit('no room')", ready=lambda: False)])
    with pytest.raises(PartFailed, match=r"broken.*no room"):
        supervisor.start()


def test_a_part_that_fails_for_a_moment_is_tried_until_it_succeeds(
    make_part: MakePart, supervise: Callable[..., Supervisor], tmp_path: Path
) -> None:
    """As after a kill, when processes of the last run hold a port or a file for another second or two."""
    began = time.monotonic()
    log = tmp_path / "patient.log"
    code = f"import os, time; os._exit(1) if time.monotonic() < {began} + 2 else print('up', flush=True); {STAY}"
    supervisor = supervise([make_part("patient", code, ready=lambda: "up" in log.read_text())])
    supervisor.start()
    assert time.monotonic() - began > 2


def test_a_part_waits_until_nothing_is_in_its_way(make_part: MakePart, supervise: Callable[..., Supervisor]) -> None:
    there = message("text", text="still there")
    answers: Iterator[object] = iter([there, there])
    begun: list[object] = []
    part = make_part(
        "late", STAY, hindrance=lambda: next(answers, None), prepare=lambda: begun.append(next(answers, "free"))
    )
    supervise([part]).start()
    assert begun == ["free"]


def test_what_stays_in_the_way_of_a_part_is_told(
    make_part: MakePart, supervise: Callable[..., Supervisor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "_HINDERED_SECONDS", 0.2)
    supervisor = supervise([make_part("late", STAY, hindrance=lambda: message("text", text="进程 7 还没有结束"))])
    with pytest.raises(PartHindered, match=r"late 无法启动.*进程 7 还没有结束。"):
        supervisor.start()


def test_a_part_that_is_never_ready_is_given_up(make_part: MakePart, supervise: Callable[..., Supervisor]) -> None:
    supervisor = supervise([make_part("slow", STAY, ready=lambda: False, ready_seconds=0.2)])
    with pytest.raises(PartFailed, match="slow"):
        supervisor.start()


def test_a_part_that_runs_once_must_succeed(
    make_part: MakePart, supervise: Callable[..., Supervisor], tmp_path: Path
) -> None:
    done = tmp_path / "done"
    supervise([make_part("works", f"open({str(done)!r}, 'w')", once=True)]).start()
    assert done.exists()
    with pytest.raises(PartFailed, match="fails"):
        supervise([make_part("fails", "raise SystemExit(3)", once=True)]).start()


def test_a_deaf_part_is_killed_within_its_time(
    make_part: MakePart, supervise: Callable[..., Supervisor], tmp_path: Path
) -> None:
    heard = tmp_path / "deaf.log"
    supervisor = supervise([make_part("deaf", STUBBORN, ready=lambda: heard.read_text() != "", stop_seconds=0.3)])
    supervisor.start()
    pid = _pid(supervisor, "deaf")
    supervisor.stop()
    assert not psutil.pid_exists(pid)


def test_a_killed_part_comes_back_and_a_signal_ends_all(make_part: MakePart) -> None:
    """The supervisor runs in a child of its own, because it takes the signals of the process it runs in."""
    seen: list[int] = []
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        with suppress(BaseException):

            def tell(pids: object, _ready: object) -> None:
                os.write(writer, f"{pids['stay']}\n".encode())  # type: ignore[index]

            Supervisor([[make_part("stay", STAY)]], changed=tell).run(lambda: None)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as lines:
        seen = [int(lines.readline()), int(lines.readline())]  # started, complete
        os.kill(seen[0], signal.SIGKILL)
        again = int(lines.readline())
        assert again != seen[0]
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
    until(lambda: not psutil.pid_exists(again), 1, "the part has been stopped")


def test_a_large_log_is_moved_aside(tmp_path: Path) -> None:
    log = tmp_path / "part.log"
    with log.open("ab") as writer:
        writer.write(b"x" * 1000)
        writer.flush()
        keep_small(log, limit=2000)
        assert log.stat().st_size == 1000
        keep_small(log, limit=999)
        writer.write(b"after")
    assert log.read_bytes() == b"after"
    assert (tmp_path / "part.log.1").stat().st_size == 1000
    keep_small(tmp_path / "absent.log")
