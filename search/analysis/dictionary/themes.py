"""Themes of open data by their names, for questions that name one: 主题:交通."""

from search.analysis.dictionary.lists import lines_of

_ROWS = tuple(line.split("\t") for line in lines_of("themes.txt"))
THEMES = {name: code for code, name, *_ in _ROWS}
"""Name of a theme to its code."""
ALIASES = {alias: code for code, _, aliases in _ROWS for alias in aliases.split()}
"""What else a theme is called where only a theme can be meant, also in English."""


def theme_code(name: str) -> str:
    """The code of a theme by its name or by a part of it that no other theme has, else an empty text."""
    codes = [code for known, code in THEMES.items() if name and name in known]
    return THEMES.get(name) or ALIASES.get(name) or (codes[0] if len(codes) == 1 else "")
