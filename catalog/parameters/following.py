"""Rows that follow the releases of the product until an operator changes them.

Each row keeps what the loader wrote last. Where the row still says the same, a later release may change it; where it
says something else, or was entered by an operator, it is the operator's and stays.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar, TypeVar

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from catalog.base import WriteSession


class Following:
    """Mixin of such rows; ``FOLLOWED`` names the columns that a release may change."""

    FOLLOWED: ClassVar[tuple[str, ...]]

    shipped: Mapped[dict[str, Any] | None] = mapped_column(JSONB)

    @property
    def edited(self) -> bool:
        """Whether an operator entered or changed this row."""
        return _document(self) != self.shipped

    def take(self, content: Mapping[str, Any]) -> None:
        """Write ``content``, a value for each of ``FOLLOWED``, as the release's."""
        for name in self.FOLLOWED:
            setattr(self, name, content[name])
        self.shipped = _document(self)


Row = TypeVar("Row", bound=Following)
Key = TypeVar("Key")


def follow(
    session: WriteSession,
    stored: Mapping[Key, Row],
    release: Mapping[Key, Mapping[str, Any]],
    make: Callable[[Key], Row],
) -> int:
    """Bring ``stored`` rows up to ``release``; answers the number of rows written, none where nothing changed.

    Rows that a release no longer has stay: something may refer to them.
    """
    written = 0
    for key, content in release.items():
        row = stored.get(key)
        if row is None:
            row = make(key)
            session.add(row)
        elif row.edited or all(getattr(row, name) == content[name] for name in row.FOLLOWED):
            continue
        row.take(content)
        written += 1
    return written


def _document(row: Following) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in row.FOLLOWED}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
