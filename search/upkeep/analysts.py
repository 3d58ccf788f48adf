"""Processes that make the records of documents for a rebuild, so that analysis takes every core.

``python -m search.upkeep.analysts`` is one of them: it reads batches from its input and writes their records, each as a
length and a pickle, until its input ends. It ends however its parent ends, because the pipe ends with it.
"""

import asyncio
import gc
import os
import pickle
import sys
from collections.abc import Sequence
from typing import BinaryIO

from search.document import SearchDocument
from search.engine import SearchUnavailable
from search.indexing.record import Record, record_of

LENGTH_BYTES = 8
NICENESS = 5
"""How far a rebuild stands back behind those who are being served."""
ALONE = 1_000
"""So many documents are analysed before processes are worth their start."""


class Analysts:
    """Makes records, at first in a thread, then in processes of its own; batches come back in any order."""

    def __init__(self, processes: int) -> None:
        """Nothing is started before it is needed.

        Args:
            processes: how many to start at most.
        """
        self._most = processes
        self._begun = 0
        self._given = 0
        self._started: list[asyncio.subprocess.Process] = []
        self._free: asyncio.Queue[asyncio.subprocess.Process] = asyncio.Queue()

    async def records(self, documents: Sequence[SearchDocument]) -> list[Record]:
        """The record of each of these documents.

        Raises:
            SearchUnavailable: a process of ours ended.
        """
        self._given += len(documents)
        if self._given <= ALONE or not self._most:
            return await asyncio.to_thread(_analyse, documents)
        if self._free.empty() and self._begun < self._most:
            self._begun += 1  # before waiting, or others would start too many
            await self._start()
        process = await self._free.get()
        try:
            return await _ask(process, documents)
        finally:
            self._free.put_nowait(process)

    async def close(self) -> None:
        """End the processes."""
        for process in self._started:
            if process.returncode is None:
                process.kill()
            await process.communicate()
        self._started.clear()

    async def _start(self) -> None:
        command = (sys.executable, "-m", "search.upkeep.analysts")
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
        self._started.append(process)
        self._free.put_nowait(process)


async def _ask(process: asyncio.subprocess.Process, documents: Sequence[SearchDocument]) -> list[Record]:
    sink, source = process.stdin, process.stdout
    assert sink is not None and source is not None  # noqa: PT018, S101 - it was started with both pipes
    content = await asyncio.to_thread(pickle.dumps, documents)
    try:
        sink.write(len(content).to_bytes(LENGTH_BYTES) + content)
        await sink.drain()
        length = int.from_bytes(await source.readexactly(LENGTH_BYTES))
        answered = await source.readexactly(length)
    except (ConnectionError, asyncio.IncompleteReadError) as error:
        raise SearchUnavailable("an analysing process ended") from error
    records: list[Record] = await asyncio.to_thread(pickle.loads, answered)
    return records


def _analyse(documents: Sequence[SearchDocument]) -> list[Record]:
    return [record_of(document) for document in documents]


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer batches until ``source`` ends."""
    gc.disable()  # what is made of a batch goes with it, without cycles
    while head := source.read(LENGTH_BYTES):
        documents = pickle.loads(source.read(int.from_bytes(head)))  # noqa: S301 - from our own parent
        content = pickle.dumps(_analyse(documents))
        sink.write(len(content).to_bytes(LENGTH_BYTES) + content)
        sink.flush()


if __name__ == "__main__":
    os.nice(NICENESS)
    serve(sys.stdin.buffer, sys.stdout.buffer)
