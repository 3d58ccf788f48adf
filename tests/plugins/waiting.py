"""Waiting inside the event loop for something to become true, with a deadline."""

import asyncio
from collections.abc import Awaitable, Callable

WAIT_SECONDS = 20.0
_POLL_SECONDS = 0.05


async def eventually(look: Callable[[], Awaitable[bool]], what: str, seconds: float = WAIT_SECONDS) -> float:
    """Look until it is so; answers after how many seconds it was."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    while not await look():
        assert loop.time() - start < seconds, f"not within {seconds} s: {what}"
        await asyncio.sleep(_POLL_SECONDS)
    return loop.time() - start
