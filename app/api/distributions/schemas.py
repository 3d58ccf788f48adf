"""What the file endpoints give."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel


class DistributionOut(BaseModel):
    """A file of a published dataset."""

    id: UUID
    dataset: UUID
    revision: int
    format: str
    filename: str
    size: int
    sha256: str
    media_type: str
    rows: int | None
    columns: list[str]

    @classmethod
    def of(cls, dataset: UUID, revision: int, shown: dict[str, Any]) -> "DistributionOut":
        """From the entry of a revision's document."""
        known = {name: shown[name] for name in cls.model_fields if name in shown}
        return cls(dataset=dataset, revision=revision, **known)
