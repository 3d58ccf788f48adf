"""``minshu audit``: checking the chain of the record, and writing it out."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.cli.acting import OWNER, act, owner
from app.cli.speaking import say
from app.cli.stack import DEFAULT_DATA_DIR, AsJson, DataDir
from app.cli.telling import show
from app.container import Services
from app.worker.schedule import checkpoint_key
from catalog.audit import verification
from catalog.audit.actions import Action
from catalog.audit.entry import Target
from catalog.audit.service import record
from catalog.audit.verification import LATEST, Verification
from catalog.messages import message

app = typer.Typer(no_args_is_help=True, help=say(message("cli.audit")))

First = Annotated[int, typer.Option("--from", min=1, help=say(message("cli.audit.first")))]
Last = Annotated[int, typer.Option("--to", min=1, help=say(message("cli.audit.last")))]


@app.command(help=say(message("cli.audit.verify")))
def verify(
    first: First = 1, last: Last = LATEST, data_dir: DataDir = DEFAULT_DATA_DIR, *, as_json: AsJson = False
) -> None:
    """Walk the chain and its checkpoints; the first fault is named with its number."""

    async def work(services: Services) -> Verification:
        key = checkpoint_key(services.settings.secret_key.get_secret_value())
        public = Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()
        async with services.database.reading() as session:
            now = services.clock.now()
            return await verification.verify(session, now, first=first, last=last, public_key=public)

    found = act(data_dir, work)
    reason = say(found.reason) if found.reason else ""
    answer = {
        "ok": found.ok,
        "checked": found.checked,
        "sequence": found.sequence,
        "fault": found.fault,
        "reason": reason,
        "head": found.head,
    }
    if found.ok or as_json:
        show(answer, message("cli.audit.whole", checked=found.checked, head=found.head), as_json=as_json)
    if found.ok:
        return
    if found.sequence is None:
        fault = message("cli.audit.fault", reason=reason)
    else:
        fault = message("cli.audit.fault-at", sequence=found.sequence, reason=reason)
    typer.echo(say(fault), err=True)
    raise typer.Exit(1)


@app.command(help=say(message("cli.audit.export")))
def export(
    file: Annotated[Path, typer.Argument(help=say(message("cli.audit.export.file")))],
    first: First = 1,
    last: Last = LATEST,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Write the sealed entries to ``file`` (mode 0600); the export itself is recorded before the first line."""

    async def work(services: Services) -> int:
        target = Target("audit", f"{first}-{'' if last == LATEST else last}")
        async with services.database.unit_of_work() as session:
            await record(session, owner(services), Action.AUDIT_EXPORT, target, OWNER)
        async with services.database.reading() as session:
            return await _write(verification.export(session, first=first, last=last), file)

    count = act(data_dir, work, changes=True)
    typer.echo(say(message("cli.audit.exported", count=count, file=str(file))))


async def _write(lines: AsyncIterator[bytes], path: Path) -> int:
    """Write ``lines`` beside ``path`` and put them in its place at the end; answers how many."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    count = 0
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        async for line in lines:
            file.write(line)
            count += 1
    fresh.replace(path)
    return count
