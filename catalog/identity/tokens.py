"""Secrets: how a token looks, how it is told from noise, and how it is kept. Pure.

A token is ``minshu_`` + 32 characters of base 62 (190 bits) + 6 characters of CRC-32 in base 62. The fixed prefix lets
leak scanners recognise it, the checksum lets them and us refuse a mistyped one without asking the database
(the scheme of GitHub's tokens). Only SHA-256 of it is kept: with 190 bits there is nothing for a slow hash to protect.
"""

import hashlib
import re
import secrets
import string
import zlib

PREFIX = "minshu_"
_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM = 32
_CHECK = 6
_SHOWN = len(PREFIX) + 6
_SHAPE = re.compile(rf"{PREFIX}([0-9A-Za-z]{{{_RANDOM}}})([0-9A-Za-z]{{{_CHECK}}})")


def new_token() -> str:
    """A fresh token of the API."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
    return f"{PREFIX}{body}{_checksum(body)}"


def new_secret() -> str:
    """A fresh secret of a browser session or of a reset (256 bits, safe in addresses and cookies)."""
    return secrets.token_urlsafe(32)


def is_token(text: str) -> bool:
    """Whether ``text`` has the shape and the checksum of a token."""
    found = _SHAPE.fullmatch(text)
    return found is not None and secrets.compare_digest(_checksum(found[1]), found[2])


def shown_prefix(token: str) -> str:
    """The beginning of ``token`` by which its owner recognises it in a list."""
    return token[:_SHOWN]


def digest(secret: str) -> bytes:
    """What is kept of ``secret``: SHA-256."""
    return hashlib.sha256(secret.encode()).digest()


def _checksum(body: str) -> str:
    value = zlib.crc32(body.encode())
    figures = []
    for _ in range(_CHECK):
        value, figure = divmod(value, len(_ALPHABET))
        figures.append(_ALPHABET[figure])
    return "".join(reversed(figures))
