"""The unified social credit code (统一社会信用代码, GB 32100-2015) of an organization. Pure.

Codes whose check character is wrong have really been issued, so a wrong one is a warning that a person confirms,
never a refusal. The arithmetic is ``stdnum``'s.
"""

import re
from enum import StrEnum

from stdnum.cn import uscc as _uscc

LENGTH = 18
_SHAPE = re.compile(r"[0-9ANY][0-9][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_KINDS = {
    "1": "1239",
    "2": "19",
    "3": "123459",
    "4": "19",
    "5": "123459",
    "6": "129",
    "7": "129",
    "8": "19",
    "9": "123",
    "A": "19",
    "N": "1239",
    "Y": "1",
}
"""The kinds of organization (second character) that each registering authority (first character) registers."""


class Verdict(StrEnum):
    """What can be said of a code by looking at it."""

    VALID = "valid"
    CHECKSUM_WARNING = "checksum_warning"
    MALFORMED = "malformed"

    @property
    def malformed(self) -> bool:
        """Whether this cannot be a code at all; the other verdicts may be kept."""
        return self is Verdict.MALFORMED


def normalize(text: str) -> str:
    """``text`` without blanks and hyphens, in capitals, as people paste codes from documents."""
    return re.sub(r"[\s\-]", "", text).upper()


def check(text: str) -> Verdict:
    """Judge ``text``; it is malformed where its length, alphabet or registering authority is wrong."""
    code = normalize(text)
    if not _SHAPE.fullmatch(code) or code[1] not in _KINDS.get(code[0], ""):
        return Verdict.MALFORMED
    return Verdict.VALID if code[-1] == check_character(code[:-1]) else Verdict.CHECKSUM_WARNING


def check_character(body: str) -> str:
    """The 18th character that belongs to the first seventeen, ``body``, which must be well formed."""
    return str(_uscc.calc_check_digit(body))
