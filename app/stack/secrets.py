"""The secrets of one data directory: made at first start, kept in one file that only its owner can read."""

import os
import secrets
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

FILE = "secrets.json"
_KEY_BYTES = 32


def _fresh() -> str:
    return secrets.token_hex(_KEY_BYTES)


class Secrets(BaseModel):
    """Passwords and keys of the embedded parts; shown by nothing, written to one file only."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    secret_key: str = Field(default_factory=_fresh, repr=False)
    postgres_admin: str = Field(default_factory=_fresh, repr=False)
    postgres_owner: str = Field(default_factory=_fresh, repr=False)
    postgres_app: str = Field(default_factory=_fresh, repr=False)
    s3_access_key: str = Field(default_factory=_fresh, repr=False)
    s3_secret_key: str = Field(default_factory=_fresh, repr=False)
    jwt_write: str = Field(default_factory=_fresh, repr=False)
    jwt_read: str = Field(default_factory=_fresh, repr=False)
    jwt_filer_write: str = Field(default_factory=_fresh, repr=False)
    jwt_filer_read: str = Field(default_factory=_fresh, repr=False)


def load_or_create(folder: Path) -> Secrets:
    """Read the secrets of ``folder``; at first start make them.

    A later version may add a secret: it is made and saved, the others stay.

    Raises:
        OSError: the file cannot be read or written.
        pydantic.ValidationError: the file is damaged; it is left as it is.
    """
    path = folder / FILE
    text = path.read_text() if path.exists() else "{}"
    found = Secrets.model_validate_json(text)
    if found.model_dump_json() != text:
        write_private(path, found.model_dump_json())
    return found


def write_private(path: Path, text: str) -> None:
    """Replace ``path`` in one step with a file of mode 0600, so that a crash leaves the old one or the new one."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
