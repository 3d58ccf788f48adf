"""What an entry of the record says beside who, when and which act: object, legal basis, result. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from catalog.errors import FieldProblem, Invalid
from catalog.messages import message


@dataclass(frozen=True)
class Target:
    """The object of an act: its kind, its identity, and the version acted on where it has versions."""

    type: str
    id: str | UUID
    version: str | int = ""


class BasisType(StrEnum):
    """Kinds of bases (standards.md §2.8, basis_type); ``data/bases.toml`` says how the record has them."""

    PUBLIC = "public"
    APPLICATION = "application"
    AGREEMENT = "agreement"
    GRANT = "grant"
    LAW = "law"
    DUTY = "duty"


@dataclass(frozen=True)
class Basis:
    """On what an act rests: the type, and the number or identity of that basis; neither may be empty."""

    type: BasisType
    id: str

    def __post_init__(self) -> None:
        """Refuse an empty basis.

        Raises:
            Invalid: type or identity is empty.
        """
        if not self.type.strip() or not self.id.strip():
            raise Invalid([FieldProblem("/basis", message("audit.basis-required"), "basis_required")])


class Result(StrEnum):
    """How an act ended."""

    OK = "ok"
    REFUSED = "refused"
