"""What is recognised in Chinese cells and headers: the patterns of ``data/recognised.toml``, read once."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"


@cache
def _patterns() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("catalog.tables").joinpath("data/recognised.toml").read_text("utf-8"))


def pattern(part: str, name: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """The pattern ``name`` of one part of the file."""
    return re.compile(_patterns()[part][name].replace("HAN", _HAN), flags)
