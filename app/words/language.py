"""Saying messages in a language, and choosing the language that a reader prefers."""

import re
from dataclasses import dataclass

from app.words.catalogues import entries, plural
from catalog.messages import Message, MessageValue, Translated

_PREFERENCE = re.compile(
    r"\s*(?P<tag>[A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]{1,35})?\s*(?:;\s*q\s*=\s*(?P<weight>0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?"
)
_MOST_PREFERENCES = 50


@dataclass(frozen=True)
class Language:
    """A language that everything can be said in.

    Attributes:
        tag: as headers name it (BCP 47).
        locale: as its folder of catalogues is named.
    """

    tag: str
    locale: str

    def say(self, said: Message) -> str:
        """The words of ``said``.

        Raises:
            KeyError: there are no words for the key, or it has not the values that they need.
        """
        values = dict(said.values)
        entry = entries(self.locale)[said.key]
        form = self._form(values[entry.counted]) if entry.counted else 0
        return entry.forms[form].format_map({name: self._spoken(value) for name, value in values.items()})

    def knows(self, said: Message) -> bool:
        """Whether there are words for ``said``; for what may have none."""
        return said.key in entries(self.locale)

    def _spoken(self, value: MessageValue) -> "int | str | Several":
        if isinstance(value, tuple):
            return Several(self, tuple(str(self._spoken(each)) for each in value))
        if isinstance(value, Translated):
            return value.en or value.zh if self.tag == "en" else value.zh
        return self.say(value) if isinstance(value, Message) else value

    def _form(self, count: MessageValue) -> int:
        if not isinstance(count, int):
            raise TypeError(count)
        return plural(self.locale)(count)


@dataclass(frozen=True)
class Several:
    """Several words in one place; what follows the name of the place says how they are listed.

    ``{names}`` lists all of them, ``{names:or}`` lets choose, ``{names:choice}`` does so with spaces,
    ``{names:clauses}`` puts whole statements one after the other.
    """

    language: Language
    items: tuple[str, ...]

    def __format__(self, manner: str) -> str:
        manner = manner or "and"
        *first, last = self.items or ("",)
        if not first:
            return last
        between = self.language.say(Message(f"list.{manner}"))
        return between.join(first) + self.language.say(Message(f"list.{manner}.last")) + last

    def __str__(self) -> str:
        return format(self, "")


CHINESE = Language("zh-CN", "zh_CN")
ENGLISH = Language("en", "en")
LANGUAGES = (CHINESE, ENGLISH)


def tagged(tag: str) -> Language | None:
    """The language that bears exactly this tag."""
    return next((language for language in LANGUAGES if language.tag == tag), None)


def preferred(accepted: str) -> Language:
    """The language that a header ``Accept-Language`` asks for: Chinese, unless English weighs more (RFC 9110 §12.5.4).

    A header that cannot be read, and other languages, say nothing.
    """
    weights: dict[str, float] = {}
    for part in accepted.split(",", _MOST_PREFERENCES)[:_MOST_PREFERENCES]:
        found = _PREFERENCE.fullmatch(part)
        if found:
            tag = found["tag"].lower()
            weights[tag] = max(weights.get(tag, 0.0), float(found["weight"] or 1))
    others = weights.get("*", 0.0)
    return ENGLISH if weights.get("en", others) > weights.get("zh", others) else CHINESE
