"""What decides between equals, the same for every engine and in every copy of an index."""

from functools import lru_cache
from hashlib import blake2b

TIE_BITS = 30
"""Bits that tell apart what has the same value."""
TIE_WEIGHT = 1e-4
"""How far apart equal scores are set, so that their order is the same in every copy of the index."""


@lru_cache(maxsize=16)  # a document holds it in every order and in its weight
def tie_of(identity: str) -> int:
    """Which of two with the same value comes first; the same everywhere."""
    return int.from_bytes(blake2b(identity.encode(), digest_size=4).digest()) >> (32 - TIE_BITS)


def tie_weight(identity: str) -> float:
    """What an identity adds to the weight of its document, from 0 to `TIE_WEIGHT`."""
    return tie_of(identity) * (TIE_WEIGHT / (1 << TIE_BITS))
