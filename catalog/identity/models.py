"""Tables of accounts, memberships, browser sessions, tokens and one-time resets."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.acting.actor import Role
from catalog.base import Base, new_id


class AccountKind(StrEnum):
    """Who stands behind an account: a natural person or an enterprise."""

    PERSON = "person"
    ENTERPRISE = "enterprise"


class Account(Base):
    """A person or enterprise that signs in. ``real_name_confirmed_at`` is set by an operator, never by the holder.

    ``email`` is kept in lower case (``service.normal_email``), so that its unique index knows no second spelling.
    """

    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    display_name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[AccountKind] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    real_name_confirmed_at: Mapped[datetime | None]
    real_name_confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    deactivated_at: Mapped[datetime | None]
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="account", lazy="raise", foreign_keys="Membership.account_id"
    )


class Membership(Base):
    """A role of an account, for one organization, or for the whole system where ``organization_id`` is empty."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index(
            "uq_memberships_account_role_organization",
            "account_id",
            "role",
            "organization_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[Role] = mapped_column(String(30))
    organization_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    granted_at: Mapped[datetime]
    account: Mapped[Account] = relationship(back_populates="memberships", lazy="raise", foreign_keys=[account_id])


class BrowserSession(Base):
    """A signed-in browser: only the hash of the cookie is kept."""

    __tablename__ = "browser_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    secret_hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class ApiToken(Base):
    """A token of the API: shown once, kept as a hash, recognisable by its prefix, limited by scopes and its grant."""

    __tablename__ = "api_tokens"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    grant_id: Mapped[UUID | None] = mapped_column(ForeignKey("grants.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    prefix: Mapped[str] = mapped_column(String(20))
    secret_hash: Mapped[bytes] = mapped_column(unique=True)
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class PasswordReset(Base):
    """A one-time reset code issued by an operator; only its hash is kept."""

    __tablename__ = "password_resets"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    secret_hash: Mapped[bytes] = mapped_column(unique=True)
    issued_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LoginFailure(Base):
    """A failed login, by the hash of what was tried (address or account), for throttling."""

    __tablename__ = "login_failures"
    __table_args__ = (Index("ix_login_failures_key_at", "key", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[bytes]
    at: Mapped[datetime]
