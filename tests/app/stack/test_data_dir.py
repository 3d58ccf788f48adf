"""The data directory: held by one stack at a time, refused with a sentence where it cannot be used."""

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.stack.data_dir import NEEDED_BYTES, DataDirectory
from app.stack.refusals import (
    DataDirectoryAbsent,
    DataDirectoryBusy,
    DataDirectoryFull,
    DataDirectoryNewer,
    DataDirectoryOfAnother,
    DataDirectoryReadOnly,
    StackRefusal,
)
from tests.app.stack.strangers import NOBODY
from tests.waiting import until


def test_it_is_made_private(tmp_path: Path) -> None:
    held = DataDirectory.open(tmp_path / "new" / "data")
    held.close()
    assert held.path.stat().st_mode & 0o777 == 0o700
    assert {folder.stat().st_mode & 0o777 for folder in held.path.iterdir() if folder.is_dir()} == {0o700}
    assert {file.stat().st_mode & 0o777 for file in held.path.iterdir() if file.is_file()} == {0o600}


def test_one_that_is_not_there_is_not_made_by_who_expects_it(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "mistyped"):
        with pytest.raises(DataDirectoryAbsent, match="不是闽数的数据目录"):
            DataDirectory.open_existing(path)
    assert list(tmp_path.iterdir()) == []
    DataDirectory.open(tmp_path).close()
    DataDirectory.open_existing(tmp_path).close()


def test_a_second_stack_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    held = DataDirectory.open(tmp_path)
    with pytest.raises(DataDirectoryBusy, match=str(os.getpid())):
        DataDirectory.open(tmp_path)
    held.close()
    DataDirectory.open(tmp_path).close()


@pytest.mark.usefixtures("processes")
def test_what_a_killed_holder_left_does_not_stop_the_next(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from app.stack.data_dir import DataDirectory\n"
        "DataDirectory.open(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(DataDirectoryBusy):
            DataDirectory.open(tmp_path)
        holder.kill()
    DataDirectory.open(tmp_path).close()


@pytest.mark.usefixtures("processes")
def test_children_of_a_dead_supervisor_hold_it_until_they_end(tmp_path: Path) -> None:
    held = DataDirectory.open(tmp_path)
    child = subprocess.Popen([shutil.which("sleep") or "sleep", "1"], pass_fds=[held.lock])
    os.pwrite(held.lock, b"4194305", 0)  # beyond the largest process id: a supervisor that is gone
    os.ftruncate(held.lock, 7)
    held.close()
    with child:
        DataDirectory.open(tmp_path).close()  # waits
        until(lambda: child.poll() is not None, 1, "the child that held the lock has ended")


def test_a_newer_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "stamp.json").write_text('{"version": "999.1.0"}')
    with pytest.raises(DataDirectoryNewer, match=r"999\.1\.0"):
        DataDirectory.open(tmp_path)


@pytest.mark.parametrize("stamp", ['{"version": "0.0.9"}', "", "{broken"])
def test_an_older_or_damaged_stamp_is_renewed(tmp_path: Path, stamp: str) -> None:
    (tmp_path / "stamp.json").write_text(stamp)
    DataDirectory.open(tmp_path).close()
    assert "0.0.9" not in (tmp_path / "stamp.json").read_text()
    assert "version" in (tmp_path / "stamp.json").read_text()


def _give_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a folder and what is in it another user's, seen by root; that user's name."""
    if os.geteuid() == 0:
        for each in (path, *path.rglob("*")):
            os.chown(each, NOBODY, NOBODY)
    else:  # giving away is root's right alone: look with the eyes of root
        monkeypatch.setattr(os, "geteuid", lambda: 0)
    return pwd.getpwuid(path.stat().st_uid).pw_name


@pytest.mark.parametrize("open_it", [DataDirectory.open, DataDirectory.open_existing])
def test_one_of_another_user_is_refused_and_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_it: Callable[[Path], DataDirectory]
) -> None:
    DataDirectory.open(tmp_path).close()
    owner = _give_away(tmp_path, monkeypatch)
    before = {path: (path.stat().st_uid, path.stat().st_mtime_ns) for path in (tmp_path, *tmp_path.rglob("*"))}
    with pytest.raises(DataDirectoryOfAnother, match=f"属于用户 {owner},请用该用户运行:sudo -u {owner} minshu"):
        open_it(tmp_path)
    assert {path: (path.stat().st_uid, path.stat().st_mtime_ns) for path in (tmp_path, *tmp_path.rglob("*"))} == before


def test_an_empty_one_of_another_user_is_refused_to_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = _give_away(tmp_path, monkeypatch)
    with pytest.raises(DataDirectoryOfAnother, match=owner):
        DataDirectory.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_beside_the_running_stack_of_another_user_nothing_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = DataDirectory.open(tmp_path)
    _give_away(tmp_path, monkeypatch)
    with pytest.raises(DataDirectoryBusy):  # which a command takes for the stack to work with
        DataDirectory.open_existing(tmp_path)
    held.close()


def test_whoever_wrote_in_a_folder_that_root_made_may_go_on(tmp_path: Path) -> None:
    if os.geteuid() == 0:  # any other user is not asked whose the folder is
        DataDirectory.open(tmp_path).close()
        os.chown(tmp_path, NOBODY, NOBODY)
    DataDirectory.open(tmp_path).close()


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataDirectoryReadOnly):
        DataDirectory.open(tmp_path / "file")


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize(
    ("options", "sentence"), [("ro", "不可写"), (f"size={NEEDED_BYTES // 2}", f"至少需要 {NEEDED_BYTES // 2**20} MiB")]
)
def test_a_read_only_or_small_disk_is_refused_with_a_sentence(tmp_path: Path, options: str, sentence: str) -> None:
    serve = f"exec '{sys.executable}' -m app.cli.main serve --data-dir '{tmp_path}/disk/data'"
    script = f"mkdir '{tmp_path}/disk' && mount -t tmpfs -o {options} none '{tmp_path}/disk' && {serve}"
    # a mount namespace inside a user namespace: needs no root, and the mount is gone with it
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script],
        capture_output=True,
        text=True,
        check=False,
    )
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 1


def test_every_refusal_is_one_sentence_in_each_language() -> None:
    path = Path("/srv/data")
    refusals: list[StackRefusal] = [
        DataDirectoryBusy(path, 7),
        DataDirectoryFull(path, 1, 2),
        DataDirectoryNewer(path, "2", "1"),
        DataDirectoryOfAnother(path, "clerk"),
        DataDirectoryReadOnly(path),
    ]
    for refusal in refusals:
        chinese, english = str(refusal).split("\n")
        assert chinese.endswith("。")
        assert english.endswith((".", "upgrade."))
