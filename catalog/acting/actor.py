"""Who acts: nobody known, a person, a machine with a token, or the platform itself. Frozen, free of the database."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from catalog.messages import Message, message


class Role(StrEnum):
    """The roles of the platform; a person may hold several, each for one organization."""

    USER = "user"
    CATALOGUER = "cataloguer"
    AGENCY_REVIEWER = "agency_reviewer"
    DATA_ADMIN = "data_admin"
    SECURITY_OFFICER = "security_officer"
    AUDITOR = "auditor"
    OPERATOR = "operator"

    @property
    def label(self) -> Message:
        """What people call whoever holds it."""
        return message(f"role.{self}")


@dataclass(frozen=True)
class Post:
    """A role held, in one organization or (``organization_id`` None) in the whole system."""

    role: Role
    organization_id: UUID | None


@dataclass(frozen=True)
class Anonymous:
    """A visitor who is not signed in."""


@dataclass(frozen=True)
class Person:
    """An account with the posts it holds at this moment."""

    account_id: UUID
    name: str
    posts: frozenset[Post] = frozenset()
    real_name: bool = False
    must_change_password: bool = False

    def organizations(self, *roles: Role) -> frozenset[UUID]:
        """Organizations in which one of ``roles`` is held."""
        return frozenset(p.organization_id for p in self.posts if p.role in roles and p.organization_id is not None)

    def holds(self, role: Role, organization_id: UUID | None = None) -> bool:
        """Whether ``role`` is held: for that organization, or for the whole system."""
        return Post(role, organization_id) in self.posts or Post(role, None) in self.posts


@dataclass(frozen=True)
class Machine:
    """A token: it acts for ``owner``, within ``scopes``, and reads data only under ``grant_id`` where that is set."""

    token_id: UUID
    owner: Person
    scopes: frozenset[str]
    grant_id: UUID | None = None


@dataclass(frozen=True)
class Platform:
    """The platform itself: its jobs, and the command line of the machine's owner, who needs no account."""


Actor = Anonymous | Person | Machine | Platform


def person_of(actor: Actor) -> Person | None:
    """The person behind ``actor``; None for a visitor and for the platform."""
    match actor:
        case Person():
            return actor
        case Machine(owner=owner):
            return owner
        case _:
            return None
