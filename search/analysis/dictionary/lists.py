"""The lists of the dictionary as they are written: lines of text, with `#` before what is said about them."""

from importlib.resources import files

_FOLDER = files("search.analysis.dictionary")


def text_of(name: str) -> str:
    """A whole list, with what is said about it."""
    return _FOLDER.joinpath(name).read_text("utf-8")


def lines_of(name: str) -> list[str]:
    """The lines of a list."""
    return [line for line in text_of(name).splitlines() if line and not line.startswith("#")]
