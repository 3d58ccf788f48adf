"""What may be asked of an application, with what each command needs. Frozen and free of the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from catalog.access.workflow import Name


class Mode(StrEnum):
    """How the data are to be taken: as files of a query's result, or row by row through the API."""

    DOWNLOAD = "download"
    API = "api"

    @property
    def label(self) -> str:
        """The mode in Chinese."""
        return "下载" if self is Mode.DOWNLOAD else "接口调用"


@dataclass(frozen=True)
class Form:
    """What the applicant asks for (申请表, standards.md §3.1).

    ``fields`` are names of data items, ``until`` the last day of use (in China), ``answers`` the further answers of
    the form by their name.
    """

    purpose: str
    fields: tuple[str, ...]
    until: date
    mode: str = Mode.API
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Submit(Form):
    """Ask for a dataset."""

    name: ClassVar[Name] = Name.SUBMIT


@dataclass(frozen=True)
class Resubmit(Form):
    """Hand in again what was returned, with what was missing."""

    name: ClassVar[Name] = Name.RESUBMIT


@dataclass(frozen=True)
class CheckForm:
    """The form is complete and proper (规范性审查通过)."""

    name: ClassVar[Name] = Name.CHECK_FORM
    reason: str = ""


@dataclass(frozen=True)
class Return:
    """The form is not complete: ``reason`` names everything that is missing, once (一次性告知)."""

    name: ClassVar[Name] = Name.RETURN
    reason: str


@dataclass(frozen=True)
class Approve:
    """The agency agrees, on terms.

    Fields empty: all that were asked for; until None: as asked for; ``row_filter`` is a list of {field, operator,
    value}, ``masks`` a mask by field, ``quota`` the number of calls a day (None: the default of the parameters).
    """

    name: ClassVar[Name] = Name.APPROVE
    until: date | None = None
    fields: tuple[str, ...] = ()
    row_filter: tuple[Mapping[str, Any], ...] = ()
    masks: Mapping[str, str] = field(default_factory=dict)
    quota: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Reject:
    """The agency does not agree; ``basis`` is the article of law, ``reason`` says why it applies."""

    name: ClassVar[Name] = Name.REJECT
    reason: str
    basis: str


@dataclass(frozen=True)
class Sign:
    """The applicant agrees to the text with this SHA-256 (hexadecimal)."""

    name: ClassVar[Name] = Name.SIGN
    digest: str


@dataclass(frozen=True)
class Revoke:
    """The grant is taken back, at once."""

    name: ClassVar[Name] = Name.REVOKE
    reason: str


@dataclass(frozen=True)
class Cancel:
    """The applicant withdraws."""

    name: ClassVar[Name] = Name.CANCEL
    reason: str = ""


Command = Submit | CheckForm | Return | Resubmit | Approve | Reject | Sign | Revoke | Cancel
