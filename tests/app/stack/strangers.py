"""Acting as another local user: the one called nobody, where the tests run as root, else ourselves without our keys."""

import json
import os
import traceback
from collections.abc import Callable

NOBODY = 65534


def as_stranger(act: Callable[[], object]) -> object:
    """Run ``act`` in a forked process as another user; its answer, which must be JSON.

    Raises:
        AssertionError: ``act`` raised.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            drop_rights()
            answer: dict[str, object] = {"answer": act()}
        except BaseException:  # noqa: BLE001 - told to the parent, which raises
            answer = {"raised": traceback.format_exc()}
        os.write(writer, json.dumps(answer).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        told = json.loads(pipe.read())
    os.waitpid(child, 0)
    assert "raised" not in told, told["raised"]
    return told["answer"]


def drop_rights() -> None:
    """Become nobody, if we are root."""
    os.chdir("/")
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
