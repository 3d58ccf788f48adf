"""The agreement of use (利用协议, standards.md §3.1) as text, and its digest; ``data/agreement.toml`` words it."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Particulars:
    """What stands in one agreement: parties, scope, terms.

    ``report_hours`` is within how many hours a leak must be told, ``platform`` what the platform is called.
    """

    number: str
    provider: str
    applicant: str
    dataset: str
    code: str
    revision: int
    fields: Sequence[str]
    purpose: str
    mode: str
    until: date
    quota: int
    report_hours: int
    platform: str
    row_filter: Sequence[str] = ()
    masks: Sequence[str] = ()


@cache
def wording() -> Mapping[str, Any]:
    """The wording of agreements, and of what a grant keeps of its own."""
    return MappingProxyType(tomllib.loads(files("catalog.access").joinpath("data/agreement.toml").read_text("utf-8")))


def named(title: str, name: str) -> str:
    """A data item as an agreement names it."""
    return str(wording()["named"].format(title=title, name=name))


def text(facts: Particulars) -> str:
    """The agreement in Chinese, article by article."""
    words = wording()
    given = {each.name: getattr(facts, each.name) for each in fields(facts)}
    given |= {
        "code": facts.code or words["no_code"],
        "mode": words["modes"][facts.mode],
        "scope": "".join(_scope(facts, words["scope"])),
    }
    head = [words["title"], *(line.format(**given) for line in words["head"])]
    body = [
        words["article"].format(ordinal=ordinal, title=each["title"], content=each["content"].format(**given))
        for ordinal, each in zip(words["ordinals"], words["articles"], strict=True)
    ]
    return "\n\n".join(["\n".join(head), *body]) + "\n"


def _scope(facts: Particulars, words: Mapping[str, Any]) -> Iterator[str]:
    for part, listed in (("fields", facts.fields), ("rows", facts.row_filter), ("masks", facts.masks)):
        if listed:
            yield words[part].format(listed=words["between"][part].join(listed))


def digest(agreement: str) -> str:
    """SHA-256 of the text in UTF-8, hexadecimal: what the applicant signs."""
    return hashlib.sha256(agreement.encode()).hexdigest()
