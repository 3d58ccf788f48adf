"""What may be kept of a question, and under which keys: pure.

Before enough clients of one day asked the same, only keyed hashes of question and client are kept; the key is another
one every day, so that no day can be joined with another, and no address is ever written.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import date

MAX_LENGTH = 60
"""A longer question is nobody's but the asker's; it is not kept."""
KEY_LENGTH = 32
LONG_NUMBER = 6
"""So many digits in a row may be the number of a person, a telephone or a document."""
NUMBERS = re.compile(rf"\d{{{LONG_NUMBER},}}")


@dataclass
class Trace:
    """How often one client asked one question on one day, asked it on a page, found nothing, and opened a dataset."""

    text: str
    asked: int = 0
    viewed: int = 0
    empty: int = 0
    opened: int = 0


def learnable(text: str) -> str:
    """The question as it may be kept: in lower case, without long numbers; empty where nothing may."""
    kept = " ".join(NUMBERS.sub(" ", text).lower().split())
    return kept if len(kept) <= MAX_LENGTH and any(char.isalnum() for char in kept) else ""


def keys(secret: str, day: date, text: str, address: str) -> tuple[str, str]:
    """The keys of a question and of a client for one day."""
    daily = _keyed(secret.encode(), f"minshu.queries|{day.isoformat()}")
    return _keyed(daily, f"query|{text}").hex()[:KEY_LENGTH], _keyed(daily, f"client|{address}").hex()[:KEY_LENGTH]


def _keyed(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
