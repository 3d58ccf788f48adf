"""Keeping the logs of the parts small while the parts write to them."""

import shutil
from contextlib import suppress
from pathlib import Path

LIMIT_BYTES = 20 * 1024**2


def keep_small(log: Path, limit: int = LIMIT_BYTES) -> None:
    """Move what a log holds to ``<log>.1`` once it exceeds ``limit`` bytes.

    The file itself is emptied, not replaced: its writer has it open for appending and knows nothing of this. Lines
    written between copy and cut are lost, as with every rotation of this kind.
    """
    with suppress(FileNotFoundError):
        if log.stat().st_size > limit:
            shutil.copyfile(log, log.with_name(log.name + ".1"))
            with log.open("r+b") as file:
                file.truncate(0)
