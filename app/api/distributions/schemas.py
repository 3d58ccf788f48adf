"""What the file endpoints give."""

from typing import Self
from uuid import UUID

from pydantic import BaseModel

from catalog.datasets.document import FileShown, RevisionDocument


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
    def of(cls, document: RevisionDocument, file: FileShown) -> Self:
        """From a revision's document and its entry of the file."""
        return cls(dataset=document.id, revision=document.revision, **file.model_dump(exclude={"file_version"}))
