"""Passwords: what is accepted, and argon2id hashes made in a small pool of threads.

The cost (19 MiB, 2 passes, 1 lane) is the OWASP Password Storage minimum for argon2id; two threads bound the memory
that a burst of sign-ins can take, and the hash of a weaker past setting is renewed at the next sign-in.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from catalog.errors import FieldProblem
from catalog.messages import message

MIN_LENGTH = 10
MAX_LENGTH = 200
MIN_VARIETY = 5

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_POOL = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
_NOBODY = _HASHER.hash("nobody has this password")
"""Checked where no account exists, so that the answer takes as long as for a real one."""

COMMON_STEMS = (
    "0123456789",
    "1234567890",
    "abcdefghij",
    "administrator",
    "fujian",
    "iloveyou",
    "letmein",
    "minshu",
    "mima",
    "password",
    "passw0rd",
    "qwertyuiop",
    "qwerty",
    "welcome",
    "woaini",
)


def problems(password: str, email: str, pointer: str = "/password") -> list[FieldProblem]:
    """What is wrong with ``password`` for the holder of ``email``; empty where it is accepted."""
    checks = (
        (len(password) < MIN_LENGTH, message("password.too-short", least=MIN_LENGTH), "too-short"),
        (len(password) > MAX_LENGTH, message("password.too-long", most=MAX_LENGTH), "too-long"),
        (_contains_email(password, email), message("password.contains-email"), "contains-email"),
        (_is_common(password), message("password.common"), "common"),
    )
    return [FieldProblem(pointer, said, code) for wrong, said, code in checks if wrong]


async def hash_password(password: str) -> str:
    """The argon2id hash of ``password``, made in a thread."""
    return await asyncio.get_running_loop().run_in_executor(_POOL, _HASHER.hash, password)


async def matches(password: str, password_hash: str | None) -> bool:
    """Whether ``password`` has ``password_hash``; where there is none, the same work is done and the answer is no."""
    return await asyncio.get_running_loop().run_in_executor(_POOL, _matches, password, password_hash)


def needs_renewal(password_hash: str) -> bool:
    """Whether ``password_hash`` was made with a weaker setting than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def _matches(password: str, password_hash: str | None) -> bool:
    try:
        _HASHER.verify(password_hash or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)


def _contains_email(password: str, email: str) -> bool:
    lowered = password.lower()
    return bool(email) and (email.lower() in lowered or lowered == email.lower().partition("@")[0])


def _is_common(password: str) -> bool:
    """A known stem with little around it, a run of one step (``23456789ab``), or very few different characters."""
    lowered = password.lower()
    if any(stem in lowered and len(lowered) - len(stem) < MIN_VARIETY for stem in COMMON_STEMS):
        return True
    steps = {ord(b) - ord(a) for a, b in pairwise(lowered)}
    return len(set(lowered)) < MIN_VARIETY or steps in ({1}, {-1})
