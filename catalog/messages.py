"""What the domain has to say to people: a key and its values. The words stand in the catalogues of ``app/words``."""

from dataclasses import dataclass
from typing import TypeAlias

MessageValue: TypeAlias = "int | str | Message | Translated | tuple[MessageValue, ...]"
"""A number or text as it is, what itself needs words, or several of these, which are listed as the language does."""


@dataclass(frozen=True)
class Translated:
    """A name that is data and has its words with it, such as a term of a vocabulary.

    Attributes:
        zh: in Chinese.
        en: in English; empty where it has none, and is said in Chinese.
    """

    zh: str
    en: str = ""

    def __str__(self) -> str:
        return self.en or self.zh


@dataclass(frozen=True)
class Message:
    """Something to say, in no language; equal to whatever says the same.

    Attributes:
        key: names the words in every catalogue, for example ``account.inactive``.
        values: what the words leave a place for, by name, in the order of the names.
    """

    key: str
    values: tuple[tuple[str, MessageValue], ...] = ()

    def __str__(self) -> str:
        given = ", ".join(f"{name}={value!s}" for name, value in self.values)
        return f"{self.key}({given})" if given else self.key


def message(key: str, /, **values: MessageValue) -> Message:
    """What ``key`` names, with its ``values``. A key is written out where it is used, so that tests can find it."""
    return Message(key, tuple(sorted(values.items(), key=lambda pair: pair[0])))
