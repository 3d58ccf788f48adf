"""Names that no engine holds, completed while they are being typed: organizations, themes."""

from collections.abc import Iterable
from dataclasses import dataclass

from search.analysis.folding import fold_text
from search.analysis.marking import Marked, Marker
from search.analysis.pinyin import is_letters, reading
from search.analysis.segmentation import query_terms


@dataclass(frozen=True, slots=True)
class Completed:
    """A name that may be meant: its code, and the name with what matches."""

    code: str
    name: Marked


@dataclass(frozen=True, slots=True)
class _Name:
    code: str
    name: str
    written: tuple[str, ...]
    spelled: tuple[str, ...]
    initials: tuple[str, ...]


class Names:
    """Names of some thousand things at most, kept in memory: found written, in pinyin, by first letters."""

    def __init__(self, names: Iterable[tuple[str, str, str]]) -> None:
        """Take names in.

        Args:
            names: Code, name, and a short name or nothing.
        """
        self._names = tuple(_name(*each) for each in names)

    def matching(self, text: str, size: int) -> tuple[Completed, ...]:
        """At most `size` names for what is being typed: those that begin so first, then the shortest."""
        typed = fold_text(text).replace(" ", "")
        if not typed:
            return ()
        ranked = ((_rank(name, typed), len(name.name), name.code, name) for name in self._names)
        found = sorted(each for each in ranked if each[0] is not None)[:size]
        marker = Marker.of(query_terms(text))
        return tuple(Completed(code, marker.mark(name.name)) for _, _, code, name in found)


def _name(code: str, name: str, short: str) -> _Name:
    texts = tuple(dict.fromkeys(fold_text(text).replace(" ", "") for text in (name, short) if text))
    read = [reading(text) for text in texts]
    return _Name(
        code,
        name,
        texts,
        tuple("".join(syllables) for syllables in read),
        tuple("".join(syllable[:1] for syllable in syllables) for syllables in read),
    )


def _rank(name: _Name, typed: str) -> int | None:
    """How well a name fits, 0 the best; None where it does not."""
    if any(text.startswith(typed) for text in name.written):
        return 0
    if any(typed in text for text in name.written):
        return 1
    if not is_letters(typed):
        return None
    if any(text.startswith(typed) for text in name.spelled):
        return 2
    return 3 if any(text.startswith(typed) for text in name.initials) else None
