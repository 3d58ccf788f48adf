"""How the types of bases stand in the record: the words of ``data/bases.toml``, read once."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from catalog.audit.entry import BasisType


@cache
def _words() -> Mapping[str, str]:
    return tomllib.loads(files("catalog.audit").joinpath("data/bases.toml").read_text("utf-8"))


def recorded(kind: BasisType) -> str:
    """``kind`` as entries of the record have it."""
    return _words()[kind]
