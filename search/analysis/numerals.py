"""Numbers written in two ways become one, character for character: 二〇二三年 and 2023年, 14五 and 十四五.

Only where the form decides the meaning, and never inside a longer number; what would change the length of a text is
left to the alternatives of a question.
"""

import re

HAN_DIGITS = "〇一二三四五六七八九"
_TO_ARABIC = {ord(char): str(value) for value, char in enumerate(HAN_DIGITS)} | {ord("零"): "0", ord("○"): "0"}
_TO_HAN = {ord(str(value)): char for value, char in enumerate(HAN_DIGITS)}
_ZERO = "〇零○"

_DIGIT = f"{HAN_DIGITS}{_ZERO}"
_YEAR = re.compile(rf"(?<![{_DIGIT}])(?:二[{_ZERO}]|一九)[{_DIGIT}]{{2}}(?![{_DIGIT}])")
_PLAN = re.compile(r"(?<![\w.])1[1-9](?=五)")
_ORDINAL = re.compile(r"(?<=第)(?:1?[1-9]|[2-9]0)(?=次|批|届|期|季度|轮)")
_QUARTER = re.compile(r"(?<!\w)[1-4](?=季度)|(?<=年)[1-4](?=季度)")


def unify_numbers(text: str) -> str:
    """The text with one form for each number; as long as before, every other character in its place."""
    if any(zero in text for zero in ("二〇", "二零", "二○", "一九")):
        text = _YEAR.sub(lambda match: match.group().translate(_TO_ARABIC), text)
    if "五" in text:
        text = _PLAN.sub(_tens, text)
    if "第" in text:
        text = _ORDINAL.sub(_tens, text)
    if "季度" in text:
        text = _QUARTER.sub(_tens, text)
    return text


def _tens(match: re.Match[str]) -> str:
    """One or two digits as Chinese numerals of the same length: 3 三, 13 十三, 20 二十."""
    digits = match.group()
    if len(digits) == 1:
        return digits.translate(_TO_HAN)
    return digits[0].translate(_TO_HAN) + "十" if digits[1] == "0" else "十" + digits[1].translate(_TO_HAN)
